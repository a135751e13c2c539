package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent.Charged;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.junit.jupiter.api.Test;

/** Content that must end in findings, not in exceptions, and soon. */
class PoisonTest {
  private final Fixture fixture = Fixture.loaded();

  private static String msh(String type, String charset) {
    return "MSH|^~\\&|HIS|RM|DUIMA|YB|20260301||" + type + "|M1|P|2.5||||||" + charset;
  }

  private static Stated stated(Parsed parsed) {
    return parsed.events().stream()
        .filter(Stated.class::isInstance)
        .map(Stated.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsGb18030CharactersThatHoldSeparators() {
    Charset gb = Charset.forName("GB18030");
    String name = "倈乛亊乗";
    assertThat(new String(name.getBytes(gb), java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("|", "^", "~", "\\");
    Parsed parsed =
        fixture.parse(
            Fixture.message(
                gb,
                msh("ADT^A08", "GB 18030-2000"),
                "PID|1||P0001^^^HIS^MR||" + name + "^㐀𠀀||19800101|M",
                "PV1|1|I|0301^^^^^^^^" + name + "||||||||||||||||ZY1"));
    assertThat(stated(parsed).facts().get("psn_name").value()).isEqualTo(name + "㐀𠀀");
    assertThat(parsed.findings()).isEmpty();
  }

  @Test
  void leavesOutWhatTheDeclaredCharacterSetDoesNotHave() {
    Parsed parsed =
        fixture.parse(
            Fixture.message(
                Charset.forName("GB18030"),
                msh("ADT^A08", "UNICODE UTF-8"),
                "PID|1||P0001^^^HIS^MR||张^三测试||19800101|M",
                "PV1|1|I|||||||||||||||||ZY1"));
    assertThat(stated(parsed).facts()).doesNotContainKey("psn_name").containsKey("brdy");
    assertThat(parsed.findings())
        .extracting(Finding::rule, Finding::path)
        .contains(org.assertj.core.groups.Tuple.tuple("hl7.undecodable", "PID-5"));
  }

  @Test
  void neverPutsAValueIntoAFinding() {
    Parsed parsed =
        fixture.parse(
            msh("ADT^A08", ""),
            "PID|1||P0001^^^HIS^MR||张^三测试||SECRET|SECRET|||||||||||||||||||||SECRET",
            "PV1|1|I||||||||||||SECRET|||||ZY1|||||||||||||||||SECRET||||||||SECRET");
    assertThat(parsed.findings()).hasSizeGreaterThan(3);
    assertThat(parsed.findings()).noneMatch(finding -> finding.toString().contains("SECRET"));
  }

  @Test
  void readsAHugeObservation() {
    byte[] frame =
        Fixture.message(
            msh("ORU^R01", ""),
            "PID|1||P0001^^^HIS^MR",
            "PV1|1|I|||||||||||||||||ZY1",
            "OBX|1|ED|PDF^报告||" + "JVBERi0x".repeat(700_000) + "||||||F",
            "OBX|2|NM|8339-4^^LN||3.2|kg|||||F");
    assertThat(frame.length).isGreaterThan(5_000_000);
    Parsed parsed = assertTimeout(Duration.ofSeconds(5), () -> fixture.parse(frame));
    assertThat(stated(parsed).facts().get("nwb_bir_wt").value()).isEqualTo("3200");
  }

  @Test
  void takesLinearTimeForManyAlternatingSegments() {
    StringBuilder message =
        new StringBuilder(msh("DFT^P03", "") + "\rPID|1||P0001^^^HIS^MR\rPV1|1|I\r");
    for (int i = 1; i <= 20_000; i++) {
      message.append("FT1|").append(i).append("|T").append(i);
      message.append("||20260301||CG|X|||1|10.00\rZFT||09\r");
    }
    byte[] frame = message.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Parsed parsed = assertTimeout(Duration.ofSeconds(20), () -> fixture.parse(frame));
    assertThat(parsed.events())
        .filteredOn(Charged.class::isInstance)
        .singleElement()
        .matches(event -> ((Charged) event).charges().size() == 20_000);
  }

  @Test
  void refusesNumbersThatAreTooLarge() {
    Parsed parsed =
        fixture.parse(
            msh("DFT^P03", ""),
            "PID|1||P0001^^^HIS^MR",
            "FT1|1|T1||20260301||CG|X|||99999999999999|1e999999999|99999999999999.99",
            "FT1|2|T2||20260301||CG|X|||1|10.005");
    assertThat(parsed.findings()).extracting(Finding::path).contains("FT1-11.1.1", "FT1-11");
    assertThat(parsed.events())
        .filteredOn(Charged.class::isInstance)
        .singleElement()
        .matches(event -> ((Charged) event).charges().get(0).amount().fen() == 1001);
  }

  @Test
  void namesLinesThatAreNoSegments() {
    Parsed parsed =
        fixture.parse(msh("ADT^A08", ""), "PID|1||P0001^^^HIS^MR||张^三测试", "这一行不是段", "pv1|1|I");
    assertThat(parsed.findings()).extracting(Finding::rule).contains("hl7.bad-segment");
    assertThat(stated(parsed).facts()).containsKey("psn_name");
  }

  @Test
  void namesASegmentThatCannotBeParsedAndReadsTheRest() {
    Parsed parsed =
        fixture.parse(
            msh("ORU^R01", ""),
            "PID|1||P0001^^^HIS^MR",
            "PV1|1|I|||||||||||||||||ZY1",
            "OBX|1|NA|WAVE^波形||" + "1^".repeat(500_000) + "||||||F",
            "OBX|2|NM|8339-4^^LN||" + "1^".repeat(500_000) + "|g|||||F",
            "OBX|3|NM|8339-4^^LN||3.2|kg|||||F");
    assertThat(stated(parsed).facts().get("nwb_bir_wt").value()).isEqualTo("3200");
    assertThat(parsed.findings()).extracting(Finding::rule).containsOnly("hl7.bad-segment");
    assertThat(parsed.findings()).extracting(Finding::path).containsExactly("OBX[2]");
  }

  @Test
  void saysWhyItKnowsNoPatientWherePidCannotBeParsed() {
    Parsed parsed =
        fixture.parse(msh("ADT^A08", ""), "PID|1||P0001^^^HIS^MR||" + "a&".repeat(5_000));
    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.findings())
        .extracting(Finding::rule, Finding::path)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("hl7.no-patient", "PID-3"),
            org.assertj.core.groups.Tuple.tuple("hl7.bad-segment", "PID"));
  }

  /** Ten thousand damaged messages: bytes changed, cut, doubled. */
  @Test
  void survivesDamage() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/golden"))) {
      files = all.filter(file -> file.toString().endsWith(".hl7")).sorted().toList();
    }
    Random random = new Random(11);
    String odd = "|^~\\&\r\n\"[]\u0000\u00ff";
    int parsed = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] body = Files.readAllBytes(files.get(random.nextInt(files.size())));
      int changes = 1 + random.nextInt(30);
      for (int c = 0; c < changes; c++) {
        int at = 60 + random.nextInt(body.length - 60);
        body[at] = (byte) odd.charAt(random.nextInt(odd.length()));
      }
      for (RawMessage message : fixture.reader.read(body, Fixture.NOON).messages()) {
        fixture.adapter.parse(message, i);
        parsed++;
      }
    }
    assertThat(parsed).isGreaterThan(5_000);
  }
}
