package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.duima.demo.day.Day;
import org.duima.demo.simulator.ListRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A coder's decision on the assembled product: the lists that it was needed for go out by
 * themselves, also when the node is killed in between; what was accepted stays as it is.
 */
@Timeout(420)
class DecisionIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String CODE = "K99.999x999";
  private static final String TARGET = "K29.700";
  private static final String FIRST = "JS2603094101";
  private static final String SECOND = "JS2603094201";

  @Test
  void releasesTheListsThatWaitedForIt() throws Exception {
    try (DrillNode drill = DrillNode.fresh("decisions");
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      node.set("org.duima.site.cfg", "quietMinutes", "0.02");
      node.start();
      senders.start(Day.read(day(), 0).messages());
      senders.await(LIMIT);
      for (String setlId : List.of(FIRST, SECOND)) {
        Node.await(LIMIT, () -> state(drill, setlId).equals("held"));
        assertThat(list(drill, setlId).path("findings").toString()).contains("SL-M-unmapped");
      }

      JsonNode open = drill.json("/api/codes/open");
      assertThat(open.path("total").asInt()).isEqualTo(1);
      JsonNode row = open.path("rows").get(0);
      assertThat(row.path("code").asText()).isEqualTo(CODE);
      assertThat(row.path("edition").asText()).isEqualTo("clinical-2.0");
      assertThat(row.path("name").asText()).isEqualTo("虚构未对照疾病");
      assertThat(row.path("outcome").asText()).isEqualTo("unmapped");
      assertThat(row.path("occurrences").asInt()).isEqualTo(2);
      assertThat(row.path("heldLists").asInt()).isEqualTo(2);
      assertThat(row.path("amountFen").asLong()).isPositive();
      assertThat(row.path("departments")).hasSize(2);
      JsonNode lists =
          drill.json("/api/codes/lists?system=diagnosis&edition=clinical-2.0&code=" + CODE);
      assertThat(texts(lists, "setlId")).containsExactlyInAnyOrder(FIRST, SECOND);

      // one department decides: the other's list stays
      String department = departmentOf(lists, FIRST);
      JsonNode decision = decide(node, department);
      assertThat(decision.path("released").asInt()).isEqualTo(2);
      assertThat(decision.path("inForce").asBoolean()).isTrue();
      assertThat(decision.path("targetName").asText()).isEqualTo("胃炎");
      Node.await(LIMIT, () -> PlayedDay.isSubmitted(drill, FIRST));
      assertThat(codesSent(drill, FIRST)).contains(TARGET);
      assertThat(list(drill, FIRST).path("versions").toString())
          .contains(CODE + " (clinical-2.0) by decision " + decision.path("number").asInt());
      assertThat(state(drill, SECOND)).isEqualTo("held");
      assertThat(drill.json("/api/codes/open").path("rows").get(0).path("heldLists").asInt())
          .isEqualTo(1);
      assertThat(Files.readString(node.home().resolve("data/decisions.csv"))).contains(CODE);

      // taken back: what the platform accepted stays as it is
      int number = decision.path("number").asInt();
      JsonNode withdrawn = withdraw(node, number);
      assertThat(withdrawn.path("released").asInt()).as("the other list, still held").isEqualTo(1);
      Node.await(LIMIT, drill::isIdle);
      assertThat(drill.simulator().record(FIRST).orElseThrow().uploads()).hasSize(1);
      assertThat(PlayedDay.isSubmitted(drill, FIRST)).isTrue();

      // ready but kept back by a person, so not sent: taking the decision back holds it again
      assertThat(node.post("/api/lists/" + SECOND + "/hold", "{\"reason\":\"x\"}").statusCode())
          .isEqualTo(200);
      JsonNode forAll = decide(node, "");
      Node.await(LIMIT, () -> state(drill, SECOND).equals("ready"));
      withdraw(node, forAll.path("number").asInt());
      Node.await(LIMIT, () -> state(drill, SECOND).equals("held"));
      assertThat(drill.simulator().record(SECOND)).isEmpty();
      assertThat(node.post("/api/lists/" + SECOND + "/release", "{\"reason\":\"x\"}").statusCode())
          .isEqualTo(200);

      // killed right after the decision was recorded, before anything of it was on disk
      decide(node, "");
      node.kill();
      Files.deleteIfExists(node.home().resolve("data/decisions.csv"));
      node.start();
      Node.await(LIMIT, () -> PlayedDay.isSubmitted(drill, SECOND));
      assertThat(codesSent(drill, SECOND)).contains(TARGET);
      assertThat(Files.readString(node.home().resolve("data/decisions.csv"))).contains(CODE);
      assertThat(drill.json("/api/codes/open").path("total").asInt()).isZero();
      assertThat(drill.json("/api/codes/decisions")).hasSize(3);
      Node.await(LIMIT, () -> Files.exists(node.home().resolve("data/code-usage.csv")));
      assertThat(node.errors()).isEmpty();
    }
  }

  /** The hospital of the demo with a day of this test. */
  private static Path day() throws IOException {
    Path folder = Files.createTempDirectory(Path.of("target"), "day");
    Files.copy(
        DrillNode.REPOSITORY.resolve("demo/day/hospital.yaml"), folder.resolve("hospital.yaml"));
    Files.copy(
        Path.of("src/test/resources/decisions/01-unknown-codes.yaml"),
        folder.resolve("01-unknown-codes.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    return folder;
  }

  private static JsonNode decide(Node node, String department) {
    HttpResponse<String> answer =
        node.post(
            "/api/codes/decisions",
            ("{\"system\":\"diagnosis\",\"edition\":\"clinical-2.0\",\"code\":\"%s\","
                    + "\"name\":\"虚构未对照疾病\",\"department\":\"%s\",\"targetCode\":\"%s\","
                    + "\"why\":\"病案复核\"}")
                .formatted(CODE, department, TARGET));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return DrillNode.parse(answer.body());
  }

  private static JsonNode withdraw(Node node, int number) {
    HttpResponse<String> answer =
        node.post("/api/codes/decisions/" + number + "/withdraw", "{\"why\":\"有误\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return DrillNode.parse(answer.body());
  }

  private static JsonNode list(DrillNode drill, String setlId) {
    JsonNode lists = drill.json("/api/lists?ids=" + setlId);
    return lists.isEmpty() ? DrillNode.parse("{}") : lists.get(0);
  }

  private static String state(DrillNode drill, String setlId) {
    return list(drill, setlId).path("state").asText();
  }

  private static String departmentOf(JsonNode lists, String setlId) {
    for (JsonNode list : lists) {
      if (list.path("setlId").asText().equals(setlId)) {
        return list.path("department").asText();
      }
    }
    throw new AssertionError(setlId + " is not among " + lists);
  }

  private static List<String> codesSent(DrillNode drill, String setlId) {
    ListRecord record = drill.simulator().record(setlId).orElseThrow();
    return texts(record.content().path("diseinfo"), "diag_code");
  }

  private static List<String> texts(JsonNode rows, String field) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.path(field).asText()));
    return texts;
  }
}
