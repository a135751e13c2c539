package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.demo.day.Day;
import org.duima.demo.day.Message;
import org.duima.demo.simulator.ListRecord;
import org.duima.demo.simulator.ListState;
import org.duima.demo.simulator.PlatformSimulator;

/**
 * The demo's day for drills: its messages, with corrections of one fact at the end of many stays
 * that tell whether order was kept, and what must have become of all of it.
 */
final class PlayedDay {
  private static final Path DEMO = DrillNode.REPOSITORY.resolve("demo");

  /** Corrections of one stay all claim the same time, so only the order of arrival decides. */
  private static final int CORRECTIONS = 5;

  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private record End(String visit, String setlId, String ends) {}

  private final Day day;
  private final List<Message> messages = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();
  private final Map<String, String> lastTelephone = new TreeMap<>();

  /**
   * @param kinds how many kinds of stays; 0 for all
   */
  PlayedDay(int kinds) {
    day = Day.read(DEMO.resolve("day"), kinds);
    for (String line : lines(DEMO.resolve("expected.tsv"))) {
      String[] columns = line.split("\t", -1);
      if (day.stay(columns[0]) != null) {
        ends.add(new End(columns[0], columns[1], columns[2]));
      }
    }
    Map<String, List<Message>> lanes = new LinkedHashMap<>();
    day.messages().stream()
        .filter(Message::isStored)
        .forEach(
            message ->
                lanes.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(message));
    for (End end : ends) {
      List<Message> lane = lanes.get(laneOf(end.visit()));
      boolean alone = lane.stream().allMatch(message -> message.visit().equals(end.visit()));
      boolean accepted =
          ends.stream()
              .filter(e -> e.visit().equals(end.visit()))
              .allMatch(e -> e.ends().equals("accepted"));
      boolean later = lane.stream().anyMatch(message -> !message.afterAccepted().isEmpty());
      if (alone
          && accepted
          && !later
          && lane.get(0).lane().startsWith("P")
          && !lastTelephone.containsKey(end.visit())) {
        lane.addAll(corrections(end.visit(), lane.get(lane.size() - 1)));
      }
    }
    lanes.values().forEach(messages::addAll);
  }

  private String laneOf(String visit) {
    return day.messages().stream()
        .filter(message -> message.visit().equals(visit))
        .findFirst()
        .orElseThrow()
        .lane();
  }

  private List<Message> corrections(String visit, Message last) {
    List<Message> corrections = new ArrayList<>();
    for (int i = 1; i <= CORRECTIONS; i++) {
      String telephone = "1000099%04d".formatted(ends.size() * 10 + i);
      String id = "DRILL" + visit + "-" + i;
      String text =
          "MSH|^~\\&|HIS|TESTHOSP|DUIMA|TESTHOSP|20260401120000||ADT^A08^ADT_A01|%s|P|2.5\r"
                  .formatted(id)
              + "EVN|A08|20260401120000\r"
              + "PID|1||%s^^^HIS^PI\r".formatted(last.lane())
              + "PV1|1|I|||||||||||||||||%s^^^HIS^VN\r".formatted(visit)
              + "ZPI||||||||||||||%s\r".formatted(telephone);
      corrections.add(
          new Message(
              visit,
              last.lane(),
              "HIS",
              Message.Kind.HL7,
              "ADT^A08",
              last.at().plusMinutes(i),
              id,
              text.getBytes(StandardCharsets.UTF_8),
              Set.of("AA"),
              "",
              ""));
      lastTelephone.put(visit, telephone);
    }
    return corrections;
  }

  /** The messages of one visit, in order. */
  List<Message> of(String visit) {
    return messages.stream().filter(message -> message.visit().equals(visit)).toList();
  }

  /** What is sent at once, lane after lane. */
  List<Message> first() {
    return messages.stream().filter(message -> message.afterAccepted().isEmpty()).toList();
  }

  /** What is sent after the lists that it changes were accepted. */
  List<Message> later() {
    return messages.stream().filter(message -> !message.afterAccepted().isEmpty()).toList();
  }

  int stays() {
    return day.visits().size();
  }

  /** setl_ids that must have been accepted before {@link #later()} is sent. */
  Set<String> accepted() {
    return later().stream().map(Message::afterAccepted).collect(Collectors.toSet());
  }

  /** Names of all patients, whole. */
  Set<String> names() {
    return day.visits().stream()
        .map(visit -> day.stay(visit).patient().name())
        .collect(Collectors.toSet());
  }

  /**
   * The lists that the same messages give offline.
   *
   * @return hash of the content by setl_id, ready ones only
   */
  Map<String, String> offline(Node node) {
    List<String> arguments = new ArrayList<>(List.of("assemble"));
    Path folder = node.home().resolveSibling(node.home().getFileName() + "-messages");
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> old = Files.list(folder)) {
          for (Path file : old.toList()) {
            Files.delete(file);
          }
        }
      }
      Files.createDirectories(folder);
      Path file = null;
      Message.Kind kind = null;
      for (Message message : messages) {
        if (message.kind() != kind) {
          kind = message.kind();
          file =
              folder.resolve(
                  "%04d.%s".formatted(arguments.size(), kind == Message.Kind.HL7 ? "hl7" : "json"));
          arguments.add(file.toString());
        }
        byte[] bytes = kind == Message.Kind.HL7 ? Mllp.frame(message.body()) : line(message.body());
        Files.write(
            file,
            bytes,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> hashes = new TreeMap<>();
    Node.Output output = node.launcher(arguments.toArray(String[]::new));
    assertThat(output.exitCode()).as(output.text()).isIn(0, 1);
    for (String line : output.text().lines().filter(text -> text.startsWith("{")).toList()) {
      JsonNode list = exact(line);
      if (list.path("state").asText().equals("ready")) {
        hashes.put(
            list.path("setl_id").asText(), PlatformSimulator.contentHash(list.path("input")));
      }
    }
    return hashes;
  }

  private static byte[] line(byte[] json) {
    byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  private static JsonNode exact(String json) {
    try {
      return EXACT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the platform holds what it must, then looks at everything. */
  void awaitRight(DrillNode drill, Duration limit) {
    Map<String, String> offline = offline(drill.node());
    assertThat(offline.keySet()).containsAll(setlIds("accepted"));
    try {
      Node.await(limit, () -> wrong(drill, offline).isEmpty() && drill.isIdle());
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "%s: %s%n%s".formatted(e.getMessage(), wrong(drill, offline), drill.counts()), e);
    }
    for (ListRecord record : drill.simulator().records().values()) {
      assertThat(record.uploads())
          .as("the same content of %s in a row", record.setlId())
          .extracting(ListRecord.Upload::contentHash)
          .satisfies(
              hashes -> {
                for (int i = 1; i < hashes.size(); i++) {
                  assertThat(hashes.get(i)).isNotEqualTo(hashes.get(i - 1));
                }
              });
    }
  }

  /** What is not as it must be, for people; no content. */
  private List<String> wrong(DrillNode drill, Map<String, String> offline) {
    List<String> wrong = new ArrayList<>();
    Map<String, String> states = new TreeMap<>();
    for (JsonNode list : drill.json("/api/lists")) {
      states.put(list.path("setlId").asText(), list.path("state").asText());
    }
    for (End end : ends) {
      if (end.setlId().isEmpty()) {
        continue;
      }
      Optional<ListRecord> record = drill.simulator().record(end.setlId());
      ListState state = record.map(ListRecord::state).orElse(null);
      if (!end.ends().equals("accepted")) {
        if (state != null && state != ListState.NOT_SUBMITTED) {
          wrong.add(end + " is " + state);
        }
        continue;
      }
      if (state != ListState.SUBMITTED) {
        wrong.add(end + " is " + state);
        continue;
      }
      if (!states.getOrDefault(end.setlId(), "").equals("submitted")) {
        wrong.add(end + " is shown as " + states.get(end.setlId()));
      }
      JsonNode content = record.get().content();
      if (!record.get().contentHash().equals(offline.get(end.setlId()))) {
        wrong.add(end + " has other content than assemble makes");
      }
      JsonNode info = content.path("setlinfo");
      // the contact is named after the patient, so this shows that the patient's charset was read
      String contact = day.stay(end.visit()).patient().name().substring(0, 1) + "测试联系人";
      if (!info.path("coner_name").asText().equals(contact)) {
        wrong.add(end + " has another coner_name");
      }
      String telephone = lastTelephone.get(end.visit());
      if (telephone != null && !info.path("coner_tel").asText().equals(telephone)) {
        wrong.add(end + " lacks the last correction");
      }
    }
    return wrong;
  }

  private Set<String> setlIds(String how) {
    return ends.stream()
        .filter(end -> end.ends().equals(how))
        .map(End::setlId)
        .collect(Collectors.toSet());
  }

  /** Whether the platform holds a list as submitted. */
  static boolean isSubmitted(DrillNode drill, String setlId) {
    return drill
        .simulator()
        .record(setlId)
        .map(record -> record.state() == ListState.SUBMITTED)
        .orElse(false);
  }

  /**
   * How often each control id stands in the inbox of a node that was stopped.
   *
   * @param ids those looked for
   */
  static Map<String, Integer> inbox(Node node, Set<String> ids) {
    String url =
        "jdbc:h2:file:"
            + node.home().resolve("data/db/duima")
            + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    Map<String, Integer> found = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url, "duima", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT control_id FROM inbox")) {
      while (rows.next()) {
        String id = rows.getString(1);
        if (ids.contains(id)) {
          found.merge(id, 1, Integer::sum);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
