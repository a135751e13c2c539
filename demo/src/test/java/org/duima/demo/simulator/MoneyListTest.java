package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The older upload (4101), which carries the person and the money. */
class MoneyListTest {
  private static final LocalDateTime NOW = LocalDateTime.parse("2026-03-10T12:00:00");

  private PlatformSimulator simulator;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulators.start();
    client = new TestClient(simulator).signedIn();
  }

  @AfterEach
  void stop() throws Exception {
    simulator.close();
  }

  private static ListCheck.Outcome check(Consumer<ObjectNode> spoil) {
    ObjectNode input = SampleList.withMoney("S1");
    spoil.accept(input);
    return new ListCheck(
            FieldTable.read(TestMappings.FOLDER.resolve("settlement/fields.csv"), "4101"),
            Dictionaries.read(TestMappings.FOLDER.resolve("dictionaries"), false),
            CodeLists.read(
                TestMappings.FOLDER.resolve("codes"),
                TestMappings.DIAGNOSES,
                TestMappings.PROCEDURES),
            new ListCheck.Policy(false, false, false))
        .check(input, NOW);
  }

  private static Consumer<ObjectNode> stay(String field, String value) {
    return input -> SampleList.stay(input).put(field, value);
  }

  private static Consumer<ObjectNode> without(String field) {
    return input -> SampleList.stay(input).remove(field);
  }

  private static Consumer<ObjectNode> row(String node, int index, String field, String value) {
    return input -> SampleList.row(input, node, index).put(field, value);
  }

  private static Consumer<ObjectNode> twice(String node, int index) {
    return input -> ((ArrayNode) input.path(node)).add(input.path(node).get(index).deepCopy());
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("required", without("psn_name")),
        Arguments.of("required", without("psn_selfpay")),
        Arguments.of("required", without("adm_caty")),
        Arguments.of("required", without("age")),
        Arguments.of("required", stay("brdy", "2025-12-01")),
        Arguments.of("required", row("payinfo", 0, "fund_payamt", "")),
        Arguments.of("required", row("iteminfo", 0, "oth_amt", "")),
        Arguments.of("dictionary", stay("dscg_way", "7")),
        Arguments.of("length", stay("psn_selfpay", "1.005")),
        Arguments.of("type", stay("psn_selfpay", "壹佰")),
        Arguments.of("negative", row("iteminfo", 0, "amt", "-1.00")),
        Arguments.of("amount-split", row("iteminfo", 0, "clab_amt", "50.02")),
        Arguments.of("amount-balance", row("payinfo", 0, "fund_payamt", "800.02")),
        Arguments.of("amount-balance", stay("psn_ownpay", "49.00")),
        Arguments.of("duplicate-item", twice("iteminfo", 1)),
        Arguments.of("duplicate-fund", twice("payinfo", 0)),
        Arguments.of("duplicate-diagnosis", twice("diseinfo", 0)),
        Arguments.of("duplicate-operation", twice("oprninfo", 0)),
        Arguments.of("outside-stay", row("oprninfo", 0, "oprn_oprt_date", "2026-03-12")),
        Arguments.of("outside-stay", row("oprninfo", 0, "oprn_oprt_date", "2026-02-20")),
        Arguments.of("date-format", row("oprninfo", 0, "oprn_oprt_date", "2026-02-30")),
        Arguments.of("date-order", stay("brdy", "2026-03-02")),
        Arguments.of("blood", without("bld_unt")),
        Arguments.of("unknown-node", (Consumer<ObjectNode>) input -> input.putArray("bldinfo")),
        Arguments.of("node-shape", (Consumer<ObjectNode>) input -> input.putObject("payinfo")),
        Arguments.of("name", row("diseinfo", 0, "diag_name", "阑尾炎")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void refuses(String reason, Consumer<ObjectNode> spoil) {
    assertThat(check(spoil).problems()).extracting(Problem::reason).contains(reason);
  }

  @Test
  void takesTheSoundList() {
    ListCheck.Outcome outcome = check(input -> {});
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.warnings()).allMatch(warning -> warning.startsWith("not-in-dictionary"));
  }

  @Test
  void asksForDaysOfLifeBelowOneYear() {
    Consumer<ObjectNode> newborn =
        stay("brdy", "2026-02-20").andThen(without("age")).andThen(stay("nwb_age", "9"));
    assertThat(check(newborn).problems()).isEmpty();
  }

  @Test
  void warnsOfCountsAndOfPersonalPaymentsThatDoNotFit() {
    List<String> warnings =
        check(stay("oprn_oprt_code_cnt", "3").andThen(stay("psn_cashpay", "81.00"))).warnings();
    assertThat(warnings)
        .contains("count setlinfo.oprn_oprt_code_cnt", "amount-personal setlinfo.psn_cashpay");
  }

  @Test
  void takesAHospitalShareWithAWarning() {
    ListCheck.Outcome outcome =
        check(
            input ->
                ((ArrayNode) input.path("payinfo"))
                    .addObject()
                    .put("fund_pay_type", "999996")
                    .put("fund_payamt", "10.00"));
    assertThat(outcome.problems()).isEmpty();
    outcome =
        check(
            row("payinfo", 0, "fund_payamt", "790.00")
                .andThen(row("payinfo", 1, "fund_pay_type", "999996")));
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.warnings()).contains("amount-balance iteminfo");
  }

  @Test
  void goesThroughTheStatesWithAnyPersonNumberSinceItHasNone() throws Exception {
    JsonNode answer = client.call("4101", SampleList.withMoney("S1"));
    assertThat(answer.path("infcode").asInt(-9)).as(answer.toString()).isZero();
    assertThat(answer.path("output").path("data").path("setl_list_id").asText()).matches("\\d{9}");
    assertThat(simulator.record("S1").orElseThrow().form()).isEqualTo("4101");
    assertThat(client.changeState("S1", "1").path("infcode").asInt(-9)).isZero();
    assertThat(client.call("4101", SampleList.withMoney("S1")).path("err_msg").asText())
        .contains("已提交");
  }

  @Test
  void knowsThePersonOnceTheSettlementIsTold() throws Exception {
    client.call("4101", SampleList.withMoney("S1"));
    simulator.tellSettlement("S1", Json.object().put("psn_no", "PX"));
    assertThat(client.changeState("S1", "1").path("err_msg").asText()).contains("未查询到");
    assertThat(client.query("S1").path("infcode").asInt()).isEqualTo(550100);
  }

  @Test
  void refusesTheListOfAnotherInstitution() throws Exception {
    ObjectNode input = SampleList.withMoney("S1");
    SampleList.stay(input).put("fixmedins_code", "H00000000009");
    assertThat(client.call("4101", input).path("err_msg").asText()).contains("不一致");
  }

  @Test
  void showsPersonAndMoneyInTheQueryOfV81() throws Exception {
    client.call("4101", SampleList.withMoney("S1"));
    JsonNode output = client.query("S1").path("output");
    JsonNode stay = output.path("setlinfo");
    assertThat(stay).hasSize(113);
    assertThat(stay.path("psn_name").asText()).isEqualTo("张三测试");
    assertThat(stay.path("insu_admdvs").asText()).isEqualTo("500103");
    assertThat(stay.path("hsorg_name").asText()).isEqualTo("测试医保局");
    assertThat(stay.path("psn_selfpay").decimalValue()).isEqualByComparingTo("150");
    assertThat(stay.path("dscg_diag").asText()).isEqualTo("急性阑尾炎");
    assertThat(stay.path("nwb_age").isNull()).isTrue();
    assertThat(output.path("payinfo")).hasSize(2);
    assertThat(output.path("payinfo").get(0).path("fund_payamt").asInt()).isEqualTo(800);
    JsonNode item = output.path("iteminfo").get(0);
    assertThat(item.path("med_chrgitm_type").asText()).isEqualTo("06");
    assertThat(item.path("clab_amt").asInt()).isEqualTo(50);
    assertThat(output.path("oprninfo").get(0).path("oprn_oprt_date").asText())
        .isEqualTo("2026-03-02");
    assertThat(output.path("bldinfo")).isEmpty();
  }

  @Test
  void showsItInTheNamesOfTheOtherBuild() throws Exception {
    client.call("4101", SampleList.withMoney("S1"));
    simulator.behave(Behaviour.parse("openhis-build:infno=4103"));
    JsonNode output = client.query("S1").path("output");
    JsonNode stay = output.path("setlinfo");
    assertThat(stay.path("dscg31days_rinp_flag").asText()).isEqualTo("1");
    assertThat(stay.path("psn_selfpay_amt").asInt()).isEqualTo(150);
    assertThat(stay.has("age_days")).isTrue();
    assertThat(stay.has("nwb_age")).isFalse();
    assertThat(stay.has("rid")).isFalse();
    assertThat(stay.path("vent_used_h_cnt").asInt()).isEqualTo(13);
    JsonNode item = output.path("iteminfo").get(0);
    assertThat(item.path("item_sumamt").asInt()).isEqualTo(700);
    assertThat(item.path("item_ownpay_amt").asInt()).isEqualTo(50);
    assertThat(simulator.counts().disturbed()).containsEntry("openhis-build", 1L);
    simulator.behave(Behaviour.parse("openhis-build:infno=4101,next=1"));
    assertThat(
            client
                .call("4101", SampleList.withMoney("S2"))
                .path("output")
                .path("data")
                .has("setl_list_sn"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"4101,normal", "4101,openhis-build", "4101A,normal", "4101A,openhis-build"})
  void contradictsNoValueUnderTheNameItWasSentWith(String infno, String build) throws Exception {
    ObjectNode input = infno.equals("4101") ? SampleList.withMoney("S1") : SampleList.input("S1");
    simulator.behave(Behaviour.parse(build));
    client.call(infno, input);
    JsonNode held = client.query("S1").path("output");
    assertThat(held.path("diseinfo")).hasSameSizeAs(input.path("diseinfo"));
    assertThat(assertSameValues(SampleList.stay(input), held.path("setlinfo"))).isGreaterThan(15);
    for (String node : List.of("payinfo", "diseinfo", "iteminfo", "oprninfo", "icuinfo")) {
      for (int row = 0; row < input.path(node).size(); row++) {
        assertSameValues(input.path(node).get(row), held.path(node).get(row));
      }
    }
  }

  private static int assertSameValues(JsonNode sent, JsonNode held) {
    int compared = 0;
    for (Map.Entry<String, JsonNode> field : sent.properties()) {
      JsonNode value = held.get(field.getKey());
      if (value == null) {
        continue;
      }
      compared++;
      String before = field.getValue().asText();
      if (value.isNumber()) {
        assertThat(value.decimalValue()).as(field.getKey()).isEqualByComparingTo(before);
      } else {
        assertThat(value.asText("")).as(field.getKey()).isEqualTo(before);
      }
    }
    return compared;
  }

  @Test
  void showsWhatThePlatformKnowsBesideTheOtherUpload() throws Exception {
    client.upload(SampleList.input("S1"));
    ObjectNode facts = Json.object().put("psn_no", "PS1");
    facts.putObject("setlinfo").put("psn_name", "张三测试").put("gend", "2");
    facts.putArray("iteminfo").addObject().put("med_chrgitm", "09").put("amt", "12.30");
    simulator.tellSettlement("S1", facts);
    JsonNode output = client.query("S1").path("output");
    assertThat(output.path("setlinfo")).hasSize(113);
    assertThat(output.path("setlinfo").path("gend").asText()).isEqualTo("2");
    assertThat(output.path("setlinfo").path("coner_name").asText()).isEqualTo("张三测试");
    assertThat(output.path("iteminfo").get(0).path("med_chrgitm_type").asText()).isEqualTo("09");
    assertThat(output.path("payinfo")).isEmpty();
  }
}
