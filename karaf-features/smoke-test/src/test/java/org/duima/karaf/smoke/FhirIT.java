package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FHIR comes in at the door of the assembled product. */
class FhirIT {
  private static final String JSON = "application/fhir+json";
  private static final String XML = "application/fhir+xml";
  private static final String NAME = "测试丁";

  private static String patient(String number) {
    return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:his\",\"value\":\""
        + number
        + "\"}],\"name\":[{\"text\":\""
        + NAME
        + "\"}]}";
  }

  private static String transaction(String id, String number) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"identifier\":{\"value\":\""
        + id
        + "\"},\"entry\":[{\"resource\":"
        + patient(number)
        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
  }

  private static String xml(String number) {
    return "<Patient xmlns=\"http://hl7.org/fhir\"><identifier><system value=\"urn:his\"/><value"
        + " value=\""
        + number
        + "\"/></identifier></Patient>";
  }

  @Test
  @Timeout(420)
  void whatWasAnsweredIsThereAfterAPowerCut() {
    try (DrillNode drill = DrillNode.fresh("fhir")) {
      Node node = drill.node();
      node.start();
      HttpResponse<String> metadata = node.get("/fhir/metadata?_format=xml");
      HttpResponse<String> first = node.postFhir("/fhir", transaction("T1", "F1"), JSON);
      HttpResponse<String> again = node.postFhir("/fhir", transaction("T1", "F1"), JSON);
      HttpResponse<String> inXml = node.postFhir("/fhir/Patient", xml("F2"), XML);
      HttpResponse<String> refused =
          node.postFhir("/fhir", "<!DOCTYPE x><Patient xmlns=\"http://hl7.org/fhir\"/>", XML);
      HttpResponse<String> last = node.postFhir("/fhir", transaction("T2", "F3"), JSON);
      node.kill();

      assertThat(metadata.statusCode()).isEqualTo(200);
      assertThat(metadata.body()).startsWith("<CapabilityStatement");
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(inXml.statusCode()).as(inXml.body()).isEqualTo(201);
      assertThat(inXml.headers().firstValue("Location").orElseThrow()).startsWith("/fhir/Patient/");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).startsWith("<OperationOutcome").contains("fhir.doctype");
      assertThat(last.statusCode()).as(last.body()).isEqualTo(200);

      node.start();
      assertThat(drill.stored()).isEqualTo(3);
      assertThat(node.postFhir("/fhir", transaction("T2", "F3"), JSON).body())
          .isEqualTo(last.body());
      assertThat(drill.stored()).isEqualTo(3);
      assertThat(node.log()).doesNotContain(NAME);
    }
  }

  @Test
  @Tag("full")
  @Timeout(300)
  void aHundredMegabytesAreRefusedAndRealBundlesAreTaken() throws IOException {
    DrillNode drill = DrillNode.shared();
    HttpResponse<String> large = drill.node().postFhir("/fhir", " ".repeat(100 << 20), JSON);

    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("OperationOutcome", "too-long");
    for (Path file : bundles()) {
      HttpResponse<String> answer = drill.node().postFhir("/fhir", Files.readString(file), JSON);
      assertThat(answer.statusCode()).as(file.getFileName().toString()).isEqualTo(200);
      assertThat(answer.body()).contains("transaction-response").doesNotContain("\"4");
    }
  }

  /** None where the shared data are absent. */
  private static List<Path> bundles() throws IOException {
    Path directory = DrillNode.REPOSITORY.resolve("../shared/data/fhir-r4");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
