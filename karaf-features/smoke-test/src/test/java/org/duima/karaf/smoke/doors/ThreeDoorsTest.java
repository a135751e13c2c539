package org.duima.karaf.smoke.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.api.Finding;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.Reaction;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.Key;
import org.duima.cli.Composition;
import org.duima.cli.internal.Home;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same order, asked about over CDS Hooks, HL7 v2 and the national interface, is judged the
 * same, and each family's answer says the same of it.
 */
class ThreeDoorsTest {
  private static final Logger LOG = LoggerFactory.getLogger(ThreeDoorsTest.class);
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final long SEED = Long.getLong("duima.seed", 20260401L);
  private static final int ORDERS = Integer.getInteger("duima.orders", 500);
  private static final int MANY_CLASSES = 45;
  private static final int MOST_SHOWN = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static Composition composition;
  private static OrderGenerator generator;
  private static OrderDoor cdsHooks;
  private static OrderDoor hl7;
  private static OrderDoor national;
  private static OrderAlerts alerts;
  private static final Map<String, PatientRecord> LEDGER = new HashMap<>();

  @BeforeAll
  static void opensTheDoors() throws IOException {
    Path home = folder.resolve("home");
    copy(REPOSITORY.resolve("mappings"), home.resolve("mappings"));
    write(
        home.resolve("etc/org.duima.site.cfg"),
        """
        institution.%s.name = 测试医院
        institution.%s.level = 2
        payer.310 = insured
        payer.390 = insured
        payer.510 = insured
        payer.410 = work-injury
        payer.self-pay = self-pay
        zone = Asia/Shanghai
        """
            .formatted(OrderGenerator.INSTITUTION, OrderGenerator.INSTITUTION));
    write(home.resolve("etc/org.duima.alert.cfg"), "cards = " + MOST_SHOWN + "\n");
    Clock clock = Clock.fixed(Instant.parse("2026-04-30T02:00:00Z"), java.time.ZoneOffset.UTC);
    GeneratedPoints points =
        new GeneratedPoints(
            new KnowledgeFiles(home.resolve("mappings"), clock).current().classes());
    write(home.resolve("mappings/knowledge/site/generated.csv"), points.table());
    KnowledgeFiles knowledge = new KnowledgeFiles(home.resolve("mappings"), clock);
    assertThat(knowledge.loadFindings().stream().filter(Finding::isError)).isEmpty();
    composition = new Composition(new Home(home), clock::withZone);
    generator = new OrderGenerator(SEED, knowledge.current(), points.items());
    cdsHooks = composition.cdsHooks();
    hl7 = composition.hl7Orders();
    national = composition.nationalOrders();
    EncounterReader reader = (keys, at, since) -> known(keys);
    alerts = composition.orderAlerts(reader);
  }

  /** Each family names the patient by other numbers; the ledger knows them all. */
  private static PatientRecord known(Collection<Key> keys) {
    return keys.stream()
        .map(key -> LEDGER.get(key.value()))
        .filter(record -> record != null)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the ledger has no patient " + keys));
  }

  /** An order with what a family made of it. */
  private record Judged(String family, Question question, AlertAnswer answer, byte[] written) {}

  @Test
  void anOrderIsJudgedTheSameWhicheverWayItIsAskedAbout() throws IOException {
    LOG.info("seed {} (-Dduima.seed), {} orders (-Dduima.orders)", SEED, ORDERS);
    List<String> wrong = new ArrayList<>();
    Set<String> fired = new TreeSet<>();
    Set<String> silences = new TreeSet<>();
    Map<Hl7Order.Type, Integer> messages = new HashMap<>();
    int hits = 0;
    int shown = 0;
    for (int number = 1; number <= ORDERS; number++) {
      GeneratedOrder order = generator.next(number);
      remember(order);
      List<Judged> judged = judge(order);
      List<String> expected = hits(judged.get(0).answer());
      for (Judged other : judged.subList(1, judged.size())) {
        if (!hits(other.answer()).equals(expected)) {
          wrong.add(difference(order, judged.get(0), other));
        }
      }
      for (Judged one : judged) {
        wrong.addAll(unsaid(order, one));
      }
      for (Alert alert : judged.get(0).answer().alerts()) {
        fired.add(alert.ruleClass().id());
        silences.add(alert.silence().map(Alert.Silence::id).orElse("shown"));
        hits++;
        shown += alert.isShown() ? 1 : 0;
      }
      messages.merge(Hl7Order.Type.of(order), 1, Integer::sum);
    }
    LOG.info(
        "{} hits, {} shown, of {} classes {}; {}; {}",
        hits,
        shown,
        fired.size(),
        fired,
        silences,
        messages);
    assertThat(String.join("\n", wrong)).as("seed %d", SEED).isEmpty();
    if (ORDERS >= 500) {
      assertThat(fired).hasSizeGreaterThan(MANY_CLASSES);
      assertThat(silences).contains("shown", "audience", "self-pay", "switched", "too-many");
      assertThat(messages).containsOnlyKeys(Hl7Order.Type.values());
    }
  }

  private static void remember(GeneratedOrder order) {
    LEDGER.clear();
    for (String number :
        List.of(
            order.person().patientNumber(),
            order.person().personNumber(),
            order.visit().visitNumber(),
            order.visit().platformNumber())) {
      LEDGER.put(number, order.ledger());
    }
  }

  private static List<Judged> judge(GeneratedOrder order) {
    return List.of(
        judge(order, cdsHooks, "duima-order-sign", CdsHooksOrder.of(order)),
        judge(order, hl7, "", Hl7Order.of(order)),
        judge(order, national, "3101", NationalOrder.of(order)));
  }

  private static Judged judge(GeneratedOrder order, OrderDoor door, String what, byte[] body) {
    Instant at = order.at().atZone(composition.site().zone()).toInstant();
    OrderDoor.Asked asked = door.read(what, body, at);
    if (!(asked instanceof Question question)) {
      throw new AssertionError(
          door.family() + " " + asked + "\n" + new String(body, StandardCharsets.UTF_8));
    }
    assertThat(question.findings()).as(door.family()).isEmpty();
    AlertAnswer answer = alerts.evaluate(question.request());
    assertThat(answer.missed()).isEmpty();
    return new Judged(door.family(), question, answer, door.answer(question, answer));
  }

  /** All that an answer says, in its order, but for ids and for where a fact was said. */
  private static List<String> hits(AlertAnswer answer) {
    List<String> hits = new ArrayList<>();
    for (Alert alert : answer.alerts()) {
      hits.add(
          "%s %s %s %s %s | %s | %s | %s %s | %s"
              .formatted(
                  alert.ruleClass().id(),
                  alert.points(),
                  alert.lineIds().stream().map(ThreeDoorsTest::lineId).toList(),
                  alert.reaction(),
                  alert.silence().map(Alert.Silence::id).orElse("shown"),
                  alert.text(),
                  alert.suggestion(),
                  alert.selfPayOffered(),
                  alert.amount().map(Object::toString).orElse("-"),
                  alert.facts().stream().map(fact -> fact.name() + "=" + fact.value()).toList()));
    }
    hits.add("cannot tell " + answer.cannotTell());
    return hits;
  }

  /** A resource names its type before its id. */
  private static String lineId(String id) {
    return id.substring(id.indexOf('/') + 1);
  }

  private static String difference(GeneratedOrder order, Judged one, Judged other) {
    List<String> left = new ArrayList<>(hits(one.answer()));
    List<String> right = new ArrayList<>(hits(other.answer()));
    List<String> both = new ArrayList<>(left);
    both.retainAll(right);
    left.removeAll(both);
    right.removeAll(both);
    return "order %d: %s alone says\n  %s\n%s alone says\n  %s\n%s"
        .formatted(
            order.number(),
            one.family(),
            String.join("\n  ", left),
            other.family(),
            String.join("\n  ", right),
            order);
  }

  // ---------------------------------------------------------------- answers as they are written

  private static List<String> unsaid(GeneratedOrder order, Judged judged) throws IOException {
    List<String> expected =
        judged.answer().shown().stream()
            .map(alert -> said(judged.family(), order, alert))
            .sorted()
            .toList();
    List<String> written =
        switch (judged.family()) {
          case "cds-hooks" -> cards(judged.written());
          case "hl7v2" -> warnings(order, judged.written());
          default -> results(judged.written());
        };
    return expected.equals(written)
        ? List.of()
        : List.of(
            "order %d: the answer of %s says\n  %s\nand should say\n  %s"
                .formatted(order.number(), judged.family(), written, expected));
  }

  private static String said(String family, GeneratedOrder order, Alert alert) {
    String code =
        alert.ruleClass().gzCode().isEmpty() ? alert.ruleClass().id() : alert.ruleClass().gzCode();
    Reaction reaction = alert.reaction();
    return switch (family) {
      case "cds-hooks" ->
          alert.id() + " " + code + " " + (reaction == Reaction.HINT ? "info" : "warning");
      case "hl7v2" ->
          alert.id()
              + " "
              + alert.ruleClass().id()
              + (Hl7Order.Type.of(order).hasWarnings()
                  ? " " + (reaction == Reaction.HINT ? "I" : "W")
                  : "");
      default -> alert.id() + " " + code + " " + reaction.severityDegree();
    };
  }

  private static List<String> cards(byte[] written) throws IOException {
    List<String> cards = new ArrayList<>();
    for (JsonNode card : JSON.readTree(written).path("cards")) {
      cards.add(
          card.path("uuid").asText()
              + " "
              + card.path("source").path("topic").path("code").asText()
              + " "
              + card.path("indicator").asText());
    }
    return cards.stream().sorted().toList();
  }

  /** What NTE and, where the version has it, ERR say of each alert. */
  private static List<String> warnings(GeneratedOrder order, byte[] written) {
    String answer = new String(written, StandardCharsets.UTF_8);
    assertThat(answer).contains("\rMSA|AA|D" + order.number());
    List<String> notes = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (String segment : answer.split("\r")) {
      String[] fields = segment.split("\\|", -1);
      if (fields[0].equals("NTE") && fields[4].endsWith("^DUIMA-ALERT")) {
        String[] kind = fields[4].split("\\^", -1);
        notes.add(kind[3] + " " + kind[4]);
      } else if (fields[0].equals("ERR")) {
        String[] code = fields[5].split("\\^", -1);
        errors.add(code[3] + " " + code[0] + " " + fields[4]);
      }
    }
    if (!Hl7Order.Type.of(order).hasWarnings()) {
      assertThat(errors).isEmpty();
      return notes.stream().sorted().toList();
    }
    assertThat(notes)
        .containsExactlyElementsOf(
            errors.stream().map(error -> error.substring(0, error.lastIndexOf(' '))).toList());
    return errors.stream().sorted().toList();
  }

  private static List<String> results(byte[] written) throws IOException {
    List<String> results = new ArrayList<>();
    for (JsonNode result : JSON.readTree(written).path("output").path("result")) {
      results.add(
          result.path("jr_id").asText()
              + " "
              + result.path("rule_id").asText()
              + " "
              + result.path("sev_deg").asText());
    }
    return results.stream().sorted().toList();
  }

  // ---------------------------------------------------------------- files

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file :
          walk.filter(Files::isRegularFile)
              .filter(f -> !f.toString().contains("/target/"))
              .toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
