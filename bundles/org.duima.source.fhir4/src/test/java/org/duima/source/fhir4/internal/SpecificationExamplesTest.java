package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderDoor.Asked;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.encounter.OrderLine;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The examples of the CDS Hooks specification, each answered by the book. */
class SpecificationExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("duima.data", "../../../shared/data"), "cds-hooks/spec-examples");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME =
      Pattern.compile("(.+)-[0-9]{3}-(context|request|cards|other)\\.json");

  /** The examples that do not name their hook, and what becomes of each. */
  private static String outcome(String service, byte[] body) throws IOException {
    Asked asked = Fixture.DOOR.read(service, body, Fixture.NOON);
    if (asked instanceof Refused refused) {
      JsonNode outcome = JSON.readTree(Fixture.DOOR.answer(refused));
      assertThat(outcome.path("issue").path(0).path("severity").asText()).isEqualTo("error");
      return refused.status() + " " + refused.reason().rule() + " " + refused.reason().path();
    }
    Question question = (Question) asked;
    JsonNode answer =
        JSON.readTree(
            Fixture.DOOR.answer(
                question, new AlertAnswer(question.request(), List.of(), 0, List.of(), List.of())));
    assertThat(answer.path("cards").isArray()).isTrue();
    return "200 "
        + question.request().lines().stream().map(OrderLine::id).toList()
        + " findings "
        + question.findings().stream().map(finding -> finding.rule()).distinct().toList();
  }

  private static byte[] envelope(String hook, JsonNode example) throws IOException {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("hook", hook);
    envelope.put("hookInstance", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea");
    envelope.set("context", example.has("context") ? example.get("context") : example);
    return JSON.writeValueAsBytes(envelope);
  }

  @Test
  void everyExampleIsAnsweredByTheBook() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(EXAMPLES), "no examples here");
    Map<String, String> outcomes = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(EXAMPLES)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      Matcher parts = NAME.matcher(name);
      assertThat(parts.matches()).as(name).isTrue();
      JsonNode example = JSON.readTree(file.toFile());
      String hook = parts.group(1);
      if (!parts.group(2).equals("context")) {
        // whole requests, and files that are no request at all
        outcomes.put(name, outcome("", JSON.writeValueAsBytes(example)));
        continue;
      }
      byte[] body = envelope(hook, example);
      String service =
          CdsService.ofHook(hook).map(CdsService::id).orElse(CdsService.ORDER_SIGN.id());
      outcomes.put(name, outcome(service, body));
      if (CdsService.ofHook(hook).isEmpty()) {
        assertThat(outcome("", body)).startsWith("400 cds.wrong-hook");
        assertThat(outcome("duima-" + hook, body)).startsWith("404");
      }
    }
    assertThat(outcomes).hasSize(31);
    String mr = "[MedicationRequest/smart-MedicationRequest-103]";
    String stu3 = "200 " + mr + " findings [cds.not-judged, cds.element]";
    String dstu2 = "200 [] findings [cds.not-judged]";
    String plain = "200 " + mr + " findings [cds.not-judged]";
    assertThat(outcomes)
        .containsEntry("order-select-008-context.json", plain)
        .containsEntry("order-select-009-context.json", stu3)
        .containsEntry("order-select-010-context.json", dstu2)
        .containsEntry("order-sign-027-context.json", stu3)
        .containsEntry("order-sign-028-context.json", plain)
        .containsEntry("order-sign-029-context.json", dstu2)
        .containsEntry(
            "medication-prescribe-030-context.json",
            "200 [MedicationRequest/smart-MedicationRequest-103,"
                + " MedicationRequest/smart-MedicationRequest-104] findings [cds.element]")
        .containsEntry("medication-prescribe-031-context.json", dstu2)
        // a request of the time when order-sign still had medications
        .containsEntry("examples-001-request.json", "400 cds.missing context.draftOrders")
        .containsEntry("examples-002-other.json", "400 cds.missing hook")
        .containsEntry(
            "examples-003-request.json", "200 [ServiceRequest/example-MRI-59879846] findings []")
        .containsEntry("examples-004-cards.json", "400 cds.missing hook");
    outcomes.forEach(
        (name, outcome) -> {
          if (!name.matches("(order-select|order-sign|medication-prescribe|examples)-.*")) {
            assertThat(outcome).as(name).isEqualTo("400 cds.wrong-hook hook");
          }
        });
  }
}
