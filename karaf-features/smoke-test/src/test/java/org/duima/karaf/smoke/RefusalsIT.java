package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.demo.day.Message;
import org.duima.demo.simulator.Behaviour;
import org.duima.demo.simulator.ListRecord;
import org.duima.demo.simulator.ListState;
import org.duima.karaf.smoke.drill.DrillStay;
import org.duima.karaf.smoke.drill.DrillStays;
import org.duima.karaf.smoke.drill.Ending;
import org.duima.karaf.smoke.drill.Tables;
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
  private static final Duration LIMIT = Duration.ofSeconds(60);
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

  @Test
  @Timeout(1_500)
  void everyAnswerLeavesTheListInTheRightState() {
    List<Case> cases =
        Tables.rows(Path.of("src/test/resources/drill/refusals.tsv")).stream()
            .map(Case::of)
            .toList();
    List<DrillStay> stays =
        new DrillStays(SEED, DrillNode.REPOSITORY)
            .first(cases.size() * 4).stream()
                .filter(stay -> stay.fault() == null && stay.settlements().size() == 1)
                .filter(s -> s.settlements().get(0).ending().state().equals(Ending.ACCEPTED))
                .toList();
    assertThat(stays).hasSizeGreaterThanOrEqualTo(cases.size());
    List<String> wrong = new ArrayList<>();
    try (DrillNode drill = DrillNode.fresh("refusals");
        Senders senders = new Senders(drill.node())) {
      drill.node().set("org.duima.site.cfg", "quietMinutes", "0.02");
      drill.node().set("org.duima.platform.cfg", "retryLongestSeconds", "2");
      drill.node().start();
      for (int i = 0; i < cases.size(); i++) {
        try {
          play(cases.get(i), stays.get(i), drill, senders);
        } catch (IllegalStateException | AssertionError e) {
          drill.simulator().behave();
          wrong.add(cases.get(i) + " " + stays.get(i).name() + ": " + e.getMessage());
        }
      }
      LOG.info("{} answers; platform: {}", cases.size(), drill.simulator().counts());
      assertThat(wrong).isEmpty();
      assertThat(drill.node().errors()).isEmpty();
    }
  }

  private static void play(Case one, DrillStay stay, DrillNode drill, Senders senders) {
    String setlId = stay.settlements().get(0).setlId();
    String path = "/api/lists/" + setlId;
    drill.simulator().behave(one.parsed());
    senders.start(stay.messages());
    senders.await(LIMIT);
    if (!one.states().isEmpty()) {
      await(() -> one.states().contains(list(drill, path).path("state").asText()), drill, path);
    }
    if (!one.kind().isEmpty()) {
      await(() -> answer(one, list(drill, path)).isPresent(), drill, path);
      JsonNode answer = answer(one, list(drill, path)).orElseThrow();
      assertThat(answer.path("advice").path("zh").asText()).as("advice").isNotBlank();
      assertThat(answer.path("advice").path("en").asText()).as("advice").isNotBlank();
      assertThat(answer.path("meaning").path("zh").asText()).as("meaning").isNotBlank();
    }
    if (one.states().equals(Set.of("refused"))) {
      JsonNode refusal = list(drill, path).path("refusal");
      assertThat(refusal.path("kind").asText()).as("what stands in the way").isEqualTo(one.kind());
      assertThat(submitted(drill, setlId)).isFalse();
    }
    if (one.then().equals("self")) {
      await(() -> submitted(drill, setlId), drill, path);
    }
    drill.simulator().behave();
    switch (one.then()) {
      case "correct" -> {
        senders.start(List.of(correction(stay)));
        senders.await(LIMIT);
      }
      case "resend" ->
          assertThat(drill.node().post(path + "/resend", "{\"reason\":\"演练\"}").statusCode())
              .isEqualTo(200);
      default -> {
        // nothing is to be done
      }
    }
    await(() -> submitted(drill, setlId), drill, path);
    await(() -> list(drill, path).path("state").asText().equals("submitted"), drill, path);
    ListRecord record = drill.simulator().record(setlId).orElseThrow();
    assertThat(record.uploads()).as("uploads that the platform took").hasSize(one.uploads());
    assertThat(
            list(drill, path).path("refusal").isNull()
                || list(drill, path).path("refusal").isMissingNode())
        .as("nothing stands in the way any more: %s", list(drill, path).path("refusal"))
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

  private static void await(
      java.util.function.BooleanSupplier condition, DrillNode drill, String path) {
    try {
      Node.await(LIMIT, condition);
    } catch (IllegalStateException e) {
      JsonNode list = list(drill, path);
      throw new IllegalStateException(
          "state %s, answers %s, refusal %s"
              .formatted(list.path("state"), list.path("answers"), list.path("refusal")),
          e);
    }
  }

  private static JsonNode list(DrillNode drill, String path) {
    return drill.node().get(path).statusCode() == 404
        ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
        : drill.json(path);
  }

  private static boolean submitted(DrillNode drill, String setlId) {
    return drill
        .simulator()
        .record(setlId)
        .map(record -> record.state() == ListState.SUBMITTED)
        .orElse(false);
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
        "");
  }
}
