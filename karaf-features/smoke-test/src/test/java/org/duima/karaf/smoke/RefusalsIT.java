package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.duima.demo.day.Message;
import org.duima.demo.simulator.Behaviour;
import org.duima.demo.simulator.ListRecord;
import org.duima.demo.simulator.ListState;
import org.duima.karaf.smoke.drill.DrillStay;
import org.duima.karaf.smoke.drill.DrillStays;
import org.duima.karaf.smoke.drill.Ending;
import org.duima.karaf.smoke.drill.Tables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each way in which the platform may refuse, fail or keep silent, against a list of its own: the
 * list ends in the right state, says what it means and who must do what, and goes through once the
 * reason is gone; the platform takes it once.
 */
@Tag("full")
class RefusalsIT {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalsIT.class);
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final long SEED = Long.getLong("duima.seed", 20260310L);

  /**
   * A row of {@code refusals.tsv}.
   *
   * @param behaviours of the simulator, joined by " + "
   * @param states of the list while it lasts, one of; empty where it does not last
   * @param rules of the answer, one of; empty for any
   * @param kind of the answer, empty where there is none to read
   * @param then lift: it goes through once the platform behaves; self: by itself; correct: after a
   *     new version; resend: after a person sent it again
   * @param uploads that the platform has taken in the end
   */
  private record Case(
      String behaviours,
      Set<String> states,
      Set<String> rules,
      String kind,
      String then,
      int uploads) {
    static Case of(String[] row) {
      return new Case(
          row[0], words(row[1]), words(row[2]), row[3], row[4], Integer.parseInt(row[5]));
    }

    private static Set<String> words(String text) {
      return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    Behaviour[] parsed() {
      return Arrays.stream(behaviours.split(" \\+ "))
          .map(Behaviour::parse)
          .toArray(Behaviour[]::new);
    }
  }

  private static DrillNode drill;
  private static Senders senders;
  private static List<DrillStay> stays;

  @BeforeAll
  static void starts() {
    stays =
        new DrillStays(SEED, DrillNode.REPOSITORY)
            .first(400).stream()
                .filter(stay -> stay.fault() == null && stay.settlements().size() == 1)
                .filter(s -> s.settlements().get(0).ending().state().equals(Ending.ACCEPTED))
                // some answers speak of a procedure
                .filter(s -> !s.stay().coded().get(0).operations().isEmpty())
                .toList();
    drill = DrillNode.fresh("refusals");
    drill.node().set("org.duima.site.cfg", "quietMinutes", "0.02");
    drill.node().set("org.duima.platform.cfg", "retryLongestSeconds", "2");
    drill.node().start();
    senders = new Senders(drill.node());
  }

  @AfterAll
  static void ends() {
    senders.close();
    drill.close();
  }

  @Test
  @Timeout(1_500)
  void everyAnswerLeavesTheListInTheRightState() {
    List<Case> cases =
        Tables.rows(Path.of("src/test/resources/drill/refusals.tsv")).stream()
            .map(Case::of)
            .toList();
    assertThat(stays).hasSizeGreaterThan(cases.size() + 2);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      try {
        play(cases.get(i), stays.get(i));
      } catch (IllegalStateException | AssertionError e) {
        drill.simulator().behave();
        wrong.add(cases.get(i) + " " + stays.get(i).name() + ": " + e.getMessage());
      }
    }
    LOG.info("{} answers; platform: {}", cases.size(), drill.simulator().counts());
    assertThat(wrong).isEmpty();
    assertThat(drill.node().errors()).isEmpty();
  }

  @Test
  @Timeout(300)
  void aListThatReviewReturnsGoesOutAgainWhenItIsCorrected() {
    DrillStay stay = stays.get(stays.size() - 1);
    String setlId = stay.settlements().get(0).setlId();
    drill.simulator().behave(Behaviour.parse("review-refuse"));
    send(stay.messages());
    await(() -> isAt(setlId, ListState.REFUSED), setlId);
    // somebody who does not want to wait for the daily look
    query(setlId);
    await(() -> list(setlId).path("state").asText().equals("returned"), setlId);
    drill.simulator().behave();
    send(List.of(correction(stay)));
    await(() -> isAt(setlId, ListState.SUBMITTED), setlId);
    assertThat(drill.simulator().record(setlId).orElseThrow().uploads()).hasSize(2);
  }

  @Test
  @Timeout(300)
  void aListThatReviewApprovesIsNeverSentAgain() {
    DrillStay stay = stays.get(stays.size() - 2);
    String setlId = stay.settlements().get(0).setlId();
    drill.simulator().behave(Behaviour.parse("review-pass"));
    send(stay.messages());
    await(() -> isAt(setlId, ListState.PASSED), setlId);
    query(setlId);
    await(() -> list(setlId).path("state").asText().equals("approved"), setlId);
    drill.simulator().behave();
    send(List.of(correction(stay)));
    await(() -> list(setlId).path("version").asInt() == 2, setlId);
    Node.await(LIMIT, drill::isIdle);
    assertThat(list(setlId).path("state").asText()).isEqualTo("approved");
    assertThat(drill.simulator().record(setlId).orElseThrow().uploads()).hasSize(1);
  }

  private static void play(Case one, DrillStay stay) {
    String setlId = stay.settlements().get(0).setlId();
    drill.simulator().behave(one.parsed());
    send(stay.messages());
    if (!one.states().isEmpty()) {
      await(() -> one.states().contains(list(setlId).path("state").asText()), setlId);
    }
    if (!one.kind().isEmpty()) {
      await(() -> answer(one, list(setlId)).isPresent(), setlId);
      JsonNode answer = answer(one, list(setlId)).orElseThrow();
      assertThat(answer.path("advice").path("zh").asText()).as("advice").isNotBlank();
      assertThat(answer.path("advice").path("en").asText()).as("advice").isNotBlank();
      assertThat(answer.path("meaning").path("zh").asText()).as("meaning").isNotBlank();
    }
    if (one.states().equals(Set.of("refused"))) {
      JsonNode refusal = list(setlId).path("refusal");
      assertThat(refusal.path("kind").asText()).as("what stands in the way").isEqualTo(one.kind());
      if (one.kind().equals("data")) {
        JsonNode field = refusal.path("fields").path(0);
        assertThat(field.path("path").asText()).as("the field that is meant").isNotBlank();
        assertThat(field.path("origin").asText()).as("the message it came from").isNotBlank();
      }
      assertThat(isAt(setlId, ListState.SUBMITTED)).isFalse();
    }
    if (one.then().equals("self")) {
      await(() -> isAt(setlId, ListState.SUBMITTED), setlId);
    }
    drill.simulator().behave();
    switch (one.then()) {
      case "correct" -> send(List.of(correction(stay)));
      case "resend" ->
          assertThat(
                  drill
                      .node()
                      .post("/api/lists/" + setlId + "/resend", "{\"reason\":\"演练\"}")
                      .statusCode())
              .isEqualTo(200);
      default -> {
        // nothing is to be done
      }
    }
    await(() -> isAt(setlId, ListState.SUBMITTED), setlId);
    await(() -> list(setlId).path("state").asText().equals("submitted"), setlId);
    ListRecord record = drill.simulator().record(setlId).orElseThrow();
    assertThat(record.uploads()).as("uploads that the platform took").hasSize(one.uploads());
    assertThat(
            list(setlId).path("refusal").isNull() || list(setlId).path("refusal").isMissingNode())
        .as("nothing stands in the way any more: %s", list(setlId).path("refusal"))
        .isTrue();
  }

  private static Optional<JsonNode> answer(Case one, JsonNode list) {
    for (JsonNode answer : list.path("answers")) {
      if (answer.path("kind").asText().equals(one.kind())
          && (one.rules().isEmpty() || one.rules().contains(answer.path("rule").asText()))) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }

  private static void send(List<Message> messages) {
    senders.start(messages);
    senders.await(LIMIT);
  }

  private static void query(String setlId) {
    await(() -> list(setlId).path("state").asText().equals("submitted"), setlId);
    assertThat(
            drill
                .node()
                .post("/api/lists/" + setlId + "/query", "{\"reason\":\"演练\"}")
                .statusCode())
        .isEqualTo(200);
  }

  private static void await(BooleanSupplier condition, String setlId) {
    try {
      Node.await(LIMIT, condition);
    } catch (IllegalStateException e) {
      JsonNode list = list(setlId);
      throw new IllegalStateException(
          "state %s, refusal %s, last answer %s"
              .formatted(list.path("state"), list.path("refusal"), list.path("answers").path(0)),
          e);
    }
  }

  /** The list as the node shows it, missing before there is one. */
  private static JsonNode list(String setlId) {
    HttpResponse<String> answer = drill.node().get("/api/lists/" + setlId);
    return answer.statusCode() == 200 ? DrillNode.parse(answer.body()) : MissingNode.getInstance();
  }

  /** Whether the platform holds the list in that state. */
  private static boolean isAt(String setlId, ListState state) {
    return drill.simulator().record(setlId).map(record -> record.state() == state).orElse(false);
  }

  /** The contact has another telephone now: a new version of the list. */
  private static Message correction(DrillStay stay) {
    Message last = stay.messages().get(stay.messages().size() - 1);
    String id = "CORR" + stay.stay().visit();
    String text =
        "MSH|^~\\&|HIS|TESTHOSP|DUIMA|TESTHOSP|20261101120000||ADT^A08^ADT_A01|%s|P|2.5\r"
                .formatted(id)
            + "EVN|A08|20261101120000\r"
            + "PID|1||%s^^^HIS^PI\r".formatted(last.lane())
            + "PV1|1|I|||||||||||||||||%s^^^HIS^VN\r".formatted(stay.stay().visit())
            + "ZPI||||||||||||||10000990001\r";
    return new Message(
        last.visit(),
        last.lane(),
        "HIS",
        Message.Kind.HL7,
        "ADT^A08",
        last.at(),
        id,
        text.getBytes(StandardCharsets.UTF_8),
        Set.of("AA"),
        "",
        "");
  }
}
