package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListStateTest {
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

  private static void assertDone(JsonNode answer) {
    assertThat(answer.path("infcode").asInt(-9)).as(answer.toString()).isZero();
  }

  private static void assertRefused(JsonNode answer, String text) {
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("err_msg").asText()).contains(text);
  }

  private ListState state() {
    return simulator.record("S1").orElseThrow().state();
  }

  @Test
  void overwritesTheOneListOfASettlementWhileNotSubmitted() throws Exception {
    ObjectNode first = SampleList.input("S1");
    JsonNode firstAnswer = client.upload(first);
    ObjectNode second = SampleList.input("S1");
    SampleList.stay(second).put("bill_no", "0000000002");
    JsonNode secondAnswer = client.upload(second);
    assertDone(secondAnswer);
    assertThat(secondAnswer.path("output")).isEqualTo(firstAnswer.path("output"));
    ListRecord record = simulator.record("S1").orElseThrow();
    assertThat(simulator.records()).hasSize(1);
    assertThat(record.uploadCount()).isEqualTo(2);
    assertThat(record.contentHash()).isEqualTo(PlatformSimulator.contentHash(second));
    assertThat(record.uploads())
        .extracting(ListRecord.Upload::contentHash)
        .containsExactly(
            PlatformSimulator.contentHash(first), PlatformSimulator.contentHash(second));
    assertThat(simulator.counts().uploads()).isEqualTo(2);
    assertThat(simulator.counts().states()).containsEntry("0", 1L);
  }

  @Test
  void keepsTheLastTakenListWhenALaterUploadIsRefused() throws Exception {
    ObjectNode good = SampleList.input("S1");
    client.upload(good);
    ObjectNode bad = SampleList.input("S1");
    bad.remove("diseinfo");
    assertRefused(client.upload(bad), "主要诊断");
    assertThat(simulator.record("S1").orElseThrow().contentHash())
        .isEqualTo(PlatformSimulator.contentHash(good));
    assertThat(simulator.counts().refused()).isEqualTo(1);
  }

  @Test
  void givesEachSettlementItsOwnSerialNumber() throws Exception {
    client.upload(SampleList.input("S1"));
    client.upload(SampleList.input("S2"));
    assertThat(simulator.record("S1").orElseThrow().setlListId())
        .isNotEqualTo(simulator.record("S2").orElseThrow().setlListId());
  }

  @Test
  void submitsOnceAndRefusesAnUploadAfterwards() throws Exception {
    client.upload(SampleList.input("S1"));
    JsonNode submitted = client.changeState("S1", "1");
    assertDone(submitted);
    assertThat(submitted.path("output").isNull()).isTrue();
    assertRefused(client.changeState("S1", "1"), "不允许改为1已提交");
    assertRefused(client.upload(SampleList.input("S1")), "已提交");
    assertThat(state()).isEqualTo(ListState.SUBMITTED);
    assertThat(simulator.record("S1").orElseThrow().submissions()).isEqualTo(1);
    assertThat(simulator.counts().submissions()).isEqualTo(1);
    assertThat(simulator.counts().states()).containsEntry("1", 1L);
  }

  @Test
  void takesAnUploadAgainAfterTheSubmissionIsWithdrawn() throws Exception {
    client.upload(SampleList.input("S1"));
    client.changeState("S1", "1");
    assertDone(client.changeState("S1", "0"));
    assertDone(client.upload(SampleList.input("S1")));
    assertDone(client.changeState("S1", "1"));
    assertThat(simulator.counts().withdrawals()).isEqualTo(1);
    assertThat(simulator.counts().submissions()).isEqualTo(2);
  }

  @Test
  void refusesToWithdrawWhatIsNotSubmitted() throws Exception {
    client.upload(SampleList.input("S1"));
    assertRefused(client.changeState("S1", "0"), "不允许");
  }

  @Test
  void letsNothingChangeAPassedList() throws Exception {
    client.upload(SampleList.input("S1"));
    client.changeState("S1", "1");
    assertThat(simulator.review("S1", true, "")).isTrue();
    assertRefused(client.upload(SampleList.input("S1")), "审核通过");
    assertRefused(client.changeState("S1", "0"), "审核通过");
    assertRefused(client.changeState("S1", "1"), "审核通过");
    assertThat(state()).isEqualTo(ListState.PASSED);
  }

  @Test
  void takesAListAgainThatTheReviewRefused() throws Exception {
    client.upload(SampleList.input("S1"));
    client.changeState("S1", "1");
    simulator.review("S1", false, "请核对");
    assertThat(client.query("S1").path("output").path("setlinfo").path("chk_cont").asText())
        .isEqualTo("请核对");
    assertDone(client.upload(SampleList.input("S1")));
    assertThat(state()).isEqualTo(ListState.NOT_SUBMITTED);
    assertDone(client.changeState("S1", "1"));
  }

  @Test
  void letsARefusedListBeSubmittedOrReopenedAsItIs() throws Exception {
    for (String next : List.of("1", "0")) {
      client.upload(SampleList.input("S" + next));
      client.changeState("S" + next, "1");
      simulator.review("S" + next, false, "");
      assertDone(client.changeState("S" + next, next));
    }
  }

  @Test
  void reviewsOnlyWhatIsSubmitted() throws Exception {
    client.upload(SampleList.input("S1"));
    assertThat(simulator.review("S1", true, "")).isFalse();
    assertThat(simulator.review("none", true, "")).isFalse();
  }

  @Test
  void lets4102SetNoVerdictsAndTouchNoUnknownList() throws Exception {
    client.upload(SampleList.input("S1"));
    assertRefused(client.changeState("S1", "2"), "字典项");
    assertRefused(client.changeState("S9", "1"), "未查询到");
    assertRefused(client.call("4102", Json.object()), "必填项");
  }

  @Test
  void changesAllListsOfOneCallOrNone() throws Exception {
    client.upload(SampleList.input("S1"));
    client.upload(SampleList.input("S2"));
    ObjectNode input = Json.object();
    ArrayNode rows = input.putObject("data").putArray("stastinfo");
    rows.addObject().put("psn_no", "PS1").put("setl_id", "S1").put("stas_type", "1");
    rows.addObject().put("psn_no", "PS9").put("setl_id", "S9").put("stas_type", "1");
    assertRefused(client.call("4102", input), "未查询到");
    assertThat(state()).isEqualTo(ListState.NOT_SUBMITTED);
    ((ObjectNode) rows.get(1)).put("psn_no", "PS2").put("setl_id", "S2");
    assertDone(client.call("4102", input));
    assertThat(simulator.counts().states()).containsEntry("1", 2L);
  }

  @Test
  void refusesAnotherPersonUnderTheSameSettlement() throws Exception {
    client.upload(SampleList.input("S1"));
    ObjectNode other = SampleList.input("S1");
    SampleList.stay(other).put("psn_no", "PX");
    assertRefused(client.upload(other), "不一致");
    assertThat(simulator.counts().refusedByReason()).containsEntry("identity", 1L);
  }

  @Test
  void answersNoDataForAListItDoesNotHave() throws Exception {
    JsonNode answer = client.query("S1");
    assertThat(answer.path("infcode").asInt()).isEqualTo(550100);
    assertThat(answer.path("output").isNull()).isTrue();
    client.upload(SampleList.input("S1"));
    ObjectNode input = Json.object();
    input.putObject("data").put("psn_no", "PX").put("setl_id", "S1");
    assertThat(client.call("4103", input).path("infcode").asInt()).isEqualTo(550100);
    assertThat(simulator.counts().refused()).isZero();
  }

  @Test
  void showsAListInTheShapesOfTheQuery() throws Exception {
    ObjectNode input = SampleList.input("S1");
    SampleList.stay(input).put("nwb_bir_wt", "3250.50").put("local_field", "x");
    client.upload(input);
    client.changeState("S1", "1");
    JsonNode output = client.query("S1").path("output");
    JsonNode stay = output.path("setlinfo");
    assertThat(stay.has("vent_used_dura")).isFalse();
    assertThat(stay.path("vent_used_days").asInt()).isEqualTo(1);
    assertThat(stay.path("vent_used_h_cnt").asInt()).isEqualTo(13);
    assertThat(stay.path("vent_used_m_cnt").asInt()).isEqualTo(24);
    assertThat(stay.path("bfadm_coma_days").isNull()).isTrue();
    assertThat(stay.path("stas_type").asText()).isEqualTo("1");
    assertThat(stay.path("setl_list_sn").asText()).matches("\\d{9}");
    assertThat(stay.path("dcla_time").asText()).hasSize(19);
    assertThat(stay.path("bill_no").asText()).isEqualTo("0000000001");
    assertThat(stay.path("lv1_nurscare_days").isNumber()).isTrue();
    assertThat(stay.path("spga_nurscare_days").isNumber()).isTrue();
    assertThat(stay.path("nwbbirwt").decimalValue()).isEqualTo("3250.5");
    assertThat(stay.has("local_field")).isFalse();
    JsonNode operation = output.path("oprninfo").get(0);
    assertThat(operation.has("oprn_oprt_type")).isFalse();
    assertThat(operation.path("main_oprn_flag").asText()).isEqualTo("1");
    assertThat(output.path("diseinfo")).hasSize(2);
    assertThat(output.path("icuinfo").get(0).path("scs_cutd_sum_dura").asText()).isEqualTo("1/0/0");
    assertThat(output.path("payinfo").isArray()).isTrue();
    assertThat(simulator.record("S1").orElseThrow().warnings())
        .containsExactly("unknown-field setlinfo.local_field");
  }

  @Test
  void countsRightUnderManyClientsAtOnce() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int n = 0; n < 200; n++) {
        ObjectNode input = SampleList.input("S" + n % 20);
        SampleList.stay(input).put("bill_no", String.valueOf(n));
        answers.add(clients.submit(() -> client.upload(input)));
      }
      for (Future<JsonNode> answer : answers) {
        assertDone(answer.get());
      }
    } finally {
      clients.shutdownNow();
    }
    assertThat(simulator.counts().uploads()).isEqualTo(200);
    assertThat(simulator.records()).hasSize(20);
    assertThat(simulator.records().values())
        .allSatisfy(
            record -> {
              assertThat(record.uploadCount()).isEqualTo(10);
              assertThat(record.contentHash())
                  .isEqualTo(PlatformSimulator.contentHash(record.content()));
            });
    assertThat(simulator.records().values().stream().map(ListRecord::setlListId).distinct())
        .hasSize(20);
  }
}
