package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformProtocol.Request;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.site.Site;
import org.duima.api.spi.PlatformSigner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NationalProtocolTest {
  private static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;
  private Map<String, String> settings;
  private NationalProtocol protocol;

  @BeforeEach
  void configure() throws Exception {
    Path token = Files.writeString(home.resolve("token"), "not-a-real-token\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    settings =
        new HashMap<>(
            Map.of(
                "baseUrl", "http://127.0.0.1:8190/ebus/rio_fsi/",
                "path.9001", "/fsi/api/signInSignOutService/signIn",
                "path.4101A", "/fsi/api/medinfoupload/setllistinfoupldA",
                "path.4102", "/status",
                "path.4103", "/query",
                "path.4101", "/old-form",
                "paasid", "app",
                "secretFile", "token"));
    protocol = protocol();
  }

  private NationalProtocol protocol() {
    return protocol(new HeaderSigner());
  }

  private NationalProtocol protocol(PlatformSigner signer) {
    PlatformSettings read = PlatformSettings.of(settings, home, signer);
    Site site =
        Site.of(
            Map.of(
                "institution.H50010300001.name", "测试医院",
                "institution.H50010300001.division", "500103"));
    return new NationalProtocol(() -> read, () -> site, Tables.shipped());
  }

  private static Submission list(String input, String insuredDivision) {
    return new Submission(
        "SETL1",
        "PSN1",
        "MDTRT1",
        insuredDivision,
        "H50010300001",
        "4101A",
        1,
        input.getBytes(StandardCharsets.UTF_8),
        0,
        Submission.State.NONE,
        Submission.Goal.UPLOAD,
        false,
        0,
        "",
        1);
  }

  private Receipt read(CallKind call, String input, int status, String body) {
    Submission list = list(input, "");
    Request request = protocol.request(list, call, NOON);
    return protocol.read(list, request, status, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void putsTheStoredBytesIntoTheEnvelopeUnchanged() throws Exception {
    String input = "{\"setlinfo\":{\"psn_no\":\"PSN1\",\"nwb_bir_wt\":3200.00}}";
    Request request = protocol.request(list(input, "510100"), CallKind.UPLOAD, NOON);
    assertThat(new String(request.body(), StandardCharsets.UTF_8))
        .endsWith("\"input\":" + input + "}");
    JsonNode envelope = JSON.readTree(request.body());
    assertThat(envelope.path("infno").asText()).isEqualTo("4101A");
    assertThat(envelope.path("insuplc_admdvs").asText()).isEqualTo("510100");
    assertThat(envelope.path("mdtrtarea_admvs").asText()).isEqualTo("500103");
    assertThat(envelope.path("inf_time").asText()).isEqualTo("2026-03-02 12:00:00");
    assertThat(envelope.path("msgid").asText())
        .hasSize(30)
        .startsWith("H5001030000120260302120000")
        .isEqualTo(request.msgid());
    assertThat(request.url())
        .isEqualTo("http://127.0.0.1:8190/ebus/rio_fsi/fsi/api/medinfoupload/setllistinfoupldA");
  }

  @Test
  void signsTimestampTokenNonceTimestamp() throws Exception {
    Map<String, String> headers = protocol.request(list("{}", ""), CallKind.UPLOAD, NOON).headers();
    String timestamp = headers.get("x-tif-timestamp");
    assertThat(timestamp).isEqualTo(Long.toString(NOON.getEpochSecond()));
    String signed = timestamp + "not-a-real-token" + headers.get("x-tif-nonce") + timestamp;
    assertThat(headers.get("x-tif-signature"))
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void givesEachRequestItsOwnIdAndNonce() {
    Request one = protocol.request(list("{}", ""), CallKind.UPLOAD, NOON);
    Request two = protocol.request(list("{}", ""), CallKind.UPLOAD, NOON);
    assertThat(one.msgid()).isNotEqualTo(two.msgid());
    assertThat(one.headers().get("x-tif-nonce")).isNotEqualTo(two.headers().get("x-tif-nonce"));
  }

  @Test
  void signsInOnceADayAndAnewWhenThePlatformForgot() throws Exception {
    Instant now = Instant.now();
    assertThat(protocol.needsSignIn("H50010300001", now)).isTrue();
    Receipt receipt =
        read(
            CallKind.SIGN_IN,
            "{}",
            200,
            "{\"infcode\":\"0\",\"output\":{\"signinoutb\":{\"sign_no\":\"S77\"}}}");
    assertThat(receipt).isEqualTo(new Receipt.Accepted("S77", ""));
    assertThat(protocol.needsSignIn("H50010300001", now)).isFalse();
    assertThat(protocol.needsSignIn("H50010300001", now.plus(Duration.ofDays(1)))).isTrue();
    Request next = protocol.request(list("{}", ""), CallKind.UPLOAD, now);
    assertThat(JSON.readTree(next.body()).path("sign_no").asText()).isEqualTo("S77");

    read(CallKind.UPLOAD, "{}", 200, "{\"infcode\":-1,\"err_msg\":\"请先签到\"}");
    assertThat(protocol.needsSignIn("H50010300001", now)).isTrue();
  }

  @Test
  void sealsWhatIsSentAndOpensWhatComesBack() {
    protocol = protocol(new ReversingSigner("reversing"));
    Submission list = list("{}", "");
    Request request = protocol.request(list, CallKind.UPLOAD, NOON);
    assertThat(request.headers()).containsEntry("x-sealed", "yes");
    assertThat(ReversingSigner.reversed(request.body())).startsWith("{\"infno\":\"4101A\"");
    byte[] answer =
        ReversingSigner.reversed(
                "{\"infcode\":0,\"output\":{\"data\":{\"setl_list_id\":\"9\"}}}"
                    .getBytes(StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    assertThat(protocol.read(list, request, 200, answer)).isEqualTo(new Receipt.Accepted("9", ""));
  }

  @Test
  void doesNotKnowTheResultOfAnAnswerThatCannotBeOpened() {
    protocol = protocol(new ReversingSigner("reversing"));
    assertThat(read(CallKind.UPLOAD, "{}", 200, "{\"infcode\":0}"))
        .isInstanceOfSatisfying(
            Receipt.Unknown.class,
            unknown -> {
              assertThat(unknown.sent()).isTrue();
              assertThat(unknown.reason()).contains("not reversed");
            });
    assertThat(read(CallKind.UPLOAD, "{}", 503, "busy"))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            refused -> assertThat(refused.kind()).isEqualTo(Receipt.Kind.BUSY));
  }

  @Test
  void readsAnAcceptedUpload() {
    assertThat(
            read(
                CallKind.UPLOAD,
                "{}",
                200,
                "{\"infcode\":0,\"inf_refmsgid\":\"R1\",\"output\":{\"data\":{\"setl_list_id\":\"123456789\"}}}"))
        .isEqualTo(new Receipt.Accepted("123456789", "R1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"infcode":-1,"err_msg":"OPER_DR_CODE：必填项校验错误"} | DATA
          200 | {"infcode":"1","err_msg":"该清单已提交，不允许修改"} | STATE
          200 | {"infcode":-1,"err_msg":"系统繁忙"} | BUSY
          200 | {"code":-1,"type":"error","message":"签名错误","data":null} | CONFIGURATION
          200 | {"code":1,"message":"访问过于频繁"} | BUSY
          429 | too many | BUSY
          401 | {"code":401,"message":"paasid"} | CONFIGURATION
          404 | <html></html> | CONFIGURATION
          """)
  void tellsRefusalsApart(int status, String body, Receipt.Kind kind) {
    assertThat(read(CallKind.UPLOAD, "{}", status, body))
        .isInstanceOfSatisfying(
            Receipt.Refused.class, refused -> assertThat(refused.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | <html>网关</html>
          200 | {"infcode":
          200 | []
          500 | oops
          504 | {}
          """)
  void takesAnAnswerThatIsNoneAsUnknown(int status, String body) {
    assertThat(read(CallKind.UPLOAD, "{}", status, body))
        .isInstanceOfSatisfying(
            Receipt.Unknown.class, unknown -> assertThat(unknown.sent()).isTrue());
  }

  private static final String SENT =
      """
      {"setlinfo":{"psn_no":"PSN1","vent_used_dura":"1/13/24","days_rinp_flag_31":"1","stas_type":"0"},
       "diseinfo":[{"diag_type":"1","diag_code":"J18.900","maindiag_flag":"1"},
                   {"diag_type":"1","diag_code":"I10.x00","maindiag_flag":"0"}],
       "oprninfo":[{"oprn_oprt_type":"1","oprn_oprt_code":"33.2400"}],
       "icuinfo":[],"bldinfo":[{"bld_cat":"1","bld_amt":2,"bld_unt":"2"}]}
      """;

  private static String held(String mainCode, int hours) {
    return """
        {"infcode":0,"output":{"setlinfo":{"psn_no":"PSN1","vent_used_days":1,"vent_used_h_cnt":%d,
         "vent_used_m_cnt":"24","dscg31days_rinp_flag":"1","stas_type":"1","setl_list_id":"987654321"},
         "diseinfo":[{"diag_type":"1","diag_code":"I10.x00","maindiag_flag":"0"},
                     {"diag_type":"1","diag_code":"%s","maindiag_flag":"1"}],
         "oprninfo":[{"main_oprn_flag":"1","oprn_oprt_code":"33.2400"}],
         "bldinfo":{"bld_cat":"1","bld_amt":"2.00","bld_unt":"2"}}}
        """
        .formatted(hours, mainCode);
  }

  @Test
  void findsTheSameContentBehindTheOtherShapeOf4103() {
    assertThat(read(CallKind.QUERY, SENT, 200, held("J18.900", 13)))
        .isEqualTo(new Receipt.Held(true, true, 1, "987654321"));
  }

  @Test
  void seesADifferenceInWhatThePlatformHolds() {
    assertThat(read(CallKind.QUERY, SENT, 200, held("J15.900", 13)))
        .isEqualTo(
            different(new Receipt.Difference("diseinfo[0].diag_code", "J18.900", "J15.900")));
    assertThat(read(CallKind.QUERY, SENT, 200, held("J18.900", 12)))
        .isEqualTo(
            different(new Receipt.Difference("setlinfo.vent_used_dura", "1/13/24", "1/12/24")));
  }

  private static Receipt different(Receipt.Difference difference) {
    return new Receipt.Held(true, false, 1, "987654321", "", List.of(difference));
  }

  @Test
  void sendsAListInTheFormThatItIsWrittenIn() throws Exception {
    Submission old =
        new Submission(
            "SETL1",
            "PSN1",
            "MDTRT1",
            "",
            "H50010300001",
            "4101",
            1,
            "{\"setlinfo\":{\"setl_id\":\"SETL1\"}}".getBytes(StandardCharsets.UTF_8),
            0,
            Submission.State.NONE,
            Submission.Goal.UPLOAD,
            false,
            0,
            "",
            1);
    Request request = protocol.request(old, CallKind.UPLOAD, NOON);
    assertThat(request.url()).endsWith("/old-form");
    assertThat(JSON.readTree(request.body()).path("infno").asText()).isEqualTo("4101");
    assertThat(new String(request.body(), StandardCharsets.UTF_8))
        .endsWith("\"input\":{\"setlinfo\":{\"setl_id\":\"SETL1\"}}}");
    assertThat(JSON.readTree(protocol.request(old, CallKind.SUBMIT, NOON).body()).path("infno"))
        .hasToString("\"4102\"");
  }

  @Test
  void keepsWhyAListWasReturned() {
    assertThat(
            read(
                CallKind.QUERY,
                "{\"setlinfo\":{}}",
                200,
                "{\"infcode\":\"0\",\"output\":{\"setlinfo\":{\"stas_type\":\"3\",\"chk_cont\":\"主要诊断选择错误\"}}}"))
        .isEqualTo(new Receipt.Held(true, true, 3, "", "主要诊断选择错误", List.of()));
  }

  @Test
  void looksAfterSubmittedListsOnceADayUnlessTheSiteSaysOtherwise() {
    Receipt done = new Receipt.Accepted("", "R1");
    Submission submitted =
        list("{}", "").with(Submission.State.SUBMITTED, Submission.Goal.SUBMIT, 1, 0, "9");
    assertThat(Duration.between(NOON, protocol.nextAttempt(submitted, done, NOON)))
        .isBetween(Duration.ofHours(19), Duration.ofHours(24));
    assertThat(protocol.nextAttempt(submitted.looking(true), done, NOON)).isEqualTo(NOON);
    settings.put("watchSubmittedHours", "0");
    assertThat(protocol().nextAttempt(submitted, done, NOON)).isNull();
    assertThat(protocol().nextAttempt(submitted.looking(true), done, NOON)).isEqualTo(NOON);
    settings.put("watchSubmittedHours", "daily");
    assertThatThrownBy(this::protocol).hasMessageContaining("watchSubmittedHours");
  }

  @Test
  void asksAfterTheSignInThatALookBeginsWith() {
    Submission submitted =
        list("{}", "").with(Submission.State.SUBMITTED, Submission.Goal.SUBMIT, 1, 0, "9");
    Receipt signedIn = new Receipt.Accepted("S77", "");
    Submission after = protocol.after(submitted, CallKind.SIGN_IN, signedIn);
    assertThat(protocol.nextAttempt(after, signedIn, NOON)).isEqualTo(NOON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"infcode":550100,"err_msg":"无数据"}
          {"infcode":0,"output":null}
          {"infcode":0,"output":""}
          {"infcode":0,"output":[]}
          """)
  void readsEveryFormOfAnEmptyAnswerAsAbsent(String body) {
    assertThat(read(CallKind.QUERY, SENT, 200, body))
        .isEqualTo(new Receipt.Held(false, false, -1, ""));
  }

  @Test
  void waitsLongerAfterEachFailureUpToTheLimit() {
    settings.put("retryFirstSeconds", "1");
    settings.put("retryLongestSeconds", "60");
    protocol = protocol();
    Receipt busy = new Receipt.Refused(Receipt.Kind.BUSY, "429", "");
    Submission failing = list("{}", "");
    Duration last = Duration.ZERO;
    for (int i = 0; i < 12; i++) {
      failing = protocol.after(failing, CallKind.UPLOAD, busy);
      last = Duration.between(NOON, protocol.nextAttempt(failing, busy, NOON));
      if (i == 0) {
        assertThat(last).isBetween(Duration.ofMillis(800), Duration.ofMillis(1000));
      }
    }
    assertThat(last).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(60));
  }

  @Test
  void namesTheKeyThatIsWrong() {
    settings.remove("paasid");
    assertThatThrownBy(this::protocol).hasMessageContaining("paasid");
    settings.put("paasid", "app");
    settings.put("submit", "sometimes");
    assertThatThrownBy(this::protocol).hasMessageContaining("submit");
    settings.put("submit", "auto");
    settings.put("secretFile", "nowhere");
    assertThatThrownBy(this::protocol).hasMessageContaining("secretFile");
  }

  @Test
  void neverShowsTheSecret() {
    assertThat(PlatformSettings.of(settings, home, new HeaderSigner()).toString())
        .doesNotContain("not-a-real-token");
  }
}
