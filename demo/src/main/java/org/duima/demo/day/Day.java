package org.duima.demo.day;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A hospital's day: its stays, and all messages in the order they are sent. Immutable; reading the
 * same files gives the same bytes.
 */
public final class Day {
  private static final int HUGE_BYTES = 20_000_000;

  private final Map<String, Stay> stays;
  private final Map<String, List<String>> settlements;
  private final List<Message> messages;

  private Day(
      Map<String, Stay> stays, Map<String, List<String>> settlements, List<Message> messages) {
    this.stays = stays;
    this.settlements = settlements;
    this.messages = messages;
  }

  /**
   * Reads and renders a day.
   *
   * @param directory the folder of the files
   * @param kinds how many of the kinds are taken, in order of file name; 0 for all
   * @throws DayException where a file is wrong
   */
  public static Day read(Path directory, int kinds) {
    Hospital hospital = DayFiles.hospital(directory);
    Map<String, Stay> stays = new LinkedHashMap<>();
    Map<String, List<String>> settlements = new LinkedHashMap<>();
    List<Message> messages = new ArrayList<>();
    List<DayFiles.Kind> all = DayFiles.kinds(directory);
    for (DayFiles.Kind kind : kinds == 0 ? all : all.subList(0, Math.min(kinds, all.size()))) {
      for (Stay stay : kind.stays()) {
        try {
          Course course = Course.of(stay, hospital);
          messages.addAll(Schedule.of(course));
          stays.put(stay.visit(), stay);
          settlements.put(
              stay.visit(), course.settlements().stream().map(Course.Settled::id).toList());
        } catch (IllegalArgumentException e) {
          throw new DayException(
              directory.resolve(kind.name()), stay.visit() + ": " + e.getMessage(), e);
        }
      }
      for (Fault fault : kind.faults()) {
        messages.add(message(fault, directory.resolve(kind.name())));
      }
    }
    joinLanes(stays.values(), messages);
    // stable: messages of one stay that leave in the same minute keep their order
    messages.sort(Comparator.comparing(Message::at));
    return new Day(Map.copyOf(stays), Map.copyOf(settlements), List.copyOf(messages));
  }

  /** Patients that are merged on the way share a lane, so that what they send keeps its order. */
  private static void joinLanes(Collection<Stay> stays, List<Message> messages) {
    Map<String, String> lanes = new LinkedHashMap<>();
    for (Stay stay : stays) {
      stay.also().stream()
          .filter(extra -> extra.what().equals("merge"))
          .forEach(extra -> lanes.put(extra.with(), stay.visit()));
    }
    Map<String, String> laneOfVisit = new LinkedHashMap<>();
    for (Message message : messages) {
      if (lanes.containsKey(message.lane())) {
        laneOfVisit.put(message.visit(), lanes.get(message.lane()));
        laneOfVisit.put(lanes.get(message.lane()), lanes.get(message.lane()));
      }
    }
    messages.replaceAll(
        message ->
            laneOfVisit.containsKey(message.visit())
                ? message.inLane("merged-" + laneOfVisit.get(message.visit()))
                : message);
  }

  /** All messages in the order they are sent. */
  public List<Message> messages() {
    return messages;
  }

  /** How many messages there are when one that is sent again counts once, and faults do not. */
  public long distinctMessages() {
    return messages.stream()
        .filter(message -> message.kind() != Message.Kind.RAW)
        .map(Message::controlId)
        .distinct()
        .count();
  }

  /** Visit numbers of all stays, in order. */
  public List<String> visits() {
    return stays.keySet().stream().sorted().toList();
  }

  /** A stay by its visit number. */
  public Stay stay(String visit) {
    return stays.get(visit);
  }

  /** setl_id of the settlements of a stay, oldest first, refunded ones included. */
  public List<String> settlements(String visit) {
    return settlements.getOrDefault(visit, List.of());
  }

  /**
   * The diagnoses that the platform must see for a stay, as {@code diag_type code main condition}:
   * those of its last front page, in insurance codes, of which several may have become one.
   */
  public Set<String> judgedDiagnoses(String visit) {
    Stay.FrontPage page =
        stay(visit).coded().stream().max(Comparator.comparing(Stay.FrontPage::at)).orElseThrow();
    return judgedDiagnoses(page);
  }

  /** The insurance codes of the operations that the platform must see for a stay. */
  public Set<String> judgedOperations(String visit) {
    Set<String> judged = new LinkedHashSet<>();
    stay(visit).coded().stream()
        .max(Comparator.comparing(Stay.FrontPage::at))
        .ifPresent(page -> page.operations().forEach(o -> judged.add(o.code().becomes())));
    return judged;
  }

  static Set<String> judgedDiagnoses(Stay.FrontPage page) {
    boolean marked = page.diagnoses().stream().anyMatch(Coded::principal);
    Map<String, Boolean> main = new LinkedHashMap<>();
    Map<String, String> conditions = new LinkedHashMap<>();
    for (int i = 0; i < page.diagnoses().size(); i++) {
      Coded diagnosis = page.diagnoses().get(i);
      boolean principal = marked ? diagnosis.principal() : i == 0;
      main.merge(diagnosis.becomes(), principal, Boolean::logicalOr);
      // 有 before 无
      conditions.merge(
          diagnosis.becomes(), diagnosis.condition(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    Set<String> judged = new LinkedHashSet<>();
    main.forEach(
        (code, principal) ->
            judged.add("1 " + code + (principal ? " 1 " : " 0 ") + conditions.get(code)));
    if (page.disease() != null) {
      judged.add("2 " + page.disease().becomes() + " 1 " + page.disease().condition());
    }
    page.syndromes()
        .forEach(syndrome -> judged.add("3 " + syndrome.becomes() + " 0 " + syndrome.condition()));
    return judged;
  }

  private static Message message(Fault fault, Path file) {
    return switch (fault.what()) {
      case "garbage" -> raw(fault, garbage(), Set.of());
      case "truncated" -> raw(fault, truncated(), Set.of());
      case "angle-bracket" ->
          raw(fault, framed("<?xml version=\"1.0\"?><ClinicalDocument/>"), Set.of("AR"));
      case "huge" -> raw(fault, huge(fault.at()), Set.of("AR"));
      default -> throw new DayException(file, "do: " + fault.what());
    };
  }

  private static Message raw(Fault fault, byte[] body, Set<String> answers) {
    return new Message(
        "",
        "fault-" + fault.what(),
        "FAULT",
        Message.Kind.RAW,
        fault.what(),
        fault.at(),
        "",
        body,
        answers,
        "");
  }

  /** Bytes that belong to no frame. */
  private static byte[] garbage() {
    byte[] bytes = new byte[600];
    int state = 17;
    for (int i = 0; i < bytes.length; i++) {
      state = state * 1103515245 + 12345;
      byte next = (byte) (state >>> 16);
      // neither start nor end of a frame
      bytes[i] = next == 0x0b || next == 0x1c ? 0x55 : next;
    }
    return bytes;
  }

  /** A frame whose end never comes. */
  private static byte[] truncated() {
    return ("\u000bMSH|^~\\&|HIS|TESTHOSP|DUIMA|TESTHOSP|20260316120000||ADT^A08^ADT_A01|CUT1|P|2.5"
            + "\rEVN|A08|20260316120000\rPID|1||P999999^^^HIS")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] framed(String text) {
    return ("\u000b" + text + "\u001c\r").getBytes(StandardCharsets.UTF_8);
  }

  /** A message that no limit lets through. */
  private static byte[] huge(LocalDateTime at) {
    StringBuilder message = new StringBuilder(HUGE_BYTES + 1000);
    message.append(
        "MSH|^~\\&|PACS|TESTHOSP|DUIMA|TESTHOSP|20260316120000||ORU^R01^ORU_R01|HUGE1|P|2.5\r"
            + "PID|1||P999999^^^HIS^PI\rOBX|1|ED|IMG^影像^L||");
    String chunk = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0123456789abcdef".repeat(20);
    while (message.length() < HUGE_BYTES) {
      message.append(chunk);
    }
    return framed(message.append("||||||F\r").toString());
  }
}
