package org.duima.platform.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Text;
import org.duima.api.platform.GroupingResult;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;
import org.duima.api.platform.InquiryAnswer.DictionaryRow;
import org.duima.api.platform.PlatformCounts;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.platform.PlatformInquiries.Call;
import org.duima.api.platform.PlatformInquiries.Planned;
import org.duima.api.platform.QualityResult;
import org.duima.api.platform.QualityResult.Detail;
import org.duima.api.platform.Receipt;
import org.duima.api.site.Site;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NationalInquiriesTest {
  private static final String HOSPITAL = "H50010300001";
  private static final YearMonth MARCH = YearMonth.of(2026, 3);

  /** 12:00 in Shanghai. */
  private static final Instant NOON = Instant.parse("2026-03-05T04:00:00Z");

  private static final Inquiry QUALITY = new Inquiry.QualityResults(HOSPITAL, MARCH, "");
  private static final Inquiry COUNTS = Inquiry.Counts.of(HOSPITAL, MARCH);
  private static final Inquiry DRG = new Inquiry.Grouping(HOSPITAL, MARCH, Inquiry.Method.DRG);
  private static final Inquiry DIP = new Inquiry.Grouping(HOSPITAL, MARCH, Inquiry.Method.DIP);
  private static final Inquiry DICTIONARY =
      new Inquiry.DictionaryQuery(HOSPITAL, "ICU_TYPE", "icu_type");
  private static final Inquiry CATALOGUE = new Inquiry.Catalogue(HOSPITAL, "1307", "0");
  private static final Inquiry DOWNLOAD =
      new Inquiry.Download(HOSPITAL, "1307", "0", "F1", "1307.txt.zip", 2);
  private static final Inquiry REVERSAL =
      new Inquiry.Reversal(HOSPITAL, "PSN1", "510100", "M1", "2304");
  private static final Inquiry DISPOSITIONS =
      new Inquiry.Dispositions(
          HOSPITAL,
          "1",
          List.of(
              new Inquiry.Dispositions.Warn("A1", "1", "病情需要"),
              new Inquiry.Dispositions.Warn("A2", "2", null)));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void configure() throws Exception {
    Path token = Files.writeString(home.resolve("token"), "not-a-real-token\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    settings.putAll(
        Map.of(
            "baseUrl", "http://127.0.0.1:8190/fsi",
            "path.*", "/all",
            "path.4104", "/fsi/api/medinfoupload/queryQltctrlProblemPage",
            "paasid", "app",
            "secretFile", "token",
            "signIn", "false"));
  }

  private PlatformInquiries inquiries() {
    return inquiries(new HeaderSigner());
  }

  private PlatformInquiries inquiries(PlatformSigner signer) {
    PlatformSettings platform = PlatformSettings.of(settings, home, signer);
    Site site =
        Site.of(
            Map.of(
                "institution." + HOSPITAL + ".name", "测试医院",
                "institution." + HOSPITAL + ".division", "500103"));
    return new NationalProtocol(() -> platform, () -> site, Tables.shipped()).inquiries();
  }

  private JsonNode envelope(Inquiry inquiry) throws Exception {
    return JSON.readTree(inquiries().request(inquiry, 3, NOON).body());
  }

  private InquiryAnswer read(Inquiry inquiry, int status, String body) {
    PlatformInquiries inquiries = inquiries();
    Call call = inquiries.request(inquiry, 1, NOON);
    return inquiries.read(inquiry, call, status, body.getBytes(UTF_8));
  }

  private InquiryAnswer output(Inquiry inquiry, String output) {
    return read(inquiry, 200, "{\"infcode\":0,\"inf_refmsgid\":\"R1\",\"output\":" + output + "}");
  }

  @Test
  void asksForAMonthPageByPage() throws Exception {
    Call call = inquiries().request(QUALITY, 3, NOON);
    assertThat(call.infno()).isEqualTo("4104");
    assertThat(call.url())
        .isEqualTo("http://127.0.0.1:8190/fsi/fsi/api/medinfoupload/queryQltctrlProblemPage");
    assertThat(call.headers()).containsKeys("x-tif-signature", "Content-Type");
    JsonNode envelope = JSON.readTree(call.body());
    assertThat(envelope.path("infno").asText()).isEqualTo("4104");
    assertThat(envelope.path("msgid").asText()).hasSize(30).isEqualTo(call.msgid());
    assertThat(envelope.path("input").toString())
        .isEqualTo("{\"data\":{\"setl_ym\":\"202603\",\"page_num\":3,\"page_size\":100}}");
  }

  @Test
  void theSiteOrTheQuestionChoosesTheTransactionOfQualityControl() throws Exception {
    settings.put("inquire.qualityInfno", "3607");
    assertThat(envelope(QUALITY).path("infno").asText()).isEqualTo("3607");
    assertThat(envelope(new Inquiry.QualityResults(HOSPITAL, MARCH, "4104")).path("infno").asText())
        .isEqualTo("4104");
  }

  @Test
  void writesTheInputOfEachTransaction() throws Exception {
    settings.put("inquire.countsMedTypes", "21, 52");
    assertThat(input(COUNTS))
        .isEqualTo(
            "4105{\"data\":{\"fixmedins_code\":\"H50010300001\","
                + "\"stt_begntime\":\"2026-03-01 00:00:00\",\"stt_endtime\":\"2026-03-31 23:59:59\","
                + "\"med_type_list\":[\"21\",\"52\"]}}");
    assertThat(input(DRG)).startsWith("3605{\"data\":{\"setl_ym\":\"202603\"");
    assertThat(input(DIP)).startsWith("3606{\"data\":{\"setl_ym\":\"202603\"");
    assertThat(input(DICTIONARY))
        .isEqualTo(
            "1901{\"data\":{\"type\":\"ICU_TYPE\",\"parentValue\":\"\",\"admdvs\":\"500103\","
                + "\"date\":\"2026-03-05\",\"valiFlag\":\"1\"}}");
    assertThat(input(CATALOGUE)).isEqualTo("1307{\"data\":{\"ver\":\"0\"}}");
    assertThat(input(DOWNLOAD))
        .isEqualTo(
            "9102{\"fsDownloadIn\":{\"file_qury_no\":\"F1\",\"filename\":\"1307.txt.zip\","
                + "\"fixmedins_code\":\"H50010300001\"}}");
    assertThat(input(REVERSAL))
        .isEqualTo("2601{\"data\":{\"psn_no\":\"PSN1\",\"omsgid\":\"M1\",\"oinfno\":\"2304\"}}");
    assertThat(input(DISPOSITIONS))
        .isEqualTo(
            "3103{\"data\":{\"warn_type\":\"1\",\"warns\":["
                + "{\"warn_rslt_id\":\"A1\",\"dspo_way\":\"1\",\"dspo_way_rea\":\"病情需要\"},"
                + "{\"warn_rslt_id\":\"A2\",\"dspo_way\":\"2\",\"dspo_way_rea\":\"\"}]}}");
    assertThat(envelope(REVERSAL).path("insuplc_admdvs").asText()).isEqualTo("510100");
  }

  private String input(Inquiry inquiry) throws Exception {
    JsonNode envelope = envelope(inquiry);
    return envelope.path("infno").asText() + envelope.path("input");
  }

  @Test
  void dispositionsAreNotedOrRefusedWithThePlatformsWords() {
    assertThat(output(DISPOSITIONS, "null")).isEqualTo(new InquiryAnswer.Noted());
    assertThat(output(DISPOSITIONS, "{}")).isEqualTo(new InquiryAnswer.Noted());
    InquiryAnswer refused =
        read(DISPOSITIONS, 200, "{\"infcode\":-1,\"err_msg\":\"warn_rslt_id 不存在\"}");
    Receipt.Refused receipt = (Receipt.Refused) ((InquiryAnswer.Problem) refused).receipt();
    assertThat(receipt.message()).contains("warn_rslt_id 不存在");
  }

  @Test
  void dispositionsThatThePlatformWouldRefuseAreNotMade() {
    assertThatThrownBy(() -> new Inquiry.Dispositions.Warn("A1", "1", " "))
        .hasMessageContaining("dspo_way_rea");
    assertThatThrownBy(() -> new Inquiry.Dispositions.Warn("A1", "3", "x"))
        .hasMessageContaining("dspo_way");
    assertThatThrownBy(() -> new Inquiry.Dispositions.Warn("A1", "1", "长".repeat(201)))
        .hasMessageContaining("200");
    assertThatThrownBy(() -> new Inquiry.Dispositions(HOSPITAL, "1", List.of()))
        .hasMessageContaining("warns");
    assertThat(new Inquiry.Dispositions.Warn("A1", "1", "张三 病情需要").toString()).doesNotContain("张三");
  }

  @Test
  void aRegionMayWantFixedNamesInADownload() throws Exception {
    settings.put("download.filename", "plc");
    settings.put("download.fixmedinsCode", "X1");
    assertThat(input(DOWNLOAD)).contains("\"filename\":\"plc\",\"fixmedins_code\":\"X1\"");
  }

  @Test
  void signsInFirstAndKeepsItForTheDay() throws Exception {
    settings.put("signIn", "true");
    PlatformInquiries inquiries = inquiries();
    // the sign-in that comes is of today
    Instant now = Instant.now();
    Call first = inquiries.request(QUALITY, 1, now);
    assertThat(first.infno()).isEqualTo("9001");
    assertThat(JSON.readTree(first.body()).path("input").has("signIn")).isTrue();

    InquiryAnswer answer =
        inquiries.read(
            QUALITY,
            first,
            200,
            "{\"infcode\":0,\"output\":{\"signinoutb\":{\"sign_no\":\"SN1\"}}}".getBytes());

    assertThat(answer).isEqualTo(new InquiryAnswer.SignedIn());
    Call second = inquiries.request(QUALITY, 1, now);
    assertThat(second.infno()).isEqualTo("4104");
    assertThat(JSON.readTree(second.body()).path("sign_no").asText()).isEqualTo("SN1");
    inquiries.read(QUALITY, second, 200, "{\"infcode\":-1,\"err_msg\":\"未签到\"}".getBytes());
    assertThat(inquiries.request(QUALITY, 1, now).infno()).isEqualTo("9001");
  }

  /** Puts a word before what is sent, and wants it before what comes back. */
  private static final class WordSigner implements PlatformSigner, Seal {
    private static final String WORD = "sealed:";

    @Override
    public String name() {
      return "word";
    }

    @Override
    public Seal open(Map<String, String> settings, Path home) {
      return this;
    }

    @Override
    public Sealed seal(byte[] body, Instant now) {
      return new Sealed(Map.of("x-word", WORD), (WORD + text(body)).getBytes(UTF_8));
    }

    @Override
    public byte[] unseal(byte[] body) throws UnsealException {
      if (!text(body).startsWith(WORD)) {
        throw new UnsealException(new Text("没有签名", "no signature"));
      }
      return text(body).substring(WORD.length()).getBytes(UTF_8);
    }

    private static String text(byte[] body) {
      return new String(body, UTF_8);
    }
  }

  @Test
  void goesThroughTheSealThatTheSiteHasChosen() {
    PlatformInquiries inquiries = inquiries(new WordSigner());
    Call call = inquiries.request(QUALITY, 1, NOON);
    assertThat(new String(call.body(), UTF_8)).startsWith("sealed:{\"infno\":\"4104\"");
    assertThat(call.headers()).containsEntry("x-word", "sealed:");
    byte[] empty = "sealed:{\"infcode\":550100}".getBytes(UTF_8);
    assertThat(inquiries.read(QUALITY, call, 200, empty)).isEqualTo(new InquiryAnswer.Nothing());
    assertThat(inquiries.read(QUALITY, call, 200, "{\"infcode\":0}".getBytes(UTF_8)))
        .isEqualTo(new InquiryAnswer.Problem(new Receipt.Unknown(true, "没有签名 / no signature")));
    Call download = inquiries.request(DOWNLOAD, 1, NOON);
    assertThat(inquiries.read(DOWNLOAD, download, 200, "1\tA00\n".getBytes(UTF_8)))
        .as("a file has no envelope")
        .isInstanceOf(InquiryAnswer.File.class);
  }

  // ---------------------------------------------------------------- quality control

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"data":[{"fixmedins_code":"H1","setl_ym":"202603","setl_id":"S1","psn_no":"PSN1",
        "psn_name":"张三测试","qltctrl_rslt":"0","err_lv":"1","retn_flag":"1","qltctrl_ver":"V3",
        "certno":"X","detailinfo":[{"exam_data_fld":"gend","qltctrl_chkrslt":"性别与诊断不符",
        "err_lv":"1","retn_flag":"1","init_val":"2"}]}]}
        """,
        """
        {"total":"1","pages":1,"list":[{"setl_id":"S1","psn_no":"PSN1","qltctrl_rslt":0,"err_lv":"1",
        "retn_flag":"1","qltctrl_ver":"V3","detl_list":[{"exam_data_fld":"gend",
        "qltctrl_chk_rslt":"性别与诊断不符","err_lv":"1","retn_flag":"1","init_val":2}]}]}
        """,
        """
        [{"setl_id":"S1","psn_no":"PSN1","qltctrl_rslt":"0","err_lv":"1","retn_flag":"1",
        "qltctrl_ver":"V3","detl_list":{"exam_data_fld":"gend","qltctrl_chkrslt":"性别与诊断不符",
        "err_lv":"1","retn_flag":"1","init_val":"2"}}]
        """
      })
  void readsQualityResultsOfEveryBuild(String output) {
    QualityResult expected =
        new QualityResult(
            "S1",
            "PSN1",
            "0",
            "1",
            "1",
            "V3",
            "",
            List.of(new Detail("gend", "性别与诊断不符", "1", "1", "2")));

    InquiryAnswer.Quality answer = (InquiryAnswer.Quality) output(QUALITY, output);

    assertThat(answer.rows()).containsExactly(expected);
    assertThat(answer.page().read()).isEqualTo(1);
    assertThat(answer.page().total()).isEqualTo(output.contains("total") ? 1 : -1);
    assertThat(answer.toString()).doesNotContain("PSN1", "张三测试");
  }

  @Test
  void aListWithoutComplaintsHasNoDetails() {
    for (String details : List.of("null", "\"\"", "[]", "{}")) {
      InquiryAnswer.Quality answer =
          (InquiryAnswer.Quality)
              output(
                  QUALITY,
                  "{\"data\":[{\"setl_id\":\"S1\",\"qltctrl_rslt\":\"1\",\"err_lv\":null,"
                      + "\"grp_stas\":\"null\",\"detailinfo\":"
                      + details
                      + "}]}");
      assertThat(answer.rows())
          .containsExactly(new QualityResult("S1", "", "1", "", "", "", "", List.of()));
    }
  }

  @Test
  void countsRowsThatNameNoList() {
    InquiryAnswer.Quality answer =
        (InquiryAnswer.Quality)
            output(QUALITY, "[{\"setl_id\":\"\"},{\"setl_id\":\"S2\"},{\"setl_id\":{\"a\":1}}]");
    assertThat(answer.page().read()).isEqualTo(3);
    assertThat(answer.rows()).extracting(QualityResult::setlId).containsExactly("S2");
  }

  @Test
  void differentPagesHaveDifferentMarks() {
    InquiryAnswer.Quality one = (InquiryAnswer.Quality) output(QUALITY, "[{\"setl_id\":\"S1\"}]");
    InquiryAnswer.Quality same = (InquiryAnswer.Quality) output(QUALITY, "[{\"setl_id\":\"S1\"}]");
    InquiryAnswer.Quality two = (InquiryAnswer.Quality) output(QUALITY, "[{\"setl_id\":\"S2\"}]");
    assertThat(same.page()).isEqualTo(one.page());
    assertThat(two.page().mark()).isNotEqualTo(one.page().mark());
  }

  @Test
  void anEmptyOutputOfAnyShapeIsNothing() {
    for (Inquiry inquiry : List.of(QUALITY, DRG, COUNTS, DICTIONARY, CATALOGUE)) {
      for (String output : List.of("null", "\"\"", "[]", "{}")) {
        assertThat(output(inquiry, output)).isEqualTo(new InquiryAnswer.Nothing());
      }
      assertThat(read(inquiry, 200, "{\"infcode\":550100,\"err_msg\":\"未查询到数据\"}"))
          .isEqualTo(new InquiryAnswer.Nothing());
      assertThat(read(inquiry, 200, "{\"infcode\":\"550100\"}"))
          .isEqualTo(new InquiryAnswer.Nothing());
    }
  }

  // ---------------------------------------------------------------- the others

  @Test
  void readsGroups() {
    InquiryAnswer.Groups drg =
        (InquiryAnswer.Groups)
            output(
                DRG,
                "{\"data\":[{\"setl_id\":\"S1\",\"psn_no\":\"PSN1\",\"psn_name\":\"张三测试\","
                    + "\"certno\":\"X\",\"drg_code\":\"FR23\",\"drg_name\":\"心力衰竭\",\"mdc\":\"MDCF\","
                    + "\"adrg\":\"FR2\",\"ccmcc\":\"3\",\"grp_rslt\":\"1\",\"err_info\":null,"
                    + "\"grp_ver\":\"2.0\",\"place_grp_pay_std\":8210.55,\"place_drg_codg\":\"\"}]}");
    assertThat(drg.rows())
        .containsExactly(
            new GroupingResult(
                "S1",
                "PSN1",
                Inquiry.Method.DRG,
                "FR23",
                "心力衰竭",
                "MDCF",
                "FR2",
                "3",
                "1",
                "",
                "2.0",
                Map.of("place_grp_pay_std", "8210.55")));
    InquiryAnswer.Groups dip =
        (InquiryAnswer.Groups)
            output(
                DIP,
                "{\"setl_id\":\"S1\",\"dip_dise_grp_code\":\"I50.0:\",\"dip_dise_grp_name\":\"心衰\","
                    + "\"grp_diag_code\":\"I50.0\",\"grp_dise_sco\":\"812.4\"}");
    assertThat(dip.rows().get(0).code()).isEqualTo("I50.0:");
    assertThat(dip.rows().get(0).more())
        .isEqualTo(Map.of("grp_diag_code", "I50.0", "grp_dise_sco", "812.4"));
  }

  @Test
  void readsCountsAsNumbersOrTexts() {
    assertThat(
            output(
                COUNTS,
                "{\"data\":{\"not_submit_cnt\":\"1\",\"submitted_cnt\":2,\"pass_cnt\":0,"
                    + "\"not_pass_cnt\":\"0\",\"hospital_submit_cnt\":3}}"))
        .isEqualTo(new InquiryAnswer.Counted(new PlatformCounts(1, 2, 0, 0, 3, null)));
    assertThat(output(COUNTS, "{\"data\":{\"other\":1}}"))
        .isEqualTo(new InquiryAnswer.Problem(new Receipt.Unknown(true, "no counts in the answer")));
  }

  @Test
  void readsDictionariesInBothSpellings() {
    assertThat(
            output(
                DICTIONARY,
                "{\"list\":[{\"type\":\"ICU_TYPE\",\"value\":\"1\",\"label\":\"CCU\","
                    + "\"valiFlag\":\"1\"},{\"value\":\"2\",\"label\":\"NICU\",\"vali_flag\":\"0\"},"
                    + "{\"value\":\"3\",\"label\":\"EICU\"}]}"))
        .isEqualTo(
            new InquiryAnswer.Dictionary(
                List.of(
                    new DictionaryRow("1", "CCU", true),
                    new DictionaryRow("2", "NICU", false),
                    new DictionaryRow("3", "EICU", true))));
  }

  @Test
  void findsAndTakesTheFileOfACatalogue() {
    assertThat(
            output(
                CATALOGUE,
                "{\"file_qury_no\":\"F1\",\"filename\":\"1307.txt.zip\","
                    + "\"dld_end_time\":\"2026-03-06\",\"data_cnt\":\"2\"}"))
        .isEqualTo(new InquiryAnswer.Located((Inquiry.Download) DOWNLOAD));
    byte[] zip = {'P', 'K', 3, 4, 9};
    PlatformInquiries inquiries = inquiries();
    Call call = inquiries.request(DOWNLOAD, 1, NOON);
    assertThat(((InquiryAnswer.File) inquiries.read(DOWNLOAD, call, 200, zip)).bytes())
        .isEqualTo(zip);
    assertThat(read(DOWNLOAD, 200, "1\tA00\t霍乱\n")).isInstanceOf(InquiryAnswer.File.class);
    assertThat(rule(read(DOWNLOAD, 200, "{\"infcode\":-1,\"err_msg\":\"文件不存在\"}")))
        .isEqualTo("PA-A09");
    assertThat(rule(read(DOWNLOAD, 200, "<html>\t</html>"))).isEqualTo("PA-B01");
    assertThat(rule(read(DOWNLOAD, 502, "PK\u0003\u0004"))).isEqualTo("PA-H06");
    assertThat(read(DOWNLOAD, 200, "{\"infcode\":0,\"output\":{}}"))
        .isInstanceOf(InquiryAnswer.Problem.class);
  }

  @Test
  void aReversalNeedsNoOutput() {
    assertThat(output(REVERSAL, "null")).isEqualTo(new InquiryAnswer.Reversed());
  }

  // ---------------------------------------------------------------- what can be asked

  @ParameterizedTest
  @ValueSource(strings = {"4101", "4101A", "4102", "4103"})
  void saysWhyTransactionsOfTheListCannotBeReversed(String infno) {
    assertThatThrownBy(() -> new Inquiry.Reversal(HOSPITAL, "PSN1", "", "M1", infno))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("重新上传")
        .hasMessageContaining("4102")
        .hasMessageNotContaining("PSN1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2102", "2103", "2207", "2208", "2304", "2305", "2401"})
  void takesTheReversibleOnes(String infno) {
    assertThat(new Inquiry.Reversal(HOSPITAL, "PSN1", "", "M1", infno).toString())
        .doesNotContain("PSN1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1101", "2301", "2402", "2601"})
  void refusesToReverseOthers(String infno) {
    assertThatThrownBy(() -> new Inquiry.Reversal(HOSPITAL, "PSN1", "", "M1", infno))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1304", "1312", "1316", "1300", "9102", "13070", ""})
  void onlyCataloguesWithFilesAreDownloaded(String infno) {
    assertThatThrownBy(() -> new Inquiry.Catalogue(HOSPITAL, infno, "0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---------------------------------------------------------------- when

  @Test
  void theScheduleAsksFromItsTimeOnOnceADay() {
    settings.put("inquire.quality", "daily 12:00");
    settings.put("inquire.counts", "daily 12:01");
    settings.put("inquire.grouping", "daily 06:30");
    settings.put("inquire.groupingMethod", "dip");

    List<Planned> planned = inquiries().scheduled(NOON);

    assertThat(planned)
        .extracting(Planned::inquiry)
        .containsExactly(
            QUALITY,
            DIP,
            new Inquiry.QualityResults(HOSPITAL, MARCH.minusMonths(1), ""),
            new Inquiry.Grouping(HOSPITAL, MARCH.minusMonths(1), Inquiry.Method.DIP));
    assertThat(inquiries().scheduled(NOON.plusSeconds(30))).isEqualTo(planned);
    assertThat(inquiries().scheduled(NOON.plusSeconds(24 * 3600)))
        .extracting(Planned::key)
        .doesNotContainAnyElementsOf(planned.stream().map(Planned::key).toList());
  }

  @Test
  void nothingIsAskedUnlessTheSiteSaysSo() {
    assertThat(inquiries().scheduled(NOON)).isEmpty();
  }

  @Test
  void asksAgainUnlessTheQuestionItselfWasRefused() {
    PlatformInquiries inquiries = inquiries();
    Receipt silence = new Receipt.Unknown(true, "timeout");
    assertThat(inquiries.nextAttempt(silence, 1, NOON).orElseThrow()).isAfter(NOON);
    assertThat(inquiries.nextAttempt(silence, 20, NOON)).isEmpty();
    assertThat(
            inquiries.nextAttempt(
                new Receipt.Refused(Receipt.Kind.CONFIGURATION, "-1", ""), 1, NOON))
        .isPresent();
    assertThat(inquiries.nextAttempt(new Receipt.Refused(Receipt.Kind.DATA, "-1", ""), 1, NOON))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "inquire.quality, 06:30",
    "inquire.counts, daily 25:00",
    "inquire.groupingMethod, drgs",
    "inquire.qualityInfno, 4103",
    "inquire.monthsBack, -1",
    "inquire.pageSize, 0",
    "inquire.maxPages, many",
    "download.maxMegabytes, 4096"
  })
  void namesTheSettingThatIsWrong(String key, String value) {
    settings.put(key, value);
    assertThatThrownBy(this::inquiries)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  @Test
  void namesThePathThatIsMissing() {
    settings.remove("path.*");
    assertThatThrownBy(() -> inquiries().request(COUNTS, 1, NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path.4105");
  }

  /** The line of the answers table that read a problem. */
  private static String rule(InquiryAnswer answer) {
    Receipt receipt = ((InquiryAnswer.Problem) answer).receipt();
    return receipt instanceof Receipt.Refused refused
        ? refused.answer().rule()
        : ((Receipt.Unknown) receipt).answer().rule();
  }
}
