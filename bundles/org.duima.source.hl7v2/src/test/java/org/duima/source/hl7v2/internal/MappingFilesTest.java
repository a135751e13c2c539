package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.FrontPageCoded;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.Key;
import org.duima.api.site.HospitalFiles.InForce;
import org.duima.api.site.Site;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingFilesTest {
  private static final String HEADER = "message,field,path,transform,note\n";
  private static final String[] A08 = {
    "MSH|^~\\&|HIS|RM|DUIMA|YB|20260301||ADT^A08|M1|P|2.5",
    "EVN|A08|20260301083000",
    "PID|1||P0001^^^HIS^MR||张^三测试||19800101|M",
    "PV1|1|I|0301||||||||||||||||ZY1",
    "DG1|1||I21.0^急性心肌梗死^GL-ICD10-2.0|||F|||||||||1",
    "ZZZ|本院姓名|X9"
  };

  @TempDir Path folder;
  private Fixture fixture;

  @BeforeEach
  void copyTheShippedFiles() throws IOException {
    Path shipped = Fixture.repository().resolve("mappings/sources");
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("site"));
    for (String name : List.of("hl7v2.csv", "hl7v2.properties")) {
      Files.copy(shipped.resolve(name), folder.resolve("sources").resolve(name));
    }
    fixture = new Fixture(folder, Fixture.SITE);
    assertThat(fixture.files.reload()).isEmpty();
  }

  private List<Finding> site(String rows) throws IOException {
    Files.writeString(folder.resolve("site/hl7v2.csv"), HEADER + rows);
    return fixture.files.reload();
  }

  private String fact(String name) {
    Stated stated =
        fixture.parse(A08).events().stream()
            .filter(Stated.class::isInstance)
            .map(Stated.class::cast)
            .findFirst()
            .orElseThrow();
    return stated.facts().containsKey(name) ? stated.facts().get(name).value() : null;
  }

  @Test
  void saysWhatIsInForce() {
    InForce inForce = fixture.files.inForce();
    assertThat(inForce.sha256()).hasSize(64);
    assertThat(inForce.since()).isEqualTo(Fixture.NOON);
    assertThat(inForce.entries()).isGreaterThan(150);
    assertThat(fixture.files.watched()).contains(folder.resolve("site/hl7v2.csv"));
  }

  @Test
  void letsASiteReplaceARow() throws IOException {
    assertThat(fact("psn_name")).isEqualTo("张三测试");
    assertThat(site("ADT*|BAR*,psn_name,ZZZ-1,copy,\n")).isEmpty();
    assertThat(fact("psn_name")).isEqualTo("本院姓名");
  }

  @Test
  void letsASiteGoFirstForOneMessage() throws IOException {
    assertThat(site("ADT^A08,psn_name,ZZZ-1,copy,\nADT^A01,psn_name,ZZZ-2,copy,\n")).isEmpty();
    assertThat(fact("psn_name")).isEqualTo("本院姓名");
  }

  @Test
  void letsASiteSwitchAFieldOff() throws IOException {
    assertThat(site("ADT^A08,psn_name,,none,\n")).isEmpty();
    assertThat(fact("psn_name")).isNull();
    assertThat(fact("gend")).isEqualTo("1");
  }

  @Test
  void letsASiteAddAFactOfItsOwnAndWarnsOfASlip() throws IOException {
    List<Finding> findings = site("ADT*,psn_nam,ZZZ-1,copy,\n");
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).isError()).isFalse();
    assertThat(findings.get(0).path()).endsWith("site/hl7v2.csv:2");
    assertThat(fact("psn_nam")).isEqualTo("本院姓名");
  }

  @Test
  void letsASiteSendItsFrontPageByA08() throws IOException {
    assertThat(fixture.parse(A08).events()).noneMatch(FrontPageCoded.class::isInstance);
    assertThat(site("ADT^A08|BAR^P05,frontpage.when,DG1[6=F]-6,copy,有最终诊断即为首页\n")).isEmpty();
    assertThat(fixture.parse(A08).events()).anyMatch(FrontPageCoded.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({"INS1^^^^YB,INS1", "H7~INS1^^^^YB,INS1", "H7,", "H7^^^^MR,"})
  void takesThePersonNumberFromIn1WhereItsTypeSaysSo(String in149, String number) {
    Parsed parsed =
        fixture.parse(A08[0], A08[1], A08[2], A08[3], "IN1" + "|".repeat(49) + in149 + "|");
    Stated stated =
        parsed.events().stream()
            .filter(Stated.class::isInstance)
            .map(Stated.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(stated.facts().containsKey("psn_no")).isEqualTo(number != null);
    assertThat(stated.header().keys())
        .filteredOn(key -> key.kind() == Key.Kind.PERSON)
        .extracting(Key::value)
        .isEqualTo(number == null ? List.of() : List.of(number));
  }

  @Test
  void letsASiteTakeIn1WithoutType() throws IOException {
    assertThat(site("ADT*|BAR*,psn_no,IN1-49.1,copy,\n")).isEmpty();
    String[] segments = A08.clone();
    segments[5] = "IN1" + "|".repeat(49) + "H7";
    assertThat(fixture.parse(segments).events())
        .filteredOn(Stated.class::isInstance)
        .first()
        .extracting(event -> ((Stated) event).facts().get("psn_no").value())
        .isEqualTo("H7");
  }

  @Test
  void letsASiteNameACodingSystem() throws IOException {
    assertThat(site("*,edition.GL-ICD10-2.0,,edition:diagnosis:local,\n")).isEmpty();
    Parsed parsed = fixture.parse(A08);
    assertThat(parsed.events())
        .filteredOn(EncounterEvent.WorkingDiagnoses.class::isInstance)
        .first()
        .extracting(
            event -> ((EncounterEvent.WorkingDiagnoses) event).diagnoses().get(0).code().edition())
        .isEqualTo("local");
  }

  @Test
  void takesTheEditionThatTheSiteDeclaresWhereTheMessageStatesNone() throws IOException {
    String[] silent = A08.clone();
    silent[4] = "DG1|1||I21.0^急性心肌梗死|||F|||||||||1";
    assertThat(editions(Map.of(), silent)).isEqualTo("clinical-2.0");
    assertThat(editions(Map.of("edition.diagnosis.sender.HIS|*", "clinical-1.1"), silent))
        .isEqualTo("clinical-1.1");
    Map<String, String> declared = new HashMap<>();
    declared.put("edition.diagnosis.sender.HIS|*", "clinical-1.1");
    declared.put("edition.diagnosis.department.0301", "local");
    assertThat(editions(declared, silent)).isEqualTo("local");
    declared.put("edition.diagnosis.field.DG1-3", "insurance-2.0");
    assertThat(editions(declared, silent)).isEqualTo("insurance-2.0");
    assertThat(editions(declared, A08)).as("the message itself says it").isEqualTo("clinical-2.0");
  }

  private String editions(Map<String, String> declared, String... message) {
    Map<String, String> settings = new HashMap<>(declared);
    settings.put("institution.H11010500001.name", "测试人民医院");
    settings.put("edition.diagnosis", "clinical-2.0");
    Fixture other = new Fixture(folder, Site.of(settings));
    assertThat(other.files.reload()).isEmpty();
    return other.parse(message).events().stream()
        .filter(EncounterEvent.WorkingDiagnoses.class::isInstance)
        .map(event -> ((EncounterEvent.WorkingDiagnoses) event).diagnoses().get(0).code())
        .map(Code::edition)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void letsASiteNameACharacterSet() throws IOException {
    Files.writeString(
        folder.resolve("site/hl7v2.properties"), "charset.CHN=GB18030\ncharset.default=GB18030\n");
    assertThat(fixture.files.reload()).isEmpty();
    assertThat(fixture.files.charsets().of("chn"))
        .contains(java.nio.charset.Charset.forName("GB18030"));
    assertThat(fixture.files.charsets().byDefault().name()).isEqualTo("GB18030");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "ADT,psn_name,PID-5,name,!:2:message",
        "ADT^A0?,psn_name,PID-5,name,!:2:message",
        "*,psn name,PID-5,name,!:2:field",
        "*,diagnosis.colour,DG1-3,copy,!:2:field",
        "*,psn_name,PID5,name,!:2:path",
        "*,psn_name,PID-5[MR],name,!:2:path",
        "*,psn_name,PID-5[1=],name[,!:2:transform",
        "*,psn_name,,name,!:2:path",
        "*,psn_name,PID,name,!:2:path",
        "*,diagnosis,DG1-3,,!:2:path",
        "*,psn_name,PID-5,shout,!:2:transform",
        "*,psn_name,PID-5,map:,!:2:transform",
        "*,psn_name,PID-5,join:;>name,!:2:transform",
        "*,psn_name,PID-5,match:[,!:2:transform",
        "*,psn_name,PID-5,values:A,!:2:transform",
        "*,event.time,EVN-2,copy,!:2:transform",
        "*,charge.amount,FT1-11,copy,!:2:transform",
        "*,edition.X,,edition:cure:1.0,!:2:transform",
        "*,edition.X,,clinical-2.0,!:2:transform",
        "*,psn_name,PID-5!:2",
        "*,psn_name,PID-5,several:,,!:2",
      })
  void namesFileLineAndColumnOfAnErrorAndKeepsTheLastGoodVersion(String row, String place)
      throws IOException {
    InForce before = fixture.files.inForce();
    List<Finding> findings = site(row + "\n");
    assertThat(findings).hasSize(1);
    Finding finding = findings.get(0);
    assertThat(finding.isError()).isTrue();
    assertThat(finding.path()).endsWith("/site/hl7v2.csv" + place);
    assertThat(finding.text().zh()).startsWith(finding.path()).isNotEqualTo(finding.text().en());
    assertThat(fixture.files.inForce()).isEqualTo(before);
    assertThat(fact("psn_name")).isEqualTo("张三测试");
  }

  @Test
  void namesEveryErrorAtOnce() throws IOException {
    assertThat(site("?,psn_name,PID5,shout,\n*,gend,PID-8,shout,\n"))
        .extracting(finding -> finding.path().replaceAll(".*csv", ""))
        .containsExactly(":2:message", ":2:path", ":2:transform", ":3:transform");
  }

  @Test
  void refusesFilesThatAreNoCsvOrNoUtf8() throws IOException {
    assertThat(site("*,psn_name,\"PID-5,name,\n")).hasSize(1).allMatch(Finding::isError);
    Files.write(
        folder.resolve("site/hl7v2.csv"),
        (HEADER + "*,psn_name,PID-5,name,姓名\n").getBytes("GB18030"));
    assertThat(fixture.files.reload())
        .singleElement()
        .extracting(finding -> finding.text().en())
        .asString()
        .contains("UTF-8");
    Files.writeString(folder.resolve("site/hl7v2.csv"), "");
    assertThat(fixture.files.reload()).hasSize(1).allMatch(Finding::isError);
    Files.writeString(folder.resolve("site/hl7v2.csv"), "message;field\n");
    assertThat(fixture.files.reload()).hasSize(1).allMatch(Finding::isError);
    assertThat(fact("psn_name")).isEqualTo("张三测试");
  }

  @Test
  void takesAFileOfASpreadsheet() throws IOException {
    Files.writeString(
        folder.resolve("site/hl7v2.csv"),
        "\ufeff" + HEADER.replace("\n", "\r\n") + "ADT*|BAR*,psn_name,ZZZ-1,copy,\r\n\r\n");
    assertThat(fixture.files.reload()).isEmpty();
    assertThat(fact("psn_name")).isEqualTo("本院姓名");
  }

  @Test
  void refusesAnUnknownCharacterSet() throws IOException {
    Files.writeString(folder.resolve("site/hl7v2.properties"), "charset.CHN=EBCDIC-CHN\n");
    assertThat(fixture.files.reload()).hasSize(1).allMatch(Finding::isError);
    Files.writeString(folder.resolve("site/hl7v2.properties"), "charset.CHN=UTF-16\n");
    assertThat(fixture.files.reload()).hasSize(1).allMatch(Finding::isError);
  }

  @Test
  void saysWhenTheShippedFileIsMissing() throws IOException {
    Files.delete(folder.resolve("sources/hl7v2.csv"));
    assertThat(fixture.files.reload())
        .singleElement()
        .matches(finding -> finding.path().endsWith("sources/hl7v2.csv"));
    assertThat(fact("psn_name")).isEqualTo("张三测试");
    Fixture fresh = new Fixture(folder, Fixture.SITE);
    assertThat(fresh.files.reload()).isNotEmpty();
    assertThat(fresh.files.isLoaded()).isFalse();
    assertThatThrownBy(() -> fresh.parse(A08)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void doesNotFollowASenderThatNoInstitutionHas() {
    Fixture strict =
        new Fixture(
            folder,
            org.duima.api.site.Site.of(
                Map.of("institution.A.name", "甲", "institution.B.name", "乙", "sender.X|*", "A")));
    strict.files.reload();
    Parsed parsed = strict.parse(A08);
    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.findings()).extracting(Finding::rule).containsExactly("hl7.unknown-sender");
  }
}
