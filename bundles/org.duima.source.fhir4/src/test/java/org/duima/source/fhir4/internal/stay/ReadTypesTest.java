package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent;
import org.duima.source.fhir4.internal.ReadTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken in is what is read. */
class ReadTypesTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  private static final List<String> BUNDLE =
      List.of(
          "{'resourceType':'MessageHeader','id':'h','eventUri':'urn:x','source':{'endpoint':'urn:y'},"
              + "'sender':{'identifier':{'system':'urn:nhsa:fixmedins-code','value':"
              + "'H11010500002'}}}",
          "{'resourceType':'Encounter','id':'1','status':'in-progress','class':{'code':'IMP'},"
              + "'identifier':[{'type':{'coding':[{'code':'VN'}]},'value':'V1'}],"
              + "'subject':{'reference':'Patient/7'},"
              + "'period':{'start':'2026-03-01T08:00:00+08:00'},"
              + "'location':[{'location':{'reference':'Location/l'}}],"
              + "'participant':[{'type':[{'coding':[{'code':'ATND'}]}],"
              + "'individual':{'reference':'PractitionerRole/r'}}]}",
          "{'resourceType':'MedicationRequest','id':'m','status':'active','intent':'order',"
              + "'encounter':{'reference':'Encounter/1'},'subject':{'reference':'Patient/7'},"
              + "'medicationReference':{'reference':'Medication/d'}}",
          "{'resourceType':'Location','id':'l','managingOrganization':{'reference':"
              + "'Organization/o'}}",
          "{'resourceType':'Organization','id':'o','name':'心内科'}",
          "{'resourceType':'PractitionerRole','id':'r','practitioner':{'reference':"
              + "'Practitioner/p'}}",
          "{'resourceType':'Practitioner','id':'p','identifier':[{'system':'urn:nhsa:practitioner',"
              + "'value':'D110105000001'}]}",
          "{'resourceType':'Medication','id':'d','code':{'coding':[{'system':'urn:nhsa:drug',"
              + "'code':'XA02BCA211A001010100001'}]}}");

  private static Parsed parse(List<String> resources) {
    List<String> entries = resources.stream().map(one -> "{'resource':" + one + "}").toList();
    return FIXTURE.parse(
        ("{'resourceType':'Bundle','type':'message','entry':[" + String.join(",", entries) + "]}")
            .replace('\'', '"'));
  }

  @Test
  void areThoseOfTheShippedTable() throws IOException {
    Set<String> types = new TreeSet<>();
    for (String line :
        Files.readAllLines(Fixture.repository().resolve("mappings/sources/fhir-r4.csv"))) {
      if (!line.startsWith("#") && !line.startsWith("resource,")) {
        types.addAll(List.of(line.substring(0, line.indexOf(',')).split("\\|")));
      }
    }
    types.remove("*");
    assertThat(types.remove(ReadTypes.MESSAGE_HEADER)).isTrue();
    assertThat(ReadTypes.OF_STAYS).isEqualTo(types);
  }

  static Stream<String> named() {
    return ReadTypes.NAMED_BY_OTHERS.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("named")
  void thatOthersNameChangeWhatIsRead(String type) {
    List<String> without = new ArrayList<>(BUNDLE);
    assertThat(without.removeIf(one -> one.contains("'resourceType':'" + type + "'"))).isTrue();
    assertThat(parse(without).events()).isNotEqualTo(parse(BUNDLE).events());
  }

  @Test
  void ofAMessageTheHeaderSaysWhoseItIs() {
    Parsed parsed = parse(BUNDLE);
    assertThat(parsed.findings()).isEmpty();
    assertThat(parsed.events()).hasSizeGreaterThan(2);
    assertThat(parsed.events())
        .extracting(EncounterEvent::header)
        .extracting(header -> header.institution())
        .containsOnly("H11010500002");
  }

  @Test
  void areListedForWhoeverSendsThem() throws IOException {
    String page = Files.readString(Fixture.repository().resolve("docs/fhir-mapping.md"));
    List<String> rows = page.lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(ReadTypes.ALONE)
        .allSatisfy(
            type ->
                assertThat(rows)
                    .as(type)
                    .anyMatch(row -> row.split("\\|")[1].matches(".*\\b" + type + "\\b.*")));
  }
}
