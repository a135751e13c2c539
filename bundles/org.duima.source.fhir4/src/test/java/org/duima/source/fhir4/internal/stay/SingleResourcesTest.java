package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder;
import org.duima.encounter.internal.EventFolder;
import org.junit.jupiter.api.Test;

/** Patient, Coverage and Encounter, each posted alone. */
class SingleResourcesTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  private static final String PATIENT =
      """
      {"resourceType":"Patient","id":"7","meta":{"lastUpdated":"2026-03-01T07:00:00+08:00"},
       "identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"MR7"},
        {"type":{"coding":[{"code":"NI"}]},"value":"110101199001010010"},
        {"system":"urn:nhsa:psn-no","value":"11000000000000000001"}],
       "name":[{"use":"official","text":"张三"}],"gender":"male","birthDate":"1990-01-01",
       "address":[{"use":"home","text":"北街1号"}]}
      """;
  private static final String COVERAGE =
      """
      {"resourceType":"Coverage","id":"c7","meta":{"lastUpdated":"2026-03-01T07:10:00+08:00"},
       "status":"active","beneficiary":{"reference":"Patient/7"},"subscriberId":"HI-7",
       "payor":[{"identifier":{"system":"urn:nhsa:insuplc","value":"110101"}}],
       "type":{"coding":[{"system":"urn:nhsa:insutype","code":"310"}]}}
      """;
  private static final String ENCOUNTER =
      """
      {"resourceType":"Encounter","id":"9","meta":{"lastUpdated":"2026-03-01T08:10:00+08:00"},
       "identifier":[{"type":{"coding":[{"code":"VN"}]},"value":"ZY9"}],"status":"in-progress",
       "class":{"code":"IMP"},"subject":{"reference":"Patient/7"},
       "period":{"start":"2026-03-01T08:00:00+08:00"}}
      """;

  private static Stay stay(List<String> resources) {
    List<EncounterEvent> events = new ArrayList<>();
    long arrival = 0;
    for (String resource : resources) {
      arrival++;
      RawMessage message =
          new RawMessage(
              FhirAdapter.FORMAT,
              "EMR",
              "M" + arrival,
              "FHIR",
              "",
              resource.getBytes(StandardCharsets.UTF_8),
              Fixture.NOON);
      events.addAll(FIXTURE.adapter.parse(message, arrival).events());
    }
    EventFolder folder = new EventFolder();
    StayFolder.Grouped grouped = folder.group(events);
    assertThat(grouped.stays()).hasSize(1);
    assertThat(grouped.unassigned()).noneMatch(EncounterEvent.Stated.class::isInstance);
    return folder.fold(grouped.stays().get(0));
  }

  private static Map<String, String> facts(List<String> resources) {
    Map<String, String> facts = new TreeMap<>();
    stay(resources).facts().forEach((name, fact) -> facts.put(name, fact.value()));
    return facts;
  }

  @Test
  void giveTheStayTheFactsInTheOrderOfARegistration() {
    assertThat(facts(List.of(PATIENT, COVERAGE, ENCOUNTER)))
        .containsEntry("psn_name", "张三")
        .containsEntry("gend", "1")
        .containsEntry("brdy", "1990-01-01")
        .containsEntry("certno", "110101199001010010")
        .containsEntry("curr_addr", "北街1号")
        .containsEntry("medcasno", "MR7")
        .containsEntry("psn_no", "11000000000000000001")
        .containsEntry("hi_no", "HI-7")
        .containsEntry("insuplc", "110101")
        .containsEntry("insutype", "310")
        .containsEntry("payer", "310")
        .containsEntry("adm_time", "2026-03-01 08:00:00");
  }

  @Test
  void giveTheSameFactsInEveryOrderAndAsOneBundle() {
    Map<String, String> expected = facts(List.of(PATIENT, COVERAGE, ENCOUNTER));
    for (List<String> order :
        List.of(
            List.of(PATIENT, ENCOUNTER, COVERAGE),
            List.of(COVERAGE, PATIENT, ENCOUNTER),
            List.of(COVERAGE, ENCOUNTER, PATIENT),
            List.of(ENCOUNTER, PATIENT, COVERAGE),
            List.of(ENCOUNTER, COVERAGE, PATIENT))) {
      assertThat(facts(order)).isEqualTo(expected);
    }
    String bundle =
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
            + String.join("},{\"resource\":", List.of(PATIENT, COVERAGE, ENCOUNTER))
            + "}]}";
    assertThat(facts(List.of(bundle))).isEqualTo(expected);
  }

  @Test
  void areNotDoubledWhenTheyAreSentAgain() {
    assertThat(facts(List.of(PATIENT, PATIENT, COVERAGE, ENCOUNTER, PATIENT, COVERAGE)))
        .isEqualTo(facts(List.of(PATIENT, COVERAGE, ENCOUNTER)));
  }
}
