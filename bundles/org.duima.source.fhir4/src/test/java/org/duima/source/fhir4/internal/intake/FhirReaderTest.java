package org.duima.source.fhir4.internal.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.Reading;
import org.duima.api.receive.RestReader.Form;
import org.duima.api.receive.Verdict;
import org.duima.source.fhir4.internal.ReadTypes;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of files and queues, and what is common to all doors. */
class FhirReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATIENT =
      "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:his\",\"value\":\"P1\"}]}";
  private final FhirReader reader = new FhirReader(1_000, "1.2.3");

  private Reading read(String body) {
    return reader.read(body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
  }

  private JsonNode answer(Reading reading, Verdict... verdicts) throws IOException {
    return JSON.readTree(reader.answer(reading, List.of(verdicts)));
  }

  private static String entry(String resource) {
    return "{\"resource\":" + resource + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}";
  }

  private static String bundle(String type, String... entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\""
        + type
        + "\",\"entry\":["
        + String.join(",", entries)
        + "]}";
  }

  @Test
  void aFrameIsOneMessageWithTheBytesThatCame() throws Exception {
    String body = " " + bundle("transaction", entry(PATIENT)) + "\n";
    Reading reading = read(body);

    RawMessage message = reading.messages().get(0);
    assertThat(message.format()).isEqualTo("fhir-r4");
    assertThat(message.type()).isEqualTo("Bundle/transaction");
    assertThat(message.laneKey()).isEqualTo("|P1");
    assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(answer(reading, Verdict.accepted()).at("/entry/0/response/status").asText())
        .isEqualTo("201 Created");
  }

  @Test
  void aFrameThatIsNotStoredIsAnsweredWithTheReason() throws Exception {
    Reading reading = read(PATIENT);

    JsonNode later = answer(reading, Verdict.error(new Text("满", "full")));
    JsonNode never = answer(reading, Verdict.refused(new Text("不行", "no")));

    assertThat(later.at("/issue/0/code").asText()).isEqualTo("transient");
    assertThat(later.at("/issue/0/details/text").asText()).isEqualTo("满 / full");
    assertThat(never.at("/issue/0/code").asText()).isEqualTo("conflict");
    assertThatThrownBy(() -> reader.answer(reading, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFrameThatCannotBeReadIsRefusedWithItsReason() throws Exception {
    Reading reading = read("{\"resourceType\":\"Patient\",\"id\":\"1\",\"id\":\"2\"}");

    assertThat(reading.messages()).isEmpty();
    assertThat(reading.refusals()).extracting(Finding::path).containsExactly("Patient.id");
    assertThat(answer(reading).at("/issue/0/expression/0").asText()).isEqualTo("Patient.id");
  }

  @Test
  void aBatchOfWhichNothingIsTakenIsAnsweredEntryByEntry() throws Exception {
    Reading reading =
        read(bundle("batch", "{\"request\":{\"method\":\"GET\",\"url\":\"Patient\"}}"));

    assertThat(reading.messages()).isEmpty();
    assertThat(answer(reading).at("/entry/0/response/status").asText()).startsWith("405");
  }

  @Test
  void aFrameThatIsTooLargeIsRefusedUnread() {
    Reading reading = read(PATIENT + " ".repeat(1_000));

    assertThat(reading.refusals()).extracting(Finding::rule).containsExactly("fhir.too-large");
    assertThat(
            answerText(
                reader.refuse(new byte[0], Finding.error("x.too-large", "", "太大", "too large"))))
        .contains("太大 / too large");
  }

  private String answerText(Reading reading) {
    return new String(reader.answer(reading, List.of()), StandardCharsets.UTF_8);
  }

  @Test
  void aMessageWithoutAnIdIsKnownByItsContent() {
    String anonymous = "{\"resourceType\":\"Observation\",\"status\":\"final\"}";
    String other = "{\"resourceType\":\"Observation\",\"status\":\"amended\"}";

    assertThat(read(anonymous).messages().get(0).controlId())
        .isEqualTo(read(anonymous).messages().get(0).controlId())
        .isNotEqualTo(read(other).messages().get(0).controlId())
        .startsWith("Observation:");
  }

  @Test
  void ofSeveralPatientsTheFirstDecidesOnTheLane() {
    String second = PATIENT.replace("P1", "P2");

    assertThat(read(bundle("collection", entry(second), entry(PATIENT))).messages())
        .extracting(RawMessage::laneKey)
        .containsExactly("|P2");
  }

  @Test
  void theHeadOfAMessageNeverShowsANumberInItsControlId() {
    assertThat(read(PATIENT).messages().get(0).controlId()).doesNotContain("P1");
    assertThat(read("{\"resourceType\":\"Patient\",\"id\":\"4711\"}").messages().get(0).controlId())
        .doesNotContain("4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<?xml version=\"1.0\" encoding=\"GB18030\"?>",
        "<?xml version='1.0' encoding = 'utf-16' standalone='yes'?>",
        "\uFEFF<?xml version=\"1.0\" encoding=\"GBK\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0\"?>",
        ""
      })
  void textOfATransportIsReadWhateverEncodingItsXmlDeclares(String declaration) {
    String patient =
        "<Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"encoding='GBK' 测试\"/></name>"
            + "</Patient>";
    byte[] bytes = reader.bytes(declaration + patient);
    Reading reading = reader.read(bytes, Instant.EPOCH);

    assertThat(reading.refusals()).isEmpty();
    assertThat(reading.messages()).hasSize(1);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).endsWith(patient);
  }

  @Test
  void bytesThatDeclareAnotherEncodingAreRefused() {
    Charset other = Charset.forName("GB18030");
    byte[] bytes =
        "<?xml version=\"1.0\" encoding=\"GB18030\"?><Patient xmlns=\"http://hl7.org/fhir\"/>"
            .getBytes(other);

    assertThat(reader.read(bytes, Instant.EPOCH).refusals())
        .extracting(Finding::rule)
        .containsExactly("fhir.charset");
  }

  @Test
  void theCapabilityStatementNamesWhatIsTakenInBothForms() {
    for (Form form : Form.values()) {
      byte[] bytes = reader.capabilities(form, "http://127.0.0.1:8181/fhir");
      FhirBody.Read read = FhirBody.read(bytes);
      CapabilityStatement statement = (CapabilityStatement) read.resource().orElseThrow();

      assertThat(read.findings()).isEmpty();
      assertThat(statement.getSoftware().getVersion()).isEqualTo("1.2.3");
      assertThat(statement.getRestFirstRep().getResource())
          .extracting(one -> one.getType())
          .containsExactlyElementsOf(
              Stream.concat(
                      ReadTypes.ALONE.stream(), Stream.of("Bundle", "ConceptMap", "CodeSystem"))
                  .toList());
    }
  }
}
