package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.duima.api.Severity;
import org.duima.demo.day.Day;
import org.duima.demo.day.Form;
import org.duima.demo.day.Message;
import org.duima.demo.day.Stay;
import org.duima.karaf.smoke.AssembledLists.Made;
import org.duima.karaf.smoke.AssembledLists.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's day gives the same settlement lists whether its systems speak HL7 v2 or FHIR R4, or
 * some the one and some the other: every field, what is waited for, what the checks find.
 */
class FhirDayTest {
  private static final Path DAY = AssembledLists.REPOSITORY.resolve("demo/day");

  /** What cannot be equal, {@code VISIT SETL_ID FIELD} or a part of it, with the reason. */
  private static final Map<String, String> EXCUSED = Map.of();

  @TempDir static Path home;
  private static AssembledLists assembled;
  private static Day hl7;
  private static Day fhir;
  private static Result expected;

  @BeforeAll
  static void readsTheDay() {
    assembled = new AssembledLists(home);
    hl7 = Day.read(DAY, 0, Form.HL7);
    fhir = Day.read(DAY, 0, Form.FHIR);
    expected = assembled.of(stored(hl7.messages()));
  }

  @Test
  void givesTheSameListsInFhirAsInHl7() {
    assertThat(expected.lists()).hasSizeGreaterThan(90);
    assertSame(expected, assembled.of(stored(fhir.messages())));
  }

  @Test
  void findsNothingWrongWithTheResourcesOfTheDay() {
    Set<String> told =
        assembled.of(stored(fhir.messages())).findings().values().stream()
            .flatMap(List::stream)
            .filter(finding -> finding.rule().startsWith("fhir."))
            .map(
                finding ->
                    finding.severity() == Severity.INFO
                        ? finding.rule()
                        : finding.rule() + " " + finding.path())
            .collect(Collectors.toCollection(TreeSet::new));
    // a document, a report, an allergy: taken, and of no use for a list
    assertThat(told).containsExactly("fhir.not-used");
  }

  /** Nothing comes as a national transaction: front pages and settlements in the same form. */
  @Test
  void givesTheSameListsWhereEverythingIsFhir() {
    List<Stay> stays = hl7.visits().stream().map(hl7::stay).map(FhirDayTest::whole).toList();
    Result inHl7 = assembled.of(stored(Day.of(DAY, stays, Form.HL7).messages()));
    Result inFhir = assembled.of(stored(Day.of(DAY, stays, Form.FHIR).messages()));
    assertThat(inHl7.lists().values())
        .filteredOn(made -> made.state().equals("READY"))
        .hasSizeGreaterThan(70);
    assertSame(inHl7, inFhir);
  }

  @Test
  void givesTheSameListsWhereTheHisSpeaksHl7AndTheOthersFhir() {
    assertSame(expected, assembled.of(mixed(message -> message.sender().equals("HIS"))));
  }

  @Test
  void givesTheSameListsWhereTheHisSpeaksFhirAndTheOthersHl7() {
    assertSame(expected, assembled.of(mixed(message -> !message.sender().equals("HIS"))));
  }

  @Test
  void givesTheSameListsWhereMovementsAreHl7AndFrontPagesAndChargesFhir() {
    assertSame(expected, assembled.of(mixed(message -> message.name().startsWith("ADT"))));
  }

  @Test
  void givesTheSameListsWhereMovementsAreFhirAndFrontPagesAndChargesHl7() {
    assertSame(expected, assembled.of(mixed(message -> !message.name().startsWith("ADT"))));
  }

  @Test
  void isFhirToAStrictReader() {
    FhirContext context = FhirContext.forR4Cached();
    int read = 0;
    for (Message message : stored(fhir.messages())) {
      if (message.kind() != Message.Kind.FHIR) {
        continue;
      }
      IParser parser = message.body()[0] == '<' ? context.newXmlParser() : context.newJsonParser();
      parser.setParserErrorHandler(new StrictErrorHandler());
      assertThat(parser.parseResource(new ByteArrayInputStream(message.body())))
          .as(message.controlId())
          .isNotNull();
      read++;
    }
    assertThat(read).isGreaterThan(900);
  }

  private static List<Message> stored(List<Message> messages) {
    return messages.stream()
        .filter(Message::isStored)
        .filter(message -> message.order().isEmpty())
        .toList();
  }

  /** The day with some of its HL7 messages as they are and the others as FHIR. */
  private static List<Message> mixed(Predicate<Message> staysHl7) {
    List<Message> mixed = new ArrayList<>();
    for (int i = 0; i < hl7.messages().size(); i++) {
      Message message = hl7.messages().get(i);
      mixed.add(staysHl7.test(message) ? message : fhir.messages().get(i));
    }
    assertThat(stored(mixed).stream().map(Message::kind).collect(Collectors.toSet()))
        .contains(Message.Kind.HL7, Message.Kind.FHIR);
    return stored(mixed);
  }

  private static Stay whole(Stay stay) {
    return new Stay(
        stay.visit(),
        stay.title(),
        "hl7",
        stay.version(),
        stay.charset(),
        stay.patient(),
        stay.payer(),
        stay.insuplc(),
        stay.admit(),
        stay.moves(),
        stay.outpatient(),
        stay.working(),
        stay.labs(),
        stay.daily(),
        stay.charges(),
        stay.discharge(),
        stay.facts(),
        stay.coded(),
        stay.settle(),
        stay.also());
  }

  private static void assertSame(Result expected, Result actual) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(expected.lists().keySet());
    keys.addAll(actual.lists().keySet());
    for (String key : keys) {
      Made before = expected.lists().get(key);
      Made after = actual.lists().get(key);
      if (before == null || after == null) {
        differences.add(key + (before == null ? " is too many" : " is missing"));
        continue;
      }
      differ(differences, key + " state", before.state(), after.state());
      differ(differences, key + " waitingFor", before.waitingFor(), after.waitingFor());
      differ(differences, key + " findings", before.rules(), after.rules());
      Map<String, String> fields = new TreeMap<>(before.fields());
      fields.putAll(after.fields());
      for (String field : fields.keySet()) {
        differ(
            differences, key + " " + field, before.fields().get(field), after.fields().get(field));
      }
    }
    differ(differences, "unassigned", expected.unassigned(), actual.unassigned());
    differences.removeIf(difference -> EXCUSED.keySet().stream().anyMatch(difference::contains));
    assertThat(differences).isEmpty();
  }

  private static void differ(List<String> differences, String what, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      differences.add(what + ": " + before + " in HL7, " + after + " in FHIR");
    }
  }
}
