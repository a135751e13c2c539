package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Finding;
import org.duima.api.alert.OrderDoor.Asked;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.alert.OrderRequest;
import org.duima.api.encounter.OrderLine;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Site;

/** The door of a site with two institutions, and what comes through it as text. */
final class Fixture {
  static final Instant NOON = Instant.parse("2026-03-15T04:00:00Z");
  static final Site SITE =
      Site.of(
          Map.of(
              "institution.H11010500001.name", "测试人民医院",
              "institution.H11010500002.name", "测试第二医院",
              "edition.diagnosis", "clinical-2.0"));
  static final Dictionaries FREQUENCIES = new ShippedFrequencies();
  static final CdsHooksDoor DOOR = new CdsHooksDoor(() -> SITE, () -> FREQUENCIES);
  static final Path GOLDEN = Path.of("src/test/resources/golden");

  private Fixture() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String golden(String name) {
    try {
      return Files.readString(GOLDEN.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Question question(String service, String body) {
    Asked asked = DOOR.read(service, bytes(body), NOON);
    assertThat(asked).isInstanceOf(Question.class);
    return (Question) asked;
  }

  static Refused refused(String service, String body) {
    Asked asked = DOOR.read(service, bytes(body), NOON);
    assertThat(asked).isInstanceOf(Refused.class);
    return (Refused) asked;
  }

  /** A request of one hook that says no more than it must. */
  static String minimal(String hook, String entries) {
    String orders = hook.equals("medication-prescribe") ? "medications" : "draftOrders";
    return """
        {"hook":"%s","hookInstance":"6b1f2a3c-1111-2222-3333-444455556666",
         "context":{"userId":"Practitioner/1","patientId":"P1","selections":[],
          "%s":{"resourceType":"Bundle","entry":[%s]}}}
        """
        .formatted(hook, orders, entries);
  }

  static String listing(Question question) {
    StringBuilder text = new StringBuilder();
    OrderRequest request = question.request();
    line(text, request.id() + " " + request.door() + " " + request.scene() + " " + request.at());
    line(
        text,
        "institution=%s department=%s orderer=%s selected=%s"
            .formatted(
                request.institution(),
                request.department(),
                request.orderer(),
                request.selected().stream().sorted().toList()));
    request.keys().forEach(key -> line(text, "key " + key));
    new TreeMap<>(request.stated().facts())
        .forEach(
            (name, fact) ->
                line(text, "fact " + name + "=" + fact.value() + " @" + fact.origin().path()));
    request
        .stated()
        .diagnoses()
        .forEach(
            one ->
                line(
                    text,
                    "diagnosis %s %s %s %s @%s"
                        .formatted(
                            one.role(), one.code(), one.name(), one.rank(), one.origin().path())));
    request
        .stated()
        .procedures()
        .forEach(
            one ->
                line(
                    text,
                    "procedure %s %s %s–%s @%s"
                        .formatted(
                            one.code(), one.name(), one.begin(), one.end(), one.origin().path())));
    line(text, "allergies " + request.stated().allergies());
    lines(text, "line", request.lines());
    lines(text, "earlier", request.earlier());
    for (Finding finding : question.findings()) {
      line(text, "finding %s %s %s".formatted(finding.rule(), finding.path(), finding.text()));
    }
    return text.toString();
  }

  private static void lines(StringBuilder text, String word, List<OrderLine> lines) {
    for (OrderLine one : lines) {
      line(text, word + " " + one.id() + " @" + one.origin().path());
      line(
          text,
          "  %s %s %s | local %s %s | rx=%s group=%s"
              .formatted(
                  one.kind(),
                  one.item().value(),
                  one.itemName(),
                  one.localCode(),
                  one.localName(),
                  one.prescription(),
                  one.group()));
      line(text, "  " + one.supply());
      line(text, "  " + one.dosage());
      line(
          text,
          "  %s–%s dept=%s by=%s title=%s marks=%s first-line=%s"
              .formatted(
                  one.begin(),
                  one.end(),
                  one.department(),
                  one.orderer(),
                  one.ordererTitle(),
                  one.marks(),
                  one.firstLineUsed()));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
