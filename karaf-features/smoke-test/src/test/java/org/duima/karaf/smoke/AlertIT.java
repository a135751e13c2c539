package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Alerts at order entry as a hospital's systems see them, from the card to what is on record. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DRUG_SEX = "GZ10000301004000";
  private static final String SECOND_CT = "example-second-ct";
  private static final DateTimeFormatter HL7 = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /** The order that is overridden, and asked about again. */
  private static final CdsOrder ORDER =
      CdsOrder.of("AL00001").drug("103", CdsOrder.FINASTERIDE, "非那雄胺片");

  private static DrillNode drill;
  private static Node node;
  private static String overridden;

  @BeforeAll
  static void boots() {
    drill = DrillNode.shared();
    node = drill.node();
    // the machine also builds: how fast the answer is, is measured elsewhere
    node.set("org.duima.alert.cfg", "deadlineMs", 5_000);
    Node.await(
        LIMIT,
        () -> {
          JsonNode answer = ask(CdsOrder.of("AL09999").drug("1", "XA01", "预热"));
          return answer.path("extension").path("org.duima.missed").isMissingNode();
        });
  }

  /** Others share the node. */
  @AfterAll
  static void mends() throws IOException {
    if (node.process().isEmpty()) {
      node.start();
    }
    Files.deleteIfExists(deployed());
    node.set("org.duima.alert.cfg", "deadlineMs", 100);
  }

  @Test
  @Order(1)
  void aDoctorSeesACardOverridesItAndIsNotAskedTwice() {
    List<JsonNode> cards = cards(ORDER);
    assertThat(cards).hasSize(1);
    JsonNode card = cards.get(0);
    assertThat(card.path("source").path("topic").path("code").asText()).isEqualTo(DRUG_SEX);
    assertThat(card.path("summary").asText()).contains("非那雄胺片");
    assertThat(card.path("overrideReasons")).isNotEmpty();
    overridden = card.path("uuid").asText();

    JsonNode evidence = drill.json("/api/alerts/" + overridden);
    assertThat(evidence.toString()).contains("drug-sex", "M67-001", "sex");

    HttpResponse<String> told = feedback(overridden);
    assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
    assertThat(drill.json("/api/alerts/" + overridden).toString())
        .contains("overridden", "guideline");
    assertThat(cards(ORDER)).isEmpty();
    assertThat(cards(CdsOrder.of("AL00002").drug("103", CdsOrder.FINASTERIDE, "非那雄胺片")))
        .as("another patient")
        .hasSize(1);
  }

  @Test
  @Order(2)
  void theSameOrderOverMllpIsAnsweredWithWarnings() throws IOException {
    try (Mllp sender = new Mllp(node.mllpPort())) {
      Mllp.Answer orp = sender.send(hl7("OMP^O09^OMP_O09", "ALM1", "AL00003", "RXO|%s|5||mg"));
      assertThat(orp.all()).containsExactly("AA ALM1");
      assertThat(orp.text())
          .contains("ORP^O10", "\rERR||RXO^1|0^", "|W|drug-sex^", "\rNTE|1|L|", "非那雄胺片");
      Mllp.Answer rre = sender.send(hl7("RDE^O11^RDE_O11", "ALM2", "AL00004", "RXE||%s|5||mg"));
      assertThat(rre.all()).containsExactly("AA ALM2");
      assertThat(rre.text()).contains("RRE^O12", "\rERR||RXE^1|0^", "|W|drug-sex^", "\rNTE|1|L|");
      // what was overridden on the screen of one system is not said in that of another
      Mllp.Answer again = sender.send(hl7("OMP^O09^OMP_O09", "ALM3", "AL00001", "RXO|%s|5||mg"));
      assertThat(again.all()).containsExactly("AA ALM3");
      assertThat(again.text()).contains("ORP^O10").doesNotContain("\rERR", "\rNTE");
    }
  }

  @Test
  @Order(3)
  void theSameOrderInTheNationalFormGetsAResult() {
    HttpResponse<String> answer =
        node.post(
            "/api/alerts/3101",
            """
            {"infno":"3101","msgid":"H50010300001202604010800000001","fixmedins_code":"H50010300001",
             "mdtrtarea_admvs":"500103","input":{"data":{"syscode":"HIS","patient_dtos":[
              {"patn_id":"AL-PSN-5","patn_name":"测试","gend":"2","brdy":"1990-03-07","curr_mdtrt_id":"AL-M5",
               "fsi_encounter_dtos":[{"mdtrt_id":"AL-M5","med_mdtrt_type":"2","fsi_order_dtos":[
                {"rx_id":"1","curr_drord_flag":"1","hilist_type":"101","hilist_code":"%s",
                 "hilist_name":"非那雄胺片","cnt":10}]}]}]}}}
            """
                .formatted(CdsOrder.FINASTERIDE));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode results = DrillNode.parse(answer.body()).path("output").path("result");
    assertThat(results).hasSize(1);
    assertThat(results.get(0).path("rule_id").asText()).isEqualTo(DRUG_SEX);
    assertThat(node.get("/api/alerts/" + results.get(0).path("jr_id").asText()).statusCode())
        .isEqualTo(200);
  }

  @Test
  @Order(4)
  void whatWasJudgedIsCountedAndTheKnowledgeIsShown() {
    assertThat(node.get("/metrics").body())
        .contains(
            "duima_alert_requests_total",
            "duima_alert_hits_total{class=\"drug-sex\"}",
            "duima_alert_shown_total{class=\"drug-sex\"}",
            "duima_alert_interrupted_total",
            "duima_alert_evaluation_seconds_bucket")
        .doesNotContain("AL00001");
    JsonNode knowledge = drill.json("/api/knowledge");
    assertThat(knowledge.path("points").asInt()).isGreaterThanOrEqualTo(200);
    assertThat(knowledge.path("classes").size()).isGreaterThanOrEqualTo(88);
    assertThat(node.log()).doesNotContain("AL00001").doesNotContain("非那雄胺");
  }

  @Test
  @Order(5)
  void aRuleOfTheHospitalsOwnTakesPartAndLeavesAtOnce() throws IOException {
    CdsOrder second = CdsOrder.of("AL00006").service("201", "胸部CT平扫").before("101", "胸部CT增强", 2);
    assertThat(topics(second)).doesNotContain(SECOND_CT);

    Path parked = node.home().resolve("data/second-ct.jar");
    Files.copy(Samples.jar("rule"), parked, StandardCopyOption.REPLACE_EXISTING);
    Files.move(parked, deployed(), StandardCopyOption.REPLACE_EXISTING);
    Node.await(LIMIT, () -> topics(second).contains(SECOND_CT));
    JsonNode card = cards(second).get(0);
    assertThat(card.path("summary").asText()).contains("胸部CT平扫", "2小时前", "胸部CT增强");
    assertThat(drill.json("/api/alerts/" + card.path("uuid").asText()).toString())
        .contains(SECOND_CT, "earlier-order");

    Files.delete(deployed());
    Node.await(LIMIT, () -> !topics(second).contains(SECOND_CT));
  }

  @Test
  @Order(6)
  void whatWasOverriddenIsKnownAfterAPowerCut() {
    node.kill();
    node.start();
    Node.await(
        LIMIT,
        () -> topics(CdsOrder.of("AL00007").drug("1", CdsOrder.FINASTERIDE, "药")).size() == 1);
    assertThat(drill.json("/api/alerts/" + overridden).toString())
        .contains("overridden", "guideline");
    assertThat(cards(ORDER)).isEmpty();
  }

  private static JsonNode ask(CdsOrder order) {
    HttpResponse<String> answer = node.post(CdsOrder.PATH, order.json());
    return answer.statusCode() == 200
        ? DrillNode.parse(answer.body())
        : DrillNode.parse("{\"extension\": {\"org.duima.missed\": []}}");
  }

  private static List<JsonNode> cards(CdsOrder order) {
    JsonNode answer = ask(order);
    assertThat(answer.path("extension").path("org.duima.missed").isMissingNode())
        .as(answer.toString())
        .isTrue();
    List<JsonNode> cards = new ArrayList<>();
    answer.path("cards").forEach(cards::add);
    return cards;
  }

  private static List<String> topics(CdsOrder order) {
    List<String> topics = new ArrayList<>();
    for (JsonNode card : ask(order).path("cards")) {
      topics.add(card.path("source").path("topic").path("code").asText());
    }
    return topics;
  }

  private static HttpResponse<String> feedback(String card) {
    return node.post(
        CdsOrder.PATH + "/feedback",
        """
        {"feedback": [{"card": "%s", "outcome": "overridden",
          "overrideReason": {"reason": {"code": "guideline"}},
          "outcomeTimestamp": "%s"}]}
        """
            .formatted(card, Instant.now()));
  }

  private static byte[] hl7(String type, String controlId, String visit, String detail) {
    String now = LocalDateTime.now().format(HL7);
    return ("MSH|^~\\&|HIS|TESTHOSP|DUIMA|YB|%s||%s|%s|P|2.5||||||UNICODE UTF-8\r"
                .formatted(now, type, controlId)
            + "PID|1||P%s^^^HIS^MR||测^试||19900307|F\r".formatted(visit)
            + "PV1|1|I|0301||||||||||||||||%s\r".formatted(visit)
            + "ORC|NW|103|||||||%s\r".formatted(now)
            + "TQ1|1||qd\r"
            + detail.formatted(CdsOrder.FINASTERIDE + "^非那雄胺片^YB-YP")
            + "\r")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Path deployed() {
    return node.home().resolve("deploy/second-ct.jar");
  }
}
