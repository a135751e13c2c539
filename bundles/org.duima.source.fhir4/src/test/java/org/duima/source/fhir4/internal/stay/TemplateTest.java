package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.StayFolder;
import org.duima.encounter.internal.EventFolder;
import org.junit.jupiter.api.Test;

/** A sender fills in one template, so that the Bundles of all its patients use the same urns. */
class TemplateTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  private static final String TEMPLATE =
      """
      {"resourceType":"Bundle","type":"transaction","timestamp":"2026-03-01T08:10:00+08:00","entry":[
       {"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000001","resource":{"resourceType":"Patient",
         "identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"MR%1$s"}],
         "name":[{"text":"张%1$s"}]},"request":{"method":"POST","url":"Patient"}},
       {"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000002","resource":{"resourceType":"Encounter",
         "identifier":[{"type":{"coding":[{"code":"VN"}]},"value":"ZY%1$s"}],"status":"in-progress",
         "class":{"code":"IMP"},
         "subject":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000001"},
         "period":{"start":"2026-03-01T08:00:00+08:00"}},"request":{"method":"POST","url":"Encounter"}}]}
      """;

  @Test
  void bundlesWithEqualUrnsAreStaysOfTheirOwnPatients() {
    List<EncounterEvent> events = new ArrayList<>();
    for (int patient = 1; patient <= 3; patient++) {
      RawMessage message =
          new RawMessage(
              FhirAdapter.FORMAT,
              "EMR",
              "M" + patient,
              "FHIR",
              "",
              TEMPLATE.formatted(patient).getBytes(StandardCharsets.UTF_8),
              Fixture.NOON);
      events.addAll(FIXTURE.adapter.parse(message, patient).events());
    }
    EventFolder folder = new EventFolder();
    StayFolder.Grouped grouped = folder.group(events);
    assertThat(grouped.stays())
        .hasSize(3)
        .extracting(folder::fold)
        .allSatisfy(
            stay -> {
              String number = stay.key(Key.Kind.VISIT).orElseThrow().value().substring(2);
              assertThat(stay.keys())
                  .filteredOn(key -> key.kind() == Key.Kind.PATIENT)
                  .extracting(Key::value)
                  .containsExactly("MR" + number);
              assertThat(stay.fact("psn_name").orElseThrow().value()).isEqualTo("张" + number);
            });
  }
}
