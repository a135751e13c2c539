package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The day as FHIR R4. The golden file has one stay, a line for each resource; after a wanted change
 * run with {@code -Dday.rewrite=true} and read the difference.
 */
class FhirRenderingTest {
  private static final String VISIT = "ZY26030012";
  private static final Path GOLDEN = Path.of("src/test/resources/day/" + VISIT + ".fhir.expected");
  private static final JsonMapper MAPPER = new JsonMapper();
  private static Day hl7;
  private static Day fhir;

  @BeforeAll
  static void read() {
    hl7 = Day.read(Path.of("day"), 0);
    fhir = Day.read(Path.of("day"), 0, Form.FHIR);
  }

  @Test
  void rendersAStayAllInFhir() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Message message : fhir.messages()) {
      if (!message.visit().equals(VISIT) || message.kind() != Message.Kind.FHIR) {
        continue;
      }
      text.append("# ").append(message.at()).append(' ').append(message.sender());
      text.append(' ').append(message.name()).append('\n');
      JsonNode resource = MAPPER.readTree(message.body());
      if (resource.has("entry")) {
        text.append(resource.path("type").asText()).append(' ');
        text.append(resource.path("timestamp").asText()).append('\n');
        resource.path("entry").forEach(entry -> text.append(entry).append('\n'));
      } else {
        text.append(resource).append('\n');
      }
    }
    if (Boolean.getBoolean("day.rewrite")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void tellsTheSameThingsAtTheSameTimesAsInHl7() {
    assertThat(fhir.messages()).hasSameSizeAs(hl7.messages());
    for (int i = 0; i < hl7.messages().size(); i++) {
      Message before = hl7.messages().get(i);
      Message message = fhir.messages().get(i);
      assertThat(message.at()).isEqualTo(before.at());
      assertThat(message.visit()).isEqualTo(before.visit());
      assertThat(message.sender()).isEqualTo(before.sender());
      assertThat(message.controlId()).isEqualTo(before.controlId());
      assertThat(message.isStored()).as(message.name()).isEqualTo(before.isStored());
      if (before.kind() == Message.Kind.HL7 && before.order().isEmpty()) {
        assertThat(message.kind()).isEqualTo(Message.Kind.FHIR);
      }
    }
    assertThat(fhir.distinctMessages()).isEqualTo(hl7.distinctMessages());
  }

  @Test
  void rendersTheSameBytesAgain() {
    List<Message> again = Day.read(Path.of("day"), 0, Form.FHIR).messages();
    for (int i = 0; i < again.size(); i++) {
      assertThat(again.get(i).body())
          .as(again.get(i).controlId())
          .isEqualTo(fhir.messages().get(i).body());
    }
  }

  @Test
  void showsEveryKindOfMessageAndReference() throws Exception {
    Set<String> names = new TreeSet<>();
    int xml = 0;
    List<String> texts = new ArrayList<>();
    for (Message message : fhir.messages()) {
      if (message.kind() != Message.Kind.FHIR || message.isToBeRefused()) {
        continue;
      }
      names.add(message.name());
      if (message.body()[0] == '<') {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        assertThat(
                factory
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(message.body()))
                    .getDocumentElement()
                    .getNamespaceURI())
            .isEqualTo("http://hl7.org/fhir");
        xml++;
      } else {
        String text = new String(message.body(), StandardCharsets.UTF_8);
        assertThat(MAPPER.readTree(text).path("resourceType").asText()).isNotEmpty();
        // FHIR knows no empty lists and objects
        assertThat(List.of("[]", "{}", ":\"\""))
            .as(message.controlId())
            .noneMatch(empty -> text.contains(empty));
        texts.add(text);
      }
    }
    assertThat(names)
        .contains(
            "Bundle/transaction",
            "Bundle/batch",
            "Bundle/message",
            "Bundle/collection",
            "Bundle/document",
            "Encounter",
            "Patient",
            "Observation",
            "ExplanationOfBenefit");
    assertThat(xml).isGreaterThan(20);
    assertThat(texts).anyMatch(text -> text.contains("\"reference\":\"urn:uuid:"));
    assertThat(texts).anyMatch(text -> text.contains("\"reference\":\"Encounter/"));
    assertThat(texts).anyMatch(text -> text.contains("\"reference\":\"" + FhirBundle.BASE));
    assertThat(texts).anyMatch(text -> text.contains("\"reference\":\"#"));
    assertThat(texts).anyMatch(text -> text.contains("\"type\":\"Encounter\",\"identifier\""));
    assertThat(texts).anyMatch(text -> text.contains("\"replaced-by\""));
  }
}
