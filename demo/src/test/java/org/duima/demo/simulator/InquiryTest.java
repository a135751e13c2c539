package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 4104, 3607, 4105, 3605, 3606, 2601 and 1901. */
class InquiryTest {
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

  private static ObjectNode data(String... pairs) {
    ObjectNode input = Json.object();
    ObjectNode data = input.putObject("data");
    for (int i = 0; i < pairs.length; i += 2) {
      data.put(pairs[i], pairs[i + 1]);
    }
    return input;
  }

  private static ObjectNode month(String... more) {
    ObjectNode input = data(more);
    ((ObjectNode) input.path("data")).put("setl_ym", "202603").put("page_num", 1);
    if (!input.path("data").has("page_size")) {
      ((ObjectNode) input.path("data")).put("page_size", 10);
    }
    return input;
  }

  private void submit(String setlId, ObjectNode input) throws Exception {
    assertThat(client.upload(input).path("infcode").asInt(-9)).isZero();
    assertThat(client.changeState(setlId, "1").path("infcode").asInt(-9)).isZero();
  }

  @Test
  void tellsWhatQualityControlFoundOnceAListIsSubmitted() throws Exception {
    ObjectNode input = SampleList.input("S1");
    SampleList.stay(input).remove("chfpdr_code");
    SampleList.stay(input).put("poscode", "40000");
    client.upload(input);
    assertThat(client.call("4104", month()).path("infcode").asInt()).isEqualTo(550100);
    client.changeState("S1", "1");
    JsonNode output = client.call("4104", month()).path("output");
    assertThat(output.path("total").asInt()).isEqualTo(1);
    JsonNode row = output.path("data").get(0);
    assertThat(row.path("setl_id").asText()).isEqualTo("S1");
    assertThat(row.path("qltctrl_rslt").asText()).isEqualTo("0");
    assertThat(row.path("retn_flag").asText()).isEqualTo("1");
    assertThat(row.path("fixmedins_name").asText()).isEqualTo("测试医院");
    assertThat(row.path("detailinfo").findValuesAsText("exam_data_fld"))
        .contains("CHFPDR_CODE", "POSCODE");
    assertThat(row.path("detailinfo").findValuesAsText("qltctrl_chkrslt"))
        .anyMatch(text -> text.startsWith("2005"))
        .anyMatch(text -> text.startsWith("2130"));
    assertThat(row.path("detailinfo").findValuesAsText("init_val")).contains("", "40000");
    JsonNode other = client.call("3607", month()).path("output").path("data").get(0);
    assertThat(other.path("detl_list").findValuesAsText("qltctrl_chk_rslt")).isNotEmpty();
    assertThat(other.path("grp_stas").asText()).isEqualTo("1");
  }

  @Test
  void passesASoundListInQualityControl() throws Exception {
    submit("S1", SampleList.input("S1"));
    JsonNode row = client.call("4104", month()).path("output").path("data").get(0);
    assertThat(row.path("qltctrl_rslt").asText()).isEqualTo("1");
    assertThat(row.path("retn_flag").asText()).isEqualTo("0");
  }

  @Test
  void narrowsQualityResultsByListPersonLevelAndFlag() throws Exception {
    ObjectNode bad = SampleList.input("S2");
    SampleList.stay(bad).remove("chfpdr_code");
    submit("S1", SampleList.input("S1"));
    submit("S2", bad);
    assertThat(client.call("4104", month()).path("output").path("data")).hasSize(2);
    for (String[] narrowed :
        new String[][] {
          {"setl_id", "S2"}, {"psn_no", "PS2"}, {"err_lv", "1"}, {"retn_flag", "1"}
        }) {
      JsonNode rows = client.call("4104", month(narrowed)).path("output").path("data");
      assertThat(rows.findValuesAsText("setl_id")).as(narrowed[0]).containsExactly("S2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4104", "3607", "3605", "3606"})
  void voidsResultsWhenAListIsTakenBack(String infno) throws Exception {
    submit("S1", SampleList.input("S1"));
    assertThat(client.call(infno, month()).path("infcode").asInt(-9)).isZero();
    client.changeState("S1", "0");
    assertThat(client.call(infno, month()).path("infcode").asInt()).isEqualTo(550100);
    client.changeState("S1", "1");
    simulator.review("S1", false, "复核");
    assertThat(client.call(infno, month()).path("infcode").asInt(-9)).isZero();
    client.upload(SampleList.input("S1"));
    assertThat(client.call(infno, month()).path("infcode").asInt()).isEqualTo(550100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4104", "3607", "3605", "3606"})
  void pagesThroughAMonth(String infno) throws Exception {
    for (int n = 0; n < 5; n++) {
      submit("S" + n, SampleList.input("S" + n));
    }
    Set<String> seen = new HashSet<>();
    for (int page = 1; page <= 3; page++) {
      ObjectNode input = month("page_size", "2");
      ((ObjectNode) input.path("data")).put("page_num", page);
      JsonNode output = client.call(infno, input).path("output");
      assertThat(output.path("total").asInt()).isEqualTo(5);
      assertThat(output.path("pages").asInt()).isEqualTo(3);
      output.path("data").forEach(row -> seen.add(row.path("setl_id").asText()));
    }
    assertThat(seen).hasSize(5);
    ObjectNode beyond = month();
    ((ObjectNode) beyond.path("data")).put("page_num", 9);
    assertThat(client.call(infno, beyond).path("infcode").asInt()).isEqualTo(550100);
    ObjectNode april = month();
    ((ObjectNode) april.path("data")).put("setl_ym", "202604");
    assertThat(client.call(infno, april).path("infcode").asInt()).isEqualTo(550100);
  }

  @Test
  void refusesAQueryWithoutMonthOrPage() throws Exception {
    assertThat(client.call("4104", data()).path("err_msg").asText())
        .contains("data.setl_ym", "data.page_num", "data.page_size");
    ObjectNode wrong = month();
    ((ObjectNode) wrong.path("data")).put("setl_ym", "2026-03").put("page_size", 0);
    assertThat(client.call("3605", wrong).path("err_msg").asText())
        .contains("yyyyMM", "data.page_size");
  }

  @Test
  void givesRowsWithoutANodeWhenToldTo() throws Exception {
    submit("S1", SampleList.input("S1"));
    simulator.behave(Behaviour.parse("rows-without-node:infno=4104"));
    JsonNode output = client.call("4104", month()).path("output");
    assertThat(output.isArray()).isTrue();
    assertThat(output.get(0).path("setl_id").asText()).isEqualTo("S1");
  }

  @Test
  void groupsTheSameListTheSameWay() throws Exception {
    submit("S1", SampleList.input("S1"));
    JsonNode drg = client.call("3605", month()).path("output").path("data").get(0);
    assertThat(drg.path("drg_code").asText()).isEqualTo("KB63");
    assertThat(drg.path("adrg_code").asText()).isEqualTo("KB6");
    assertThat(drg.path("mdc_codg").asText()).isEqualTo("MDCK");
    assertThat(drg.path("grp_rslt").asText()).isEqualTo("1");
    assertThat(drg.path("grp_time").asText()).hasSize(19);
    JsonNode dip = client.call("3606", month()).path("output").path("data").get(0);
    assertThat(dip.path("dip_dise_grp_code").asText()).isEqualTo("K35.8:47.01");
    assertThat(dip.path("grp_dise_sco").asInt()).isEqualTo(125);
    assertThat(client.call("3605", month()).path("output").path("data").get(0)).isEqualTo(drg);
    simulator.behave(Behaviour.parse("openhis-build:infno=3605"));
    assertThat(client.call("3605", month()).path("output").path("data").get(0).has("adrg"))
        .isTrue();
  }

  @Test
  void saysWhereItCannotGroup() throws Exception {
    ObjectNode input = SampleList.input("S1");
    SampleList.row(input, "diseinfo", 0).put("diag_code", "R10.400").put("diag_name", "腹痛");
    submit("S1", input);
    JsonNode drg = client.call("3605", month()).path("output").path("data").get(0);
    assertThat(drg.path("grp_rslt").asText()).isEqualTo("0");
    assertThat(drg.path("err_info").asText()).isNotEmpty();
    assertThat(drg.path("drg_code").isNull()).isTrue();
    JsonNode dip = client.call("3606", month()).path("output").path("data").get(0);
    assertThat(dip.path("grp_stas").asText()).isEqualTo("0");
  }

  @Test
  void countsTheListsOfASpanByState() throws Exception {
    for (int n = 0; n < 4; n++) {
      client.upload(SampleList.input("S" + n));
    }
    client.changeState("S1", "1");
    client.changeState("S2", "1");
    simulator.review("S2", true, "");
    client.changeState("S3", "1");
    simulator.review("S3", false, "复核");
    ObjectNode facts = Json.object();
    facts.putObject("setlinfo").put("setl_end_date", "2026-03-31");
    simulator.tellSettlement("S9", facts);
    ObjectNode span =
        data(
            "fixmedins_code", TestClient.INSTITUTION,
            "stt_begntime", "2026-03-01 00:00:00",
            "stt_endtime", "2026-03-31 23:59:59");
    JsonNode counts = client.call("4105", span).path("output");
    assertThat(counts.path("not_submit_cnt").asInt()).isEqualTo(1);
    assertThat(counts.path("submitted_cnt").asInt()).isEqualTo(1);
    assertThat(counts.path("pass_cnt").asInt()).isEqualTo(1);
    assertThat(counts.path("not_pass_cnt").asInt()).isEqualTo(1);
    assertThat(counts.path("hospital_submit_cnt").asInt()).isEqualTo(4);
    assertThat(counts.path("need_upload_cnt").asInt()).isEqualTo(5);
    ((ObjectNode) span.path("data")).put("stt_begntime", "2026-03-10 00:00:00");
    assertThat(client.call("4105", span).path("output").path("need_upload_cnt").asInt())
        .isEqualTo(1);
    ((ObjectNode) span.path("data")).put("stt_endtime", "2026-03-01");
    assertThat(client.call("4105", span).path("err_msg").asText()).contains("日期格式");
    ((ObjectNode) span.path("data")).put("stt_endtime", "2026-03-01 00:00:00");
    assertThat(client.call("4105", span).path("err_msg").asText()).contains("早于");
    assertThat(client.call("4105", data()).path("err_msg").asText()).contains("stt_begntime");
  }

  @Test
  void reversesWhatCanBeReversedOnce() throws Exception {
    String msgid = TestClient.newMsgid();
    ObjectNode reversal = data("psn_no", "P1", "omsgid", msgid, "oinfno", "2304");
    assertThat(client.call("2601", reversal).path("infcode").asInt(-9)).isZero();
    assertThat(client.call("2601", reversal).path("err_msg").asText()).contains("已冲正");
    assertThat(client.call("2601", data("psn_no", "P1")).path("err_msg").asText())
        .contains("omsgid", "oinfno");
    ((ObjectNode) reversal.path("data")).put("omsgid", "123");
    assertThat(client.call("2601", reversal).path("err_msg").asText()).contains("报文ID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4101A", "4101", "4102", "4103", "1901", "2402"})
  void reversesNoListAndNoQuery(String infno) throws Exception {
    ObjectNode reversal = data("psn_no", "P1", "omsgid", TestClient.newMsgid(), "oinfno", infno);
    assertThat(client.call("2601", reversal).path("err_msg").asText()).contains("不支持冲正");
  }

  @Test
  void givesTheValuesOfADictionary() throws Exception {
    ObjectNode query =
        data(
            "type",
            "DSCG_WAY",
            "admdvs",
            "500100",
            "date",
            "2026-03-10",
            "vali_flag",
            "1",
            "parent_value",
            "");
    JsonNode list = client.call("1901", query).path("output").path("list");
    assertThat(list).hasSize(6);
    assertThat(list.get(0).path("value").asText()).isEqualTo("1");
    assertThat(list.get(0).path("label").asText()).isEqualTo("医嘱离院");
    assertThat(list.get(0).path("vali_flag").asText()).isEqualTo("1");
    simulator.behave(Behaviour.parse("openhis-build:infno=1901"));
    assertThat(client.call("1901", query).path("output").path("list").get(0).has("valiFlag"))
        .isTrue();
    ((ObjectNode) query.path("data")).put("type", "unheard_of");
    assertThat(client.call("1901", query).path("infcode").asInt()).isEqualTo(550100);
    assertThat(client.call("1901", data()).path("err_msg").asText())
        .contains("data.type", "data.admdvs", "data.date", "data.vali_flag");
  }
}
