package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duima.source.transaction.internal.NationalFixture.NOW;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.OrderDoor.Asked;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.alert.OrderDoor.Told;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NationalDoorTest {
  private static final String LINE =
      "{\"rx_id\":\"%s\",\"hilist_type\":\"101\",\"hilist_code\":\"X%s\",\"cnt\":1,\"pric\":1}";
  private final NationalDoor door = NationalFixture.door();

  private Asked read(String what, String body) {
    return door.read(what, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), NOW);
  }

  private OrderRequest request(String body) {
    return ((Question) read("", body)).request();
  }

  private static String patient(String fields, String... visits) {
    return "{'data':{'patient_dtos':[{'patn_id':'P1',"
        + fields
        + "'fsi_encounter_dtos':["
        + String.join(",", visits)
        + "]}]}}";
  }

  private static String visit(String id, String fields, String... orders) {
    return "{'mdtrt_id':'"
        + id
        + "',"
        + fields
        + "'fsi_order_dtos':["
        + String.join(",", orders)
        + "]}";
  }

  private static String order(String id, String more) {
    return "{'rx_id':'" + id + "','hilist_code':'XA02BCA186A001'" + more + "}";
  }

  private static List<String> ids(List<OrderLine> lines) {
    return lines.stream().map(OrderLine::id).toList();
  }

  private JsonNode refusal(int status, String what, String body) throws Exception {
    Asked asked = read(what, body);
    assertThat(asked).as(body).isInstanceOf(Refused.class);
    assertThat(((Refused) asked).status()).isEqualTo(status);
    JsonNode answer = Json.read(door.answer((Refused) asked));
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("output").isNull()).isTrue();
    return answer;
  }

  private String errorOf(String body) throws Exception {
    return refusal(400, "", body).path("err_msg").asText();
  }

  // ---------------------------------------------------------------- forms

  @Test
  void answersAnEnvelopeWithAnEnvelopeAndBareDataWithTheOutputAlone() throws Exception {
    String data = patient("'curr_mdtrt_id':'V1',", visit("V1", "", order("R1", "")));
    Question bare = (Question) read("3101", data);
    Question copy =
        (Question) read("3101", "{'infno':'3101','input':" + data + ",'mdtrtarea_admvs':'440100'}");

    assertThat(new String(door.answer(bare, NationalFixture.nothingWrong(bare.request()))))
        .isEqualTo("{\"result\":[]}");
    JsonNode answer = Json.read(door.answer(copy, NationalFixture.nothingWrong(copy.request())));
    assertThat(answer.path("infcode").isInt()).isTrue();
    assertThat(answer.path("infcode").asInt()).isZero();
    assertThat(answer.path("inf_refmsgid").asText()).matches("440100\\d{14}\\d{10}");
    assertThat(answer.path("respond_time").asText()).matches("\\d{17}");
    assertThat(answer.path("err_msg").asText("?")).isEmpty();
    assertThat(answer.path("output").path("result").isArray()).isTrue();
    assertThat(answer.has("warn_msg")).isFalse();
  }

  @Test
  void everyAnswerHasItsOwnNumber() throws Exception {
    Refused refused = (Refused) read("", "[]");
    assertThat(Json.read(door.answer(refused)).path("inf_refmsgid"))
        .isNotEqualTo(Json.read(door.answer(refused)).path("inf_refmsgid"));
  }

  @Test
  void moneyHasTwoDecimals() {
    Question question =
        (Question) read("", patient("", visit("V1", "", order("R1", ",'cnt':3,'pric':'0.5'"))));
    String answer =
        new String(
            door.answer(question, NationalFixture.everyLineIsWrong(question.request())),
            StandardCharsets.UTF_8);
    assertThat(answer).contains("\"vola_amt\":1.50", "\"vola_amt\":10.50");
  }

  // ---------------------------------------------------------------- what cannot be answered

  @Test
  void saysWhereARequestIsWrong() throws Exception {
    assertThat(errorOf("")).contains("不是正确的 JSON", "no valid JSON");
    assertThat(errorOf("[1]")).contains("不是正确的 JSON");
    assertThat(errorOf("{'data':")).startsWith("line 1, column ").contains("JSON");
    assertThat(errorOf("{'data':{},'data':{}}")).contains("字段名重复");
    assertThat(errorOf("{'infno':'2401','input':{}}")).startsWith("infno: ");
    assertThat(errorOf("{'infno':'3101'}")).startsWith("input.data: 缺少该节点");
    assertThat(errorOf("{'infno':'3101','input':{'data':[]}}")).startsWith("input.data: ");
    assertThat(errorOf("{}")).startsWith("data: ");
    assertThat(errorOf("{'data':{}}")).startsWith("data.patient_dtos: 缺少参保人信息");
    assertThat(errorOf("{'infno':'3102','input':{'data':{'patient_dtos':'x'}}}"))
        .startsWith("input.data.patient_dtos: ");
    assertThat(errorOf(patient("", visit("V1", ""), visit("V2", ""))))
        .startsWith("data.patient_dtos[0].curr_mdtrt_id: 有多次就诊");
    assertThat(errorOf(patient("'curr_mdtrt_id':'V9',", visit("V1", ""), visit("V2", ""))))
        .startsWith("data.patient_dtos[0].curr_mdtrt_id: 没有");
    assertThat(errorOf("{'data':{'patient_dtos':[{'patn_id':'P1'},{'patn_id':'P2'}]}}"))
        .startsWith("data.patient_dtos[1]: 一次只能审核一位参保人");
  }

  @Test
  void refusesAnotherTransactionThanTheAddressSays() throws Exception {
    assertThat(refusal(400, "3102", "{'infno':'3101','input':{}}").path("err_msg").asText())
        .startsWith("infno: 交易编号与服务地址不符");
    refusal(404, "3104", "{}");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    Asked asked =
        door.read(
            "3101", "{\"data\":\"中\"}".getBytes(java.nio.charset.Charset.forName("GB18030")), NOW);
    assertThat(((Refused) asked).reason().text().en()).contains("not UTF-8");
  }

  @Test
  void noPatientDataIsInWhatIsSaidOrShown() throws Exception {
    String secret = "张三丰44010119600506001X";
    String body =
        "{'data':{'patient_dtos':[{'patn_id':'"
            + secret
            + "','brdy':'"
            + secret
            + "','curr_mdtrt_id':'"
            + secret
            + "','fsi_encounter_dtos':[{'mdtrt_id':'"
            + secret
            + "','adm_date':'"
            + secret
            + "','fsi_order_dtos':[{'rx_id':'1','cnt':'"
            + secret
            + "'}]}]}]}}";
    Question question = (Question) read("", body);
    assertThat(question.findings()).hasSizeGreaterThan(2);
    assertThat(question.findings().toString() + question.frame() + question.request())
        .doesNotContain(secret);
    assertThat(errorOf("{'data':{'patient_dtos':" + secret)).doesNotContain(secret);
  }

  // ---------------------------------------------------------------- what is asked

  @ParameterizedTest
  @CsvSource({
    "3101,,SIGN", "3101,5,SIGN", "3101,1,REGISTER", "3101,3,REGISTER", "3101,2,CHARGE",
    "3101,04,CHARGE", "3101,6,SETTLE", "3101,9,SETTLE", "3101,77,SIGN", "3102,,CHARGE",
    "3102,5,SIGN", "3102,8,SETTLE"
  })
  void theSceneFollowsTheTrigger(String infno, String trigger, Scene scene) {
    String data =
        patient("", visit("V1", ""))
            .replace(
                "{'data':{",
                "{'data':{" + (trigger == null ? "" : "'trig_scen':'" + trigger + "',"));
    assertThat(((Question) read(infno, data)).request().scene()).isEqualTo(scene);
  }

  @Test
  void onlyCurrentOrdersOfTheCurrentVisitAreJudged() {
    OrderRequest request =
        request(
            patient(
                "'curr_mdtrt_id':'V2',",
                visit("V1", "", order("R1", ",'curr_drord_flag':'1'")),
                visit(
                    "V2",
                    "",
                    order("R1", ",'curr_drord_flag':1"),
                    order("R2", ",'curr_drord_flag':'0'"),
                    order("R3", ""))));
    assertThat(ids(request.lines())).containsExactly("R1", "R3");
    assertThat(request.earlier()).hasSize(2);
    assertThat(ids(request.earlier())).contains("R2").doesNotContain("R1");
    assertThat(request.keys())
        .extracting(Object::toString)
        .containsExactly("PERSON:H44010000001:P1", "MDTRT:H44010000001:V2");
  }

  @Test
  void aVisitThatHasNoNumberYetIsTheCurrentOne() {
    OrderRequest request =
        request(
            patient(
                "'curr_mdtrt_id':'NEW',",
                visit("V1", "", order("R1", "")),
                visit("", "", order("R2", ""))));
    assertThat(ids(request.lines())).containsExactly("R2");
  }

  @Test
  void rowsOfOnePatientBelongTogetherAndOfSeveralPatientsTheOneWhoOrdersIsJudged() {
    String one =
        "{'patn_id':'P1','curr_mdtrt_id':'V2','fsi_encounter_dtos':["
            + visit("V1", "", order("R1", ",'curr_drord_flag':1"))
            + "]}";
    String same =
        "{'patn_id':'P1','curr_mdtrt_id':'V2','fsi_encounter_dtos':["
            + visit("V2", "", order("R2", ",'curr_drord_flag':1"))
            + "]}";
    String other =
        "{'patn_id':'P2','fsi_encounter_dtos':["
            + visit("V3", "", order("R3", ",'curr_drord_flag':'0'"))
            + "]}";
    Question question =
        (Question) read("", "{'data':{'patient_dtos':[" + other + "," + one + "," + same + "]}}");
    assertThat(ids(question.request().lines())).containsExactly("R2");
    assertThat(ids(question.request().earlier())).containsExactly("R1");
    assertThat(question.findings()).extracting(Finding::path).contains("data.patient_dtos");
  }

  @ParameterizedTest
  @CsvSource({
    "101,X,DRUG",
    "103,X,DRUG",
    "104,X,DRUG",
    "105,X,DRUG",
    "106,X,DRUG",
    "102,X,SLICE",
    "201,X,SERVICE",
    "301,X,CONSUMABLE",
    ",XN05CDM084X001010102000,DRUG",
    ",ZA04CAE0023010100166,DRUG",
    ",T000700200,SLICE",
    ",001102000050000,SERVICE",
    ",C0101010010010100001,CONSUMABLE",
    "999,T000700200,SLICE"
  })
  void theKindComesFromTheListTypeElseFromTheCode(String type, String code, OrderLine.Kind kind) {
    String order =
        "{'rx_id':'1',"
            + (type == null ? "" : "'hilist_type':'" + type + "',")
            + "'hilist_code':'"
            + code
            + "'}";
    OrderLine line = request(patient("", visit("V1", "", order))).lines().get(0);
    assertThat(line.kind()).isEqualTo(kind);
    assertThat(line.item().system()).isEqualTo(kind.system());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'hilist_lv':'03'|true",
        "'hilist_lv':'01'|false",
        "'hilist_lv':3|true",
        "'sumamt':10,'ownpay_amt':'10.00'|true",
        "'sumamt':10,'ownpay_amt':9|false",
        "'sumamt':0,'ownpay_amt':0|false",
        "'ownpay_amt':5|false"
      })
  void aLineThatThePatientPaysIsMarked(String fields, boolean selfPay) {
    OrderRequest request = request(patient("", visit("V1", "", order("R1", "," + fields))));
    assertThat(request.lines().get(0).is(OrderLine.Mark.SELF_PAY)).isEqualTo(selfPay);
  }

  @ParameterizedTest
  @CsvSource({
    "tid,3",
    "TID,3",
    "每日3次,3",
    "每日三次,3",
    "每天两次,2",
    "q8h,3",
    "Q12H,2",
    "3次/日,3",
    "qod,0.5",
    "隔日一次,0.5",
    "ｂｉｄ,2",
    "每6小时一次,4",
    "qn,1"
  })
  void theWordsOfAFrequencySayHowOftenADay(String words, String times) {
    String order = order("R1", ",'extend_order_map':{'o_used_frqu_dscr':'" + words + "'}");
    OrderLine.Dosage dosage = request(patient("", visit("V1", "", order))).lines().get(0).dosage();
    assertThat(dosage.timesPerDay()).isEqualByComparingTo(times);
    assertThat(dosage.frequency()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"必要时", "prn", "看情况"})
  void aFrequencyIsNotGuessed(String words) {
    String order = order("R1", ",'o_used_frqu_dscr':'" + words + "'");
    OrderLine.Dosage dosage = request(patient("", visit("V1", "", order))).lines().get(0).dosage();
    assertThat(dosage.timesPerDay()).isNull();
    assertThat(dosage.frequency()).isEqualTo(words);
  }

  @Test
  void aVisitThatIsNotReimbursedMarksItsLines() {
    String visit = visit("V1", "'reim_flag':'0',", order("R1", ""));
    assertThat(request(patient("", visit)).lines().get(0).marks())
        .containsExactly(OrderLine.Mark.SELF_PAY);
  }

  @ParameterizedTest
  @CsvSource({
    "2099-12-31,false",
    "2026-04-01,false",
    "2026-03-31,true",
    "2026-04-01 07:00:00,true",
    "2026-04-01 09:00:00,false"
  })
  void aDischargeThatIsNotPastIsNone(String date, boolean stated) {
    OrderRequest request =
        request(patient("", visit("V1", "'dscg_date':'" + date + "',", order("R1", ""))));
    assertThat(request.stated().facts().containsKey("dscg_date")).isEqualTo(stated);
  }

  @Test
  void anInstitutionThatIsNotOursIsTakenForTheOnlyOneThereIs() {
    OrderRequest request =
        request(patient("", visit("V1", "'medins_id':'1001',", order("R1", ""))));
    assertThat(request.institution()).isEqualTo(Fixture.HOSPITAL);
  }

  @ParameterizedTest
  @CsvSource({
    "none,x,insurance-2.0",
    "edition.transaction.diagnosis,clinical-2.0,clinical-2.0",
    "edition.transaction.3101.diagnosis,clinical-1.1,clinical-1.1",
    "edition.transaction.3102.diagnosis,clinical-1.1,insurance-2.0",
    "edition.diagnosis.department.0301,local,local"
  })
  void aSiteSaysOfWhichEditionTheDiagnosesAre(String key, String declared, String edition) {
    NationalDoor declaring =
        new NationalDoor(
            () -> Fixture.site(java.util.Map.of(key, declared)),
            NationalFixture.shippedTables(),
            () -> NationalFixture.DICTIONARIES,
            List::of,
            Fixture.CLOCK);
    String body =
        patient(
            "",
            visit("V1", "'adm_dept_codg':'0301','fsi_diagnose_dtos':[{'dise_codg':'I10.x00'}],"));
    Question question =
        (Question)
            declaring.read("3101", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), NOW);
    assertThat(question.request().stated().diagnoses().get(0).code().edition()).isEqualTo(edition);
  }

  @Test
  void twoThousandLinesAreRead() {
    String orders =
        IntStream.range(0, 2_000)
            .mapToObj(i -> LINE.formatted("R" + i, i))
            .collect(Collectors.joining(","));
    OrderRequest request = request(patient("", visit("V1", "", orders)));
    assertThat(request.lines()).hasSize(2_000);
    assertThat(request.lines()).extracting(OrderLine::id).doesNotHaveDuplicates();
  }

  @Test
  void aThousandBadValuesDoNotFloodTheAnswer() throws Exception {
    String orders =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{'rx_id':'R" + i + "','hilist_code':'XA','cnt':'x'}")
            .collect(Collectors.joining(","));
    Question question = (Question) read("", patient("", visit("V1", "", orders)));
    assertThat(question.findings()).hasSize(100);
    assertThat(question.request().lines()).hasSize(1_000);
    JsonNode answer =
        Json.read(door.answer(question, NationalFixture.everyLineIsWrong(question.request())));
    assertThat(answer.path("result")).hasSize(50);
    assertThat(answer.path("warn_msg").asText()).contains("共 100 处").hasSizeLessThan(1_000);
  }

  // ---------------------------------------------------------------- answers

  @Test
  void textsAreCutToTheLengthOfTheBook() throws Exception {
    Question question = (Question) read("", patient("", visit("V1", "", order("R1", ""))));
    Alert alert =
        new Alert(
            "A1",
            NationalFixture.ruleClass("sex", "GZ1"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Reaction.BLOCK,
            new Text("长".repeat(497) + "\uD83D\uDE00\uD83D\uDE00", ""),
            new Text("据".repeat(600), ""),
            new Text("改", ""),
            false,
            List.of(),
            Optional.empty(),
            Optional.empty());
    AlertAnswer answer =
        new AlertAnswer(question.request(), List.of(alert), 0, List.of("slow-rule"), List.of());

    JsonNode written = Json.read(door.answer(question, answer));

    JsonNode result = written.path("result").get(0);
    assertThat(result.path("vola_cont").asText()).hasSize(500).endsWith("\uD83D\uDE00…");
    assertThat(result.path("vola_evid").asText()).hasSize(500).endsWith("…");
    assertThat(result.path("sev_deg").asText()).isEqualTo("1");
    assertThat(result.path("judge_result_detail_dtos")).hasSize(1);
    assertThat(result.path("judge_result_detail_dtos").get(0).has("rx_id")).isFalse();
    assertThat(written.path("warn_msg").asText()).contains("未在时限内").doesNotContain("slow-rule");
  }

  @Test
  void silentAlertsAreNotInTheAnswer() throws Exception {
    Question question = (Question) read("", patient("", visit("V1", "", order("R1", ""))));
    Alert shown =
        NationalFixture.alert(
            "A1", NationalFixture.ruleClass("sex", "GZ1"), List.of("R1"), Optional.empty());
    Alert silent =
        new Alert(
            "A2",
            shown.ruleClass(),
            shown.points(),
            shown.batches(),
            shown.lineIds(),
            shown.itemNames(),
            shown.reaction(),
            shown.text(),
            shown.basis(),
            shown.suggestion(),
            false,
            List.of(),
            Optional.empty(),
            Optional.of(Alert.Silence.SWITCHED));
    AlertAnswer answer =
        new AlertAnswer(question.request(), List.of(shown, silent), 0, List.of(), List.of());
    assertThat(Json.read(door.answer(question, answer)).findValuesAsText("jr_id"))
        .containsExactly("A1");
  }

  // ---------------------------------------------------------------- 3103

  private static String warns(String warns) {
    return "{'infno':'3103','input':{'data':{'warn_type':'1','warns':[" + warns + "]}}}";
  }

  @Test
  void takesNoteOfWhatBecameOfResults() {
    Told told =
        (Told)
            read(
                "3103",
                warns(
                    "{'warn_rslt_id':'A1','dspo_way':'1','dspo_way_rea':'患者强烈要求'},"
                        + "{'warn_rslt_id':'A2','dspo_way':2},"
                        + "{'warn_rslt_id':'A3','dspo_way':'1','dspo_way_rea':'R01'},"
                        + "{'warn_rslt_id':'A4','dspo_way':'1','dspo_way_rea':'病情需要'}"));
    assertThat(told.feedback())
        .containsExactly(
            new AlertFeedback("A1", AlertFeedback.Outcome.OVERRIDDEN, "", "患者强烈要求", NOW),
            new AlertFeedback("A2", AlertFeedback.Outcome.ACCEPTED, "", "", NOW),
            new AlertFeedback("A3", AlertFeedback.Outcome.OVERRIDDEN, "R01", "", NOW),
            new AlertFeedback("A4", AlertFeedback.Outcome.OVERRIDDEN, "R01", "", NOW));
  }

  @Test
  void ofTwoWordsOnOneResultTheLastCounts() {
    Told told =
        (Told)
            read(
                "",
                warns(
                    "{'warn_rslt_id':'A1','dspo_way':'1','dspo_way_rea':'x'},"
                        + "{'warn_rslt_id':'A1','dspo_way':'2'}"));
    assertThat(told.feedback())
        .extracting(AlertFeedback::outcome)
        .containsExactly(AlertFeedback.Outcome.ACCEPTED);
  }

  @Test
  void saysWhereAFeedbackIsWrongAndTakesNothingOfIt() throws Exception {
    String good = "{'warn_rslt_id':'A1','dspo_way':'2'},";
    assertThat(errorOf("{'infno':'3103','input':{'data':{}}}")).startsWith("input.data.warns: ");
    assertThat(errorOf(warns(good + "{'dspo_way':'2'}")))
        .startsWith("input.data.warns[1].warn_rslt_id: ");
    assertThat(errorOf(warns(good + "{'warn_rslt_id':'A2','dspo_way':'3'}")))
        .startsWith("input.data.warns[1].dspo_way: ");
    assertThat(errorOf(warns(good + "{'warn_rslt_id':'A2','dspo_way':'1','dspo_way_rea':' '}")))
        .startsWith("input.data.warns[1].dspo_way_rea: dspo_way 为 1");
    assertThat(errorOf(warns(good + "{}").replace("'warn_type':'1'", "'warn_type':'7'")))
        .startsWith("input.data.warn_type: ");
  }

  @Test
  void resultsThatAreNotKnownAreNamedAndTheCallSucceedsNevertheless() throws Exception {
    Told told = (Told) read("3103", warns("{'warn_rslt_id':'A1','dspo_way':'2'}"));
    JsonNode good = Json.read(door.answer(told, Set.of()));
    assertThat(good.path("infcode").asInt(-9)).isZero();
    assertThat(good.has("warn_msg")).isFalse();

    JsonNode answer = Json.read(door.answer(told, Set.of("A1")));
    assertThat(answer.path("infcode").asInt(-9)).isZero();
    assertThat(answer.path("err_msg").asText("?")).isEmpty();
    assertThat(answer.path("warn_msg").asText()).startsWith("1 个 warn_rslt_id");
    assertThat(answer.path("output").path("unknown").get(0).asText()).isEqualTo("A1");
  }
}
