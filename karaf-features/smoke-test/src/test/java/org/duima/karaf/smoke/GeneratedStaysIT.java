package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.duima.demo.day.Message;
import org.duima.demo.simulator.Counts;
import org.duima.demo.simulator.ListRecord;
import org.duima.demo.simulator.ListState;
import org.duima.karaf.smoke.drill.DrillStay;
import org.duima.karaf.smoke.drill.DrillStays;
import org.duima.karaf.smoke.drill.Ending;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated stays against the platform simulator, every second one with a fault: no list with a
 * fault that a check covers reaches it, none without is held, and it refuses nothing.
 */
@Tag("full")
class GeneratedStaysIT {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratedStaysIT.class);
  private static final Duration SENT = Duration.ofMinutes(10);
  private static final Duration ENDED = Duration.ofMinutes(10);

  /** {@code -Dduima.seed=N} and {@code -Dduima.stays=N} give other stays, and more or fewer. */
  private static final long SEED = Long.getLong("duima.seed", 20260310L);

  private static final int STAYS = Integer.getInteger("duima.stays", 1_000);

  @Test
  @Timeout(1_500)
  void refusesWhatIsFaultyAndNothingElse() {
    DrillStays generator = new DrillStays(SEED, DrillNode.REPOSITORY);
    List<DrillStay> stays = generator.first(STAYS);
    LOG.info("seed {}, {} stays, {} kinds of faults", SEED, STAYS, generator.faults());
    try (DrillNode drill = DrillNode.fresh("generated");
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      node.start();
      long began = System.nanoTime();
      List<Message> messages = stays.stream().flatMap(stay -> stay.messages().stream()).toList();
      senders.start(messages);
      senders.await(SENT);
      long sentSeconds = seconds(began);
      int accepted = wanted(stays, Ending.ACCEPTED).size();
      Node.await(ENDED, () -> submitted(drill) >= accepted);
      Node.await(ENDED, () -> drill.isIdle() && !isQuiet(drill));
      Counts platform = drill.simulator().counts();
      LOG.info(
          "{} messages in {} s, lists ended after {} s; {}; platform: {}",
          messages.size(),
          sentSeconds,
          seconds(began),
          drill.counts(),
          platform);

      JsonNode lists = drill.json("/api/lists");
      assertThat(String.join("\n", wrong(drill, stays, lists))).as("seed %d", SEED).isEmpty();
      assertThat(platform.refusedByReason()).isEmpty();
      assertThat(platform.gatewayRefusedByReason()).isEmpty();
      assertThat(platform.lists()).as("lists that the platform holds").isEqualTo(accepted);
      assertThat(platform.uploads()).as("each list once").isEqualTo(accepted);
      assertThat(platform.submissions()).isEqualTo(accepted);
      assertThat(drill.json("/api/queue?state=dead"))
          .as("messages put aside")
          .hasSize((int) stays.stream().filter(GeneratedStaysIT::isDead).count());
      assertThat(node.errors()).isEmpty();
      compareCounts(node, drill, stays, lists);
      assertThat(node.log())
          .doesNotContain(
              stays.stream().map(stay -> stay.stay().patient().name()).toArray(String[]::new));
    }
  }

  /** Whether a list still waits for its stay to be quiet. */
  private static boolean isQuiet(DrillNode drill) {
    for (JsonNode list : drill.json("/api/lists")) {
      if (list.path("waitingFor").findValuesAsText("what").contains("quiet")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDead(DrillStay stay) {
    return stay.unsettled() != null && stay.unsettled().state().equals("dead");
  }

  private static long submitted(DrillNode drill) {
    return drill.simulator().counts().submissions();
  }

  private static long seconds(long began) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
  }

  private static List<DrillStay.Wanted> wanted(List<DrillStay> stays, String state) {
    return stays.stream()
        .flatMap(stay -> stay.settlements().stream())
        .filter(wanted -> wanted.ending().state().equals(state))
        .toList();
  }

  // ---------------------------------------------------------------- each stay

  /** What did not end as it must, with what is needed to see it again. */
  private static List<String> wrong(DrillNode drill, List<DrillStay> stays, JsonNode lists) {
    Map<String, JsonNode> bySetlId = new HashMap<>();
    lists.forEach(list -> bySetlId.put(list.path("setlId").asText(), list));
    List<String> wrong = new ArrayList<>();
    Path folder = drill.node().home().resolveSibling("generated-wrong");
    for (DrillStay stay : stays) {
      List<String> differences = new ArrayList<>();
      for (DrillStay.Wanted wanted : stay.settlements()) {
        String difference = difference(wanted, bySetlId.get(wanted.setlId()), drill);
        if (!difference.isEmpty()) {
          differences.add(stay.name() + " " + wanted + ": " + difference);
        }
      }
      if (!differences.isEmpty()) {
        wrong.addAll(differences);
        wrong.add("  " + stay.write(folder));
      }
    }
    return wrong;
  }

  private static String difference(DrillStay.Wanted wanted, JsonNode list, DrillNode drill) {
    if (list == null) {
      return "no list";
    }
    Ending ending = wanted.ending();
    String state = list.path("state").asText();
    Optional<ListRecord> record = drill.simulator().record(wanted.setlId());
    if (!ending.state().equals(Ending.ACCEPTED)) {
      boolean same =
          state.replace(' ', '-').equals(ending.state())
              && why(list, state).containsAll(ending.rules());
      if (record.isPresent()) {
        return "the platform saw it";
      }
      return same ? "" : state + " " + why(list, state);
    }
    if (!state.equals("submitted")) {
      return state + " " + why(list, state);
    }
    if (record.map(ListRecord::state).orElse(null) != ListState.SUBMITTED) {
      return "not submitted at the platform: " + record.map(ListRecord::state);
    }
    Set<String> rules = rules(list, "");
    return rules.containsAll(ending.rules()) ? "" : "findings " + rules;
  }

  private static Set<String> why(JsonNode list, String state) {
    return switch (state) {
      case "waiting" -> new TreeSet<>(list.path("waitingFor").findValuesAsText("what"));
      case "not due", "not-due" -> Set.of(list.path("reason").asText());
      default -> rules(list, "E");
    };
  }

  private static Set<String> rules(JsonNode list, String severity) {
    Set<String> rules = new TreeSet<>();
    for (JsonNode finding : list.path("findings")) {
      if (finding.path("severity").asText().startsWith(severity)) {
        rules.add(finding.path("rule").asText());
      }
    }
    return rules;
  }

  // ---------------------------------------------------------------- counts

  /** The generator, the lists, the report in the console and that of the command all agree. */
  private static void compareCounts(
      Node node, DrillNode drill, List<DrillStay> stays, JsonNode lists) {
    long held = wanted(stays, "held").size();
    long accepted = wanted(stays, Ending.ACCEPTED).size();
    Map<String, Long> states = new TreeMap<>();
    lists.forEach(list -> states.merge(list.path("state").asText(), 1L, Long::sum));
    assertThat(states).containsEntry("held", held).containsEntry("submitted", accepted);
    Map<String, Long> report = summary(drill.json("/api/reports/lists?rows=100000"));
    assertThat(report).containsEntry("校验不通过", held).containsEntry("已提交", accepted);
    Node.Output printed = node.launcher("report", "lists", "--section", "summary").requireSuccess();
    for (Map.Entry<String, Long> row : report.entrySet()) {
      assertThat(printed.text()).containsPattern(row.getKey() + "\\D*\\b" + row.getValue() + "\\b");
    }
    JsonNode board = drill.json("/api/board?max=10000").path("counts");
    assertThat(board.path("held").asLong()).isEqualTo(held);
    assertThat(board.path("submitted").asLong()).isEqualTo(accepted);
  }

  private static Map<String, Long> summary(JsonNode report) {
    Map<String, Long> states = new LinkedHashMap<>();
    for (JsonNode section : report.path("sections")) {
      if (section.path("id").asText().equals("summary")) {
        Map<String, Integer> columns = new HashMap<>();
        section
            .path("columns")
            .forEach(column -> columns.put(column.path("id").asText(), columns.size()));
        section
            .path("rows")
            .forEach(
                row ->
                    states.merge(
                        row.get(columns.get("state")).asText(),
                        row.get(columns.get("lists")).asLong(),
                        Long::sum));
      }
    }
    return states;
  }
}
