package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.EncounterEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CareOrdersTest {
  @TempDir Path folder;

  @BeforeEach
  void copyTheShippedFiles() throws IOException {
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("site"));
    for (String file : new String[] {"hl7v2.csv", "hl7v2.properties"}) {
      Files.copy(
          Fixture.repository().resolve("mappings/sources").resolve(file),
          folder.resolve("sources").resolve(file));
    }
  }

  private Parsed parse(String siteRow, String... order) throws IOException {
    Files.writeString(
        folder.resolve("site/hl7v2.csv"), "message,field,path,transform,note\n" + siteRow + "\n");
    Fixture fixture = new Fixture(folder, Fixture.SITE);
    assertThat(fixture.files.reload()).isEmpty();
    String message =
        "MSH|^~\\&|HIS|A|B|C|20260301090500||ORM^O01|1|P|2.5||||||UNICODE UTF-8\r"
            + "PID|1||P1^^^HIS^MR\rPV1|1|I|||||||||||||||||ZY1\r"
            + String.join("\r", order)
            + "\r";
    return fixture.parse(message.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesTheOrderCodesOfTheSite() throws IOException {
    String own =
        "ORM^O01|OMG^O19,care.kind,OBR-4.1,values:H1=nursing-1;H2=nursing-2;*=,our nursing orders";
    Parsed parsed = parse(own, "ORC|NW|1", "OBR|1|1||H2^护理^L", "ORC|NW|2", "OBR|2|2||X9^一级护理^L");
    assertThat(parsed.findings()).isEmpty();
    assertThat(parsed.events())
        .filteredOn(EncounterEvent.CareRecorded.class::isInstance)
        .singleElement()
        .satisfies(
            event ->
                assertThat(((EncounterEvent.CareRecorded) event).periods())
                    .singleElement()
                    .extracting(CarePeriod::kind)
                    .isEqualTo(CarePeriod.Kind.NURSING_2));
  }

  @Test
  void findsAKindThatDoesNotExist() throws IOException {
    Parsed parsed =
        parse(
            "ORM^O01|OMG^O19,care.kind,OBR-4.1,values:H1=nursing-9;*=,slip",
            "ORC|NW|1",
            "OBR|1|1||H1^护理^L");
    assertThat(parsed.findings())
        .extracting(Finding::rule)
        .containsExactly("hl7.unknown-kind-of-care");
    assertThat(parsed.events()).noneMatch(EncounterEvent.CareRecorded.class::isInstance);
  }
}
