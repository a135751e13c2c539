package org.duima.source.fhir4.internal.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.Finding;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FhirBodyTest {
  private static final String SECRET = "张三丰";

  private static FhirBody.Read read(String body) {
    return FhirBody.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> said(FhirBody.Read read) {
    return read.findings().stream().map(one -> one.rule() + " " + one.path()).toList();
  }

  @Test
  void readsAResourceAsJsonAndAsXml() {
    FhirBody.Read json = read("\uFEFF {\"resourceType\":\"Patient\",\"birthDate\":\"1950-01-02\"}");
    FhirBody.Read xml =
        read(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<Patient"
                + " xmlns=\"http://hl7.org/fhir\"><birthDate value=\"1950-01-02\"/></Patient>");

    assertThat(json.findings()).isEmpty();
    assertThat(xml.findings()).isEmpty();
    assertThat(((Patient) json.resource().get()).getBirthDateElement().asStringValue())
        .isEqualTo("1950-01-02");
    assertThat(json.resource().get().equalsDeep(xml.resource().get())).isTrue();
  }

  @Test
  void readsABundleWhoseTypeComesLast() {
    FhirBody.Read read =
        read(
            "{\"entry\":[{\"resource\":{\"id\":\"c\",\"resourceType\":\"Condition\"},\"fullUrl\":\"urn:uuid:1\"},"
                + "{\"fullUrl\":\"urn:uuid:2\",\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"text\":\""
                + SECRET
                + "\"}]}}],\"type\":\"collection\",\"resourceType\":\"Bundle\"}");

    assertThat(read.findings()).isEmpty();
    Bundle bundle = (Bundle) read.resource().get();
    assertThat(bundle.getEntry().get(0).getResource()).isInstanceOf(Condition.class);
    assertThat(bundle.getEntry().get(0).getFullUrl()).isEqualTo("urn:uuid:1");
    assertThat(((Patient) bundle.getEntry().get(1).getResource()).getNameFirstRep().getText())
        .isEqualTo(SECRET);
  }

  @Test
  void readsXmlWithPrefixesDeclaredAnywhere() {
    FhirBody.Read read =
        read(
            "<f:Bundle xmlns:f=\"http://hl7.org/fhir\">\r\n<f:type value=\"collection\"/>"
                + "<f:entry><f:resource><f:Patient><f:name><f:text value=\"𠮷"
                + SECRET
                + "\"/></f:name></f:Patient></f:resource></f:entry>"
                + "<f:entry><f:resource><Condition xmlns=\"http://hl7.org/fhir\"><id value=\"c\"/>"
                + "<text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\">x<br/></div></text>"
                + "</Condition></f:resource></f:entry></f:Bundle>");

    assertThat(said(read)).isEmpty();
    Bundle bundle = (Bundle) read.resource().get();
    assertThat(((Patient) bundle.getEntry().get(0).getResource()).getNameFirstRep().getText())
        .isEqualTo("𠮷" + SECRET);
    assertThat(bundle.getEntry().get(1).getResource().getIdElement().getIdPart()).isEqualTo("c");
  }

  @Test
  void namesWhatIsWrongAndNeverItsValue() {
    FhirBody.Read read =
        read(
            "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"http://example.org/"
                + SECRET
                + "\"]},\"birthDate\":\"1950-01\",\"gender\":\""
                + SECRET
                + "\",\"nickname\":\""
                + SECRET
                + "\",\"active\":[\"true\"]}");

    assertThat(said(read))
        .contains(
            "fhir.profile Patient.meta.profile[0]",
            "fhir.partial-date Patient.birthDate",
            "fhir.value Patient.gender",
            "fhir.element Patient.nickname");
    assertThat(read.resource()).isPresent();
    assertThat(read.findings().toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\",\"gender\":\"male\",\"gender\":\"female\"}"
            + "|fhir.duplicate-key Patient.gender",
        "{\"resourceType\":\"Patient\",\"x\":1e999999}|fhir.number Patient.x",
        "{\"resourceType\":\"Nonsense\"}|fhir.resource-type ",
        "{}|fhir.resource-type ",
        "[]|fhir.json 1:1",
        "{\"resourceType\":\"Patient\"} x|fhir.json 1:29",
        "{\"resourceType\":\"Patient\"|fhir.json 1:26",
        " |fhir.empty ",
        "<Patient/>|fhir.namespace ",
        "<Patient xmlns=\"http://hl7.org/fhir\">|fhir.xml 1:38",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"b\">]><Patient"
            + " xmlns=\"http://hl7.org/fhir\"/>|fhir.doctype 2:14",
        "<?xml version=\"1.0\" encoding=\"GB18030\"?><Patient"
            + " xmlns=\"http://hl7.org/fhir\"/>|fhir.charset ",
        "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"male\"/><gender"
            + " value=\"female\"/></Patient>|fhir.repeated Patient.gender",
        "{\"resourceType\":\"Bundle\",\"entry\":[]}|fhir.no-bundle-type Bundle.type",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}|fhir.bundle-type Bundle.type",
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\"}}]}"
            + "|fhir.entry-request Bundle.entry[0].request",
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":{\"resourceType\":\"MedicationOrder\"}}]}"
            + "|fhir.resource-type Bundle.entry[0].resource",
        "{\"resourceType\":\"Bundle\",\"type\":\"message\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\"}}]}"
            + "|fhir.message-header Bundle.entry[0].resource",
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":{\"resource\":{\"resourceType\":\"Patient\"}}}"
            + "|fhir.entries Bundle.entry",
      })
  void takesNothingOf(String bodyAndFinding) {
    int bar = bodyAndFinding.lastIndexOf('|');
    FhirBody.Read read = read(bodyAndFinding.substring(0, bar));

    assertThat(read.resource()).isEmpty();
    assertThat(read.findings().stream().filter(Finding::isError))
        .extracting(one -> one.rule() + " " + one.path())
        .containsExactly(bodyAndFinding.substring(bar + 1));
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    FhirBody.Read read =
        FhirBody.read("{\"resourceType\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(said(read)).containsExactly("fhir.charset ");
  }

  @Test
  void refusesWhatNestsTooDeep() {
    String json = "{\"resourceType\":\"Patient\",\"a\":" + "[".repeat(500_000);
    String xml = "<Patient xmlns=\"http://hl7.org/fhir\">" + "<a>".repeat(200_000);

    assertThat(said(read(json))).containsExactly("fhir.too-deep ");
    assertThat(said(read(xml))).containsExactly("fhir.too-deep ");
  }

  @Test
  void aNarrativeOfAnyDepthDoesNoHarm() {
    String div = "<div>".repeat(100_000) + "</div>".repeat(100_000);
    FhirBody.Read read =
        read(
            "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\""
                + div
                + "\"}}");

    assertThat(said(read)).isEmpty();
  }

  @Test
  void resourcesThatContainAndNameEachOtherInACircleAreRead() {
    FhirBody.Read read =
        read(
            "{\"resourceType\":\"Organization\",\"id\":\"o\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"a\",\"partOf\":{\"reference\":\"#b\"}},"
                + "{\"resourceType\":\"Organization\",\"id\":\"b\",\"partOf\":{\"reference\":\"#a\"}}],\"partOf\":{\"reference\":\"#a\"}}");

    assertThat(said(read)).isEmpty();
    assertThat(read.resource()).isPresent();
  }

  @Test
  void aRefusedEntryOfABatchCostsOnlyItself() {
    String request = "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}";
    FhirBody.Read read =
        read(
            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                + "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"a\"},"
                + request
                + "},{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"b\",\"id\":\"c\"},"
                + request
                + "},{\"resource\":{\"resourceType\":\"MedicationOrder\"},"
                + request
                + "},{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/1\"}},"
                + "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"d\"},\"request\":{\"method\":\"PUT\",\"url\":\"Patient/d\"}},"
                + "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"e\"},\"request\":{\"method\":\"PUT\",\"url\":\"Patient/x\"}}]}");

    assertThat(said(read))
        .containsExactlyInAnyOrder(
            "fhir.duplicate-key Bundle.entry[1].resource.id",
            "fhir.resource-type Bundle.entry[2].resource",
            "fhir.method Bundle.entry[3].request.method",
            "fhir.url Bundle.entry[5].request.url");
    assertThat(((Bundle) read.resource().get()).getEntry())
        .extracting(entry -> entry.hasResource())
        .containsExactly(true, false, false, false, true, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"synthea-1.json", "synthea-2.json"})
  void takesWhatSyntheaMakes(String name) throws Exception {
    Path file = Path.of(System.getProperty("duima.data", "../../../shared/data"), "fhir-r4", name);
    assumeThat(file).exists();

    FhirBody.Read read = FhirBody.read(Files.readAllBytes(file));

    assertThat(read.findings()).extracting(Finding::rule).containsOnly("fhir.profile");
    assertThat(((Bundle) read.resource().get()).getEntry())
        .hasSizeGreaterThan(100)
        .allMatch(entry -> entry.hasResource());
  }
}
