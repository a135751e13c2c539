package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.StayFolder;
import org.duima.api.receive.Reading;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.settlement.Waiting;
import org.duima.cli.Composition;
import org.duima.cli.internal.Home;
import org.duima.demo.day.Message;

/** Makes settlement lists of messages as the offline command does, without a node. */
final class AssembledLists {
  static final Path REPOSITORY = Path.of(System.getProperty("duima.repository", "../.."));
  private static final Instant NOW = Instant.parse("2026-03-20T04:00:00Z");
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Composition composition;
  private final Map<Message.Kind, Composition.Source> sources = new EnumMap<>(Message.Kind.class);
  private final SettlementListMaker maker;

  /**
   * What became of messages.
   *
   * @param lists lists by visit number and setl_id
   * @param findings of reading them, by visit number
   * @param unassigned how many events belong to no stay
   */
  record Result(Map<String, Made> lists, Map<String, List<Finding>> findings, int unassigned) {}

  /**
   * A list without its provenance.
   *
   * @param state with the reason where it is not due
   * @param rules ids of the findings with their severity
   * @param fields every field of the payload by its path
   */
  record Made(
      String state, List<String> waitingFor, List<String> rules, Map<String, String> fields) {}

  /**
   * @param home a fresh directory, which gets the demo's settings and the shipped mappings
   */
  AssembledLists(Path home) {
    copy(REPOSITORY.resolve("mappings"), home.resolve("mappings"));
    copy(REPOSITORY.resolve("demo/home/etc"), home.resolve("etc"));
    composition = new Composition(new Home(home), zone -> Clock.fixed(NOW, zone));
    sources.put(Message.Kind.HL7, composition.hl7v2());
    sources.put(Message.Kind.TRANSACTION, composition.transactions());
    sources.put(Message.Kind.FHIR, composition.fhir());
    maker = composition.listMaker();
  }

  /** The lists of messages in the order of their arrival. */
  Result of(List<Message> messages) {
    List<EncounterEvent> events = new ArrayList<>();
    Map<String, List<Finding>> findings = new TreeMap<>();
    long arrival = 0;
    for (Message message : messages) {
      Parsed parsed = parsed(message.kind(), message.body(), ++arrival);
      events.addAll(parsed.events());
      findings
          .computeIfAbsent(message.visit(), visit -> new ArrayList<>())
          .addAll(parsed.findings());
    }
    StayFolder folder = composition.stayFolder();
    StayFolder.Grouped grouped = folder.group(events);
    Map<String, Made> lists = new TreeMap<>();
    for (List<EncounterEvent> stay : grouped.stays()) {
      String visit = visit(stay);
      for (ListDraft draft : maker.draft(folder.fold(stay), options(false))) {
        Made earlier = lists.put(visit + " " + draft.setlId(), made(draft));
        assertThat(earlier).as("two lists of " + visit + " " + draft.setlId()).isNull();
      }
    }
    return new Result(lists, findings, grouped.unassigned().size());
  }

  /** Reads and maps one body, which must hold one message. */
  private Parsed parsed(Message.Kind kind, byte[] body, long arrival) {
    Composition.Source source = sources.get(kind);
    Reading reading = source.reader().read(body, NOW);
    assertThat(reading.refusals()).isEmpty();
    assertThat(reading.messages()).hasSize(1);
    Parsed parsed = source.adapter().parse(reading.messages().get(0), arrival);
    List<Finding> findings = new ArrayList<>(reading.findings());
    findings.addAll(parsed.findings());
    return new Parsed(parsed.events(), findings);
  }

  /** What a FHIR body becomes, with lists of what is not settled yet. */
  record Previewed(List<Finding> findings, List<ListDraft> drafts) {}

  /** Previews of the lists of one FHIR body. */
  Previewed preview(byte[] body) {
    Parsed parsed = parsed(Message.Kind.FHIR, body, 1);
    StayFolder folder = composition.stayFolder();
    List<ListDraft> drafts = new ArrayList<>();
    for (List<EncounterEvent> stay : folder.group(parsed.events()).stays()) {
      drafts.addAll(maker.draft(folder.fold(stay), options(true)));
    }
    return new Previewed(parsed.findings(), drafts);
  }

  private SettlementListMaker.Options options(boolean preview) {
    return new SettlementListMaker.Options(
        "4101A",
        preview,
        LocalDateTime.now(composition.clock()),
        composition.site().quiet(),
        List.of());
  }

  private static String visit(List<EncounterEvent> stay) {
    return stay.stream()
        .flatMap(event -> event.header().keys().stream())
        .filter(key -> key.kind() == Key.Kind.VISIT)
        .map(Key::value)
        .sorted()
        .findFirst()
        .orElse("");
  }

  private static Made made(ListDraft draft) {
    Map<String, String> fields = new TreeMap<>();
    if (draft.input() != null) {
      try {
        flatten("", MAPPER.readTree(draft.input()), fields);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Made(
        (draft.state() + " " + draft.reason()).strip(),
        draft.waitingFor().stream().map(Waiting::what).sorted().toList(),
        draft.findings().stream()
            .map(finding -> finding.rule() + " " + finding.severity() + " " + finding.path())
            .sorted()
            .toList(),
        fields);
  }

  private static void flatten(String path, JsonNode node, Map<String, String> fields) {
    if (node.isObject()) {
      node.fields().forEachRemaining(f -> flatten(path + "/" + f.getKey(), f.getValue(), fields));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "/" + i, node.get(i), fields);
      }
    } else {
      fields.put(path, node.toString());
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
