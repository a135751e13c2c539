package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong at order entry: an order never waits for it. */
@Tag("full")
@Timeout(240)
class AlertDrillIT {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDrillIT.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PATIENCE = 5;
  private static final int MANY = 2_000;
  private static final String MISSED = "org.duima.missed";

  /** Of an order that a rule hangs on, with a machine that also builds. */
  private static final Duration ANSWERED = Duration.ofSeconds(5);

  private static final CdsOrder ORDER =
      CdsOrder.of("AD00001").drug("1", CdsOrder.FINASTERIDE, "非那雄胺片");

  private static DrillNode drill;
  private static Node node;

  @BeforeAll
  static void boots() {
    drill = DrillNode.fresh("alert-drill");
    node = drill.node();
    node.set("org.duima.alert.cfg", "deadlineMs", 1_000);
    node.start();
    Node.await(LIMIT, () -> isAnsweredWholly(node.post(CdsOrder.PATH, ORDER.json())));
  }

  @AfterAll
  static void ends() {
    drill.close();
  }

  @AfterEach
  void leavesNothingBehind() throws IOException {
    Files.deleteIfExists(deployed());
    Files.deleteIfExists(contradiction());
  }

  private static Path deployed() {
    return node.home().resolve("deploy/hanging.jar");
  }

  private static Path contradiction() {
    return node.home().resolve("mappings/knowledge/site/contradiction.csv");
  }

  private static boolean isAnsweredWholly(HttpResponse<String> answer) {
    return answer.statusCode() == 200
        && DrillNode.parse(answer.body()).path("extension").path(MISSED).isMissingNode();
  }

  @Test
  void aRuleThatHangsHoldsNoOrderUpAndIsQuarantined() throws IOException {
    HangingPlugin.deploy(Files.createDirectories(node.home().resolve("data/hanging")), deployed());
    List<Long> millis = new ArrayList<>();
    Node.await(
        LIMIT,
        () -> {
          long began = System.nanoTime();
          HttpResponse<String> answer = node.post(CdsOrder.PATH, ORDER.json());
          millis.add((System.nanoTime() - began) / 1_000_000);
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(answer.body()).contains("GZ10000301004000");
          return node.get("/metrics").body().contains("duima_alert_quarantined 1");
        });
    LOG.info("answers while the rule hung, in ms: {}", millis);
    assertThat(millis).allMatch(one -> one < ANSWERED.toMillis());
    assertThat(node.get("/metrics").body())
        .contains("duima_alert_missed_total{by=\"rule-%s\"} ".formatted(HangingPlugin.LOGIC));
    assertThat(missed()).isEqualTo(PATIENCE);
    assertThat(node.get("/health").body()).contains(HangingPlugin.LOGIC);
    assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
    // asked no more: an order is as quick as before
    assertThat(isAnsweredWholly(node.post(CdsOrder.PATH, ORDER.json()))).isTrue();

    Files.delete(deployed());
    Node.await(LIMIT, () -> node.get("/metrics").body().contains("duima_alert_quarantined 0"));
    assertThat(node.get("/health").body()).doesNotContain(HangingPlugin.LOGIC);
  }

  private static long missed() {
    String name = "duima_alert_missed_total{by=\"rule-%s\"} ".formatted(HangingPlugin.LOGIC);
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Math.round(Double.parseDouble(line.substring(name.length()))))
        .sum();
  }

  @Test
  void whatIsNoQuestionIsRefusedByTheBook() {
    String good = ORDER.json();
    assertThat(ask(good.replace("\"order-sign\"", "\"patient-view\"")).statusCode()).isEqualTo(400);
    assertThat(node.post("/cds-services/nothing", good).statusCode()).isEqualTo(404);
    assertThat(node.post("/cds-services/nothing/feedback", "{}").statusCode()).isEqualTo(404);
    for (String wrong : List.of("", "{", "[]", "null", "{\"hook\": \"order-sign\"}", "\u0000")) {
      assertThat(ask(wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    assertThat(ask("{").body()).contains("OperationOutcome");
    HttpResponse<String> national = node.post("/api/alerts/3101", "{");
    assertThat(national.statusCode()).isEqualTo(400);
    assertThat(DrillNode.parse(national.body()).path("infcode").asInt()).isEqualTo(-1);
    assertThat(node.call("POST", CdsOrder.PATH, good).statusCode()).isEqualTo(401);
    assertThat(node.call("GET", "/cds-services", null).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsMissingOrUnknownIsJudgedAsFarAsItGoes() {
    String withoutPrefetch = ORDER.json().replace("\"prefetch\"", "\"prefetched\"");
    assertThat(cards(ask(withoutPrefetch))).isEmpty();
    assertThat(cards(ask(CdsOrder.of("AD00002").drug("1", "XQ99ZZZ000", "没有这种药").json())))
        .isEmpty();
    String tomorrow = LocalDate.now().plusYears(50).toString();
    HttpResponse<String> unborn = ask(ORDER.born(tomorrow).json());
    assertThat(unborn.statusCode()).isEqualTo(200);
    assertThat(cards(unborn)).as("sex is known all the same").hasSize(1);
    JsonNode odd =
        cards(ask(CdsOrder.of("AD00003").drug("1", CdsOrder.FINASTERIDE, "非那<b>雄</b>◎&胺").json()))
            .get(0);
    assertThat(odd.path("summary").asText()).contains("◎&");
    assertThat(odd.path("detail").asText()).doesNotContain("<b>");
  }

  @Test
  void twoThousandDraftsAreAnswered() {
    CdsOrder many = CdsOrder.of("AD00004");
    List<String> drafts = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String code = i % 2 == 0 ? CdsOrder.FINASTERIDE : "XA02BCA186A00101010%04d".formatted(i);
      drafts.addAll(CdsOrder.of("AD00004").drug("d" + i, code, "药" + i).drafts());
    }
    CdsOrder order =
        new CdsOrder(
            many.patient(), many.visit(), many.gender(), many.birthDate(), drafts, List.of());
    long began = System.nanoTime();
    HttpResponse<String> answer = ask(order.json());
    LOG.info("{} drafts answered in {} ms", MANY, (System.nanoTime() - began) / 1_000_000);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(cards(answer)).hasSizeBetween(1, 5);
  }

  @Test
  void aContradictoryTableLeavesTheFormerInForce() throws IOException {
    String before = force().path("sha256").asText();
    long points = drill.json("/api/knowledge").path("points").asLong();
    Files.createDirectories(contradiction().getParent());
    Files.writeString(
        contradiction(),
        """
        id,rule_class,codes,others,item_name,constraint,reading,detect_logic,basis,batch,valid_from,valid_to,reaction,state
        C1,drug-sex,XG99ZZZ001,,自相矛盾,限男性,sex=male,,测试,site,,,,on
        C2,drug-sex,XG99ZZZ001,,自相矛盾,限女性,sex=female,,测试,site,,,,on
        """);
    Node.await(LIMIT, () -> !force().path("refused").isEmpty());
    assertThat(force().path("refused").toString()).contains("contradiction.csv", "sex");
    assertThat(force().path("sha256").asText()).isEqualTo(before);
    assertThat(drill.json("/api/knowledge").path("points").asLong()).isEqualTo(points);
    assertThat(cards(ask(ORDER.json()))).hasSize(1);
    Files.delete(contradiction());
    Node.await(LIMIT, () -> force().path("refused").isEmpty());
  }

  private static JsonNode force() {
    for (JsonNode set : drill.json("/api/status").path("inForce")) {
      if (set.path("name").asText().equals("mappings/knowledge")) {
        return set;
      }
    }
    throw new AssertionError("the status does not tell of the knowledge base");
  }

  private static HttpResponse<String> ask(String body) {
    return node.post(CdsOrder.PATH, body);
  }

  private static List<JsonNode> cards(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<JsonNode> cards = new ArrayList<>();
    DrillNode.parse(answer.body()).path("cards").forEach(cards::add);
    return cards;
  }
}
