package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.spi.ReferringAdapter.Others;
import org.duima.source.fhir4.internal.intake.FhirReader;
import org.junit.jupiter.api.Test;

/** References that lead to resources of other messages. */
class EarlierResourcesTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  private static String practitioner(String id, String source, String code) {
    return ("{'resourceType':'Practitioner','id':'"
            + id
            + "','meta':{'source':'"
            + source
            + "'},'identifier':[{'system':'urn:nhsa:practitioner','value':'"
            + code
            + "'}]}")
        .replace('\'', '"');
  }

  private static String encounter(String doctor) {
    return ("{'resourceType':'Encounter','id':'1','status':'in-progress','class':{'code':'IMP'},"
            + "'subject':{'reference':'Patient/7'},'period':{'start':'2026-03-01T08:00:00+08:00'},"
            + "'participant':[{'type':[{'coding':[{'code':'ATND'}]}],'individual':"
            + doctor
            + "}]}")
        .replace('\'', '"');
  }

  private static String code(Parsed parsed) {
    return parsed.events().stream()
        .filter(Stated.class::isInstance)
        .flatMap(event -> ((Stated) event).facts().entrySet().stream())
        .filter(fact -> fact.getKey().equals("chfpdr_code"))
        .map(fact -> fact.getValue().value())
        .collect(Collectors.joining());
  }

  private static Parsed parse(String body, Others others) {
    return FIXTURE.adapter.parse(
        new RawMessage(
            FhirAdapter.FORMAT,
            "EMR",
            "M1",
            "Encounter",
            "",
            body.getBytes(StandardCharsets.UTF_8),
            Fixture.NOON),
        7,
        others);
  }

  @Test
  void nobodyIsAskedWhereNothingIsMissing() {
    Others unasked =
        (names, sender) -> {
          throw new AssertionError("asked for " + names);
        };

    assertThat(
            code(
                parse(
                    encounter("{'identifier':{'system':'urn:nhsa:practitioner','value':'D1'}}"),
                    unasked)))
        .isEqualTo("D1");
  }

  @Test
  void eachInstitutionMeansItsOwn() {
    String encounter = encounter("{'reference':'Practitioner/5'}");
    String ours = practitioner("5", "EMR", "D-OURS");
    String theirs = practitioner("5", "H11010500002", "D-THEIRS");

    assertThat(code(FIXTURE.parseAfter(List.of(ours, theirs), encounter, "EMR")))
        .isEqualTo("D-OURS");
    assertThat(code(FIXTURE.parseAfter(List.of(ours, theirs), encounter, "H11010500002")))
        .isEqualTo("D-THEIRS");
    Parsed alone = FIXTURE.parseAfter(List.of(theirs), encounter, "EMR");
    assertThat(code(alone)).isEmpty();
    assertThat(alone.findings())
        .extracting(Finding::rule)
        .containsOnlyOnce("fhir.unresolved-reference");
  }

  @Test
  void circlesEnd() {
    String around =
        "{'resourceType':'Location','id':'3','meta':{'source':'EMR'},'partOf':{'reference':"
            + "'Location/4'},'managingOrganization':{'reference':'Organization/9'}}";
    String back =
        "{'resourceType':'Location','id':'4','meta':{'source':'EMR'},'name':'一病区',"
            + "'physicalType':{'coding':[{'code':'wa'}]},'partOf':{'reference':'Location/3'}}";
    List<Set<String>> asked = new ArrayList<>();
    Others others = Fixture.others(List.of(around.replace('\'', '"'), back.replace('\'', '"')));
    String encounter =
        encounter("{'display':'李'}")
            .replace(
                "}]}", "}],\"location\":[{\"location\":" + "{\"reference\":\"Location/3\"}}]}");

    Parsed parsed =
        parse(
            encounter,
            (names, sender) -> {
              asked.add(names);
              return others.holding(names, sender);
            });

    assertThat(asked).containsExactly(Set.of("Location/3"), Set.of("Organization/9", "Location/4"));
    assertThat(Listing.of(parsed)).contains("一病区");
  }

  @Test
  void noMoreIsAskedForThanAMessageMayName() {
    String claim =
        ("{'resourceType':'Claim','status':'active','use':'claim','patient':{'reference':"
                + "'Patient/7'},'diagnosis':["
                + IntStream.rangeClosed(1, 300)
                    .mapToObj(
                        n ->
                            "{'sequence':"
                                + n
                                + ",'diagnosisReference':{'reference':'Condition/"
                                + n
                                + "'}}")
                    .collect(Collectors.joining(","))
                + "]}")
            .replace('\'', '"');
    List<String> asked = new ArrayList<>();

    parse(
        claim,
        (names, sender) -> {
          asked.addAll(names);
          return Map.of();
        });

    assertThat(asked).hasSize(Fetching.MOST_NAMES).doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatIsAwayIsNoFaultOfTheMessage() {
    Others away =
        (names, sender) -> {
          throw new StoreUnavailableException("away", null);
        };

    assertThatThrownBy(() -> parse(encounter("{'reference':'Practitioner/5'}"), away))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void aResourceIsKnownByItsIdAndByTheUrlOfItsEntry() {
    String bundle =
        ("{'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':'urn:uuid:0c1a',"
                + "'resource':{'resourceType':'Practitioner','id':'5'}},{'fullUrl':"
                + "'http://emr.example.org/fhir/Location/3','resource':{'resourceType':'Location','name':'a'}},"
                + "{'resource':{'resourceType':'Organization','name':'b'}},{'resource':{'resourceType':"
                + "'Observation','id':'9','status':'final','code':{'text':'x'}}}]}")
            .replace('\'', '"');

    RawMessage message =
        new FhirReader(1 << 20, "")
            .read(bundle.getBytes(StandardCharsets.UTF_8), Fixture.NOON)
            .messages()
            .get(0);

    assertThat(message.names())
        .containsExactlyInAnyOrder("Practitioner/5", "urn:uuid:0c1a", "Location/3");
  }
}
