package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  private static Parsed doctor(String reference, String fullUrl, String contained) {
    return FIXTURE.parse(
        ("{'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':"
                + "'http://emr.example.org/fhir/Encounter/1','resource':{'resourceType':'Encounter',"
                + "'id':'1','status':'in-progress','class':{'code':'IMP'},'subject':{'reference':"
                + "'Patient/7'},'period':{'start':'2026-03-01T08:00:00+08:00'},"
                + contained
                + "'participant':[{'type':[{'coding':[{'code':'ATND'}]}],'individual':"
                + reference
                + "}]}},{"
                + (fullUrl.isEmpty() ? "" : "'fullUrl':'" + fullUrl + "',")
                + "'resource':{'resourceType':'Practitioner','id':'d1','identifier':[{'system':"
                + "'urn:nhsa:practitioner','value':'D110105000001'}]}}]}")
            .replace('\'', '"'));
  }

  private static String code(Parsed parsed) {
    return parsed.events().stream()
        .filter(Stated.class::isInstance)
        .map(event -> ((Stated) event).facts())
        .flatMap(facts -> facts.entrySet().stream())
        .filter(fact -> fact.getKey().equals("chfpdr_code"))
        .map(fact -> fact.getValue().value())
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({
    "urn:uuid:0c1a0000-0000-4000-8000-000000000001,urn:uuid:0c1a0000-0000-4000-8000-000000000001",
    "Practitioner/d1,http://emr.example.org/fhir/Practitioner/d1",
    "Practitioner/d1,''",
    "Practitioner/d1/_history/4,''",
    "http://emr.example.org/fhir/Practitioner/d1,http://emr.example.org/fhir/Practitioner/d1",
    "Practitioner?identifier=urn:nhsa:practitioner|D110105000001,''",
  })
  void leadToAResourceOfTheBundle(String reference, String fullUrl) {
    Parsed parsed = doctor("{'reference':'" + reference + "'}", fullUrl, "");
    assertThat(code(parsed)).isEqualTo("D110105000001");
    assertThat(parsed.findings())
        .extracting(Finding::rule)
        .doesNotContain("fhir.unresolved-reference");
  }

  @Test
  void leadToAContainedResource() {
    Parsed parsed =
        doctor(
            "{'reference':'#in'}",
            "",
            "'contained':[{'resourceType':'Practitioner','id':'in','identifier':[{'system':"
                + "'urn:nhsa:practitioner','value':'D110105000002'}]}],");
    assertThat(code(parsed)).isEqualTo("D110105000002");
  }

  @Test
  void mayNameTheNumberInsteadOfTheResource() {
    Parsed parsed =
        doctor("{'identifier':{'system':'urn:nhsa:practitioner','value':'D110105000003'}}", "", "");
    assertThat(code(parsed)).isEqualTo("D110105000003");
    assertThat(parsed.findings()).isEmpty();
  }

  @Test
  void areAFindingWhereNothingIsThere() {
    Parsed parsed = doctor("{'reference':'Practitioner/elsewhere'}", "", "");
    assertThat(code(parsed)).isEmpty();
    assertThat(parsed.findings())
        .filteredOn(finding -> finding.rule().equals("fhir.unresolved-reference"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isError()).isFalse();
              assertThat(finding.path()).isEqualTo("Bundle.entry[0].resource.ofType(Encounter)");
              assertThat(finding.text().toString()).doesNotContain("elsewhere");
            });
    assertThat(parsed.events()).isNotEmpty();
  }

  @Test
  void doNotMixServersOfOneBundle() {
    Parsed parsed =
        doctor(
            "{'reference':'http://other.example.org/fhir/Practitioner/d1'}",
            "http://emr.example.org/fhir/Practitioner/d1",
            "");
    assertThat(code(parsed)).isEmpty();
  }

  @Test
  void acceptBothSpellingsOfOurExtensions() {
    for (String url : new String[] {"urn:duima:trt-type", "urn:duima:trt_type"}) {
      Parsed parsed =
          doctor("{'display':'李'}", "", "'extension':[{'url':'" + url + "','valueCode':'10'}],");
      Map<String, String> facts =
          parsed.events().stream()
              .filter(Stated.class::isInstance)
              .flatMap(event -> ((Stated) event).facts().entrySet().stream())
              .collect(Collectors.toMap(Map.Entry::getKey, fact -> fact.getValue().value()));
      assertThat(facts).containsEntry("trt_type", "10").containsEntry("chfpdr_name", "李");
    }
  }
}
