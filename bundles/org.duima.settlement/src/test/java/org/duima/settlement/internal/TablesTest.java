package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
  @TempDir Path mappings;

  @BeforeEach
  void copyTheTables() {
    TestWorld.copy(
        TestWorld.repositoryMappings().resolve("settlement"), mappings.resolve("settlement"));
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = mappings.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private void site(String text) throws IOException {
    Files.createDirectories(mappings.resolve("site"));
    Files.writeString(mappings.resolve(Tables.SITE_CHECKS), text);
  }

  @Test
  void loadsTheRepositorysTables() {
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.loadFindings()).isEmpty();
    assertThat(files.inForce().entries()).isGreaterThan(250);
    assertThat(files.inForce().sha256()).hasSize(64);
    assertThat(files.tables().fields().of("").fields("4101A", "setlinfo")).hasSize(61);
    assertThat(files.tables().fields().of("").fields("4101", "setlinfo")).hasSize(82);
  }

  @Test
  void aCheckWithoutLogicIsAnErrorOfItsLine() throws IOException {
    Path checks = mappings.resolve(Tables.CHECKS);
    Files.writeString(checks, Files.readString(checks) + "SL-Q99,E,测试,test,test\n");
    long line = Files.readAllLines(checks).size();
    assertThat(new SettlementFiles(mappings).loadFindings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.path()).isEqualTo("settlement/checks.csv:" + line);
              assertThat(finding.text().zh()).contains("SL-Q99");
            });
  }

  @Test
  void logicWithoutACheckIsAnError() throws IOException {
    Path checks = mappings.resolve(Tables.CHECKS);
    Files.write(
        checks, Files.readAllLines(checks).stream().filter(l -> !l.startsWith("SL-X01,")).toList());
    assertThat(new SettlementFiles(mappings).loadFindings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.text().zh()).contains("SL-X01"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "settlement/fields.csv|,psn_no,人员编号,insured person no.,C,30|,psn_no,人员编号,insured person no.,X,30|type",
        "settlement/fields.csv|,psn_no,人员编号,insured person no.,C,30|,psn_no,人员编号,insured person no.,C,thirty|length",
        "settlement/fields.csv|cond,when:coner_name|cond,wenn:coner_name|wenn:coner_name",
        "settlement/regions/trt-type-dotted.csv|10=1;|10;|values",
        "settlement/regions/pre-2023-08.csv|诊断名称,diagnosis name,C|诊断名称,diagnosis name,|type",
        "settlement/fields.csv|cond,when:newborn unless:mul_nwb_bir_wt|cond,accepts:-|when:",
        "settlement/fields.csv|when:newborn unless:mul_nwb_bir_wt|when:newborn unless:|unless:",
        "settlement/checks.csv|SL-D01,E|SL-D01,F|severity",
        "settlement/checks.csv|id,severity|id,grade|severity",
      })
  void saysWhatIsWrongWithFileAndLine(String file, String from, String to, String named)
      throws IOException {
    replace(file, from, to);
    List<Finding> findings = new SettlementFiles(mappings).loadFindings();
    assertThat(findings)
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR))
        .anySatisfy(
            f -> {
              assertThat(f.path()).matches("(settlement|regions)/[a-z0-9-]+\\.csv:\\d+");
              assertThat(f.text().en()).contains(named);
            });
  }

  @Test
  void aBrokenFileLeavesTheLastGoodTablesInForce() throws IOException {
    SettlementFiles files = new SettlementFiles(mappings);
    String before = files.inForce().sha256();
    replace("settlement/checks.csv", "SL-D01,E", "SL-D01,F");
    assertThat(files.reload()).anyMatch(Finding::isError);
    assertThat(files.inForce().sha256()).isEqualTo(before);
    assertThat(files.tables().rule("SL-D01").severity()).contains(Severity.ERROR);
    replace("settlement/checks.csv", "SL-D01,F", "SL-D01,W");
    assertThat(files.reload()).isEmpty();
    assertThat(files.inForce().sha256()).isNotEqualTo(before);
    assertThat(files.tables().rule("SL-D01").severity()).contains(Severity.WARNING);
  }

  @Test
  void withoutGoodTablesNothingIsMadeAndTheReasonIsSaid() throws IOException {
    replace("settlement/checks.csv", "SL-D01,E", "SL-D01,F");
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.inForce().entries()).isZero();
    assertThatThrownBy(files::tables)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("checks.csv:");
  }

  @Test
  void refusesATableThatIsNotUtf8() throws IOException {
    Path checks = mappings.resolve(Tables.CHECKS);
    Files.write(checks, Files.readString(checks).getBytes(Charset.forName("GB18030")));
    assertThat(new SettlementFiles(mappings).loadFindings())
        .anySatisfy(f -> assertThat(f.text().en()).contains("UTF-8"));
  }

  @Test
  void theSiteChangesASeverityOrTurnsACheckOff() throws IOException {
    site("id,severity,why\nSL-L06,W,本地先用工号\nSL-L07,off,未采集\n");
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.loadFindings()).isEmpty();
    assertThat(files.tables().rule("SL-L06").severity()).contains(Severity.WARNING);
    assertThat(files.tables().rule("SL-L07").severity()).isEmpty();
    assertThat(files.tables().rule("SL-L07").finding(Severity.ERROR, "x")).isEmpty();
  }

  @Test
  void aSiteRowForNoCheckIsAnError() throws IOException {
    site("id,severity\nSL-NO,W\n");
    assertThat(new SettlementFiles(mappings).loadFindings())
        .singleElement()
        .satisfies(f -> assertThat(f.path()).isEqualTo("site/checks.csv:2"));
  }

  @Test
  void acceptsAByteOrderMarkAsSpreadsheetsWriteIt() throws IOException {
    Path checks = mappings.resolve(Tables.CHECKS);
    Files.writeString(checks, "\uFEFF" + Files.readString(checks));
    assertThat(new SettlementFiles(mappings).loadFindings()).isEmpty();
  }

  @Test
  void theSiteChangesAFieldCellByCell() throws IOException {
    Files.createDirectories(mappings.resolve("site"));
    Files.writeString(
        mappings.resolve(Tables.SITE_FIELDS),
        """
        infno,node,field,required,length,wire
        4101A,setlinfo,medcasno,Y,,
        4101A,setlinfo,curr_addr,,500,home_addr
        """);
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.loadFindings()).isEmpty();
    FieldTable fields = files.tables().fields().of("");
    Field record = fields.find("4101A", "setlinfo", "medcasno").orElseThrow();
    assertThat(record.required()).isEqualTo(Field.Required.ALWAYS);
    assertThat(record.length()).isEqualTo(30);
    Field address = fields.find("4101A", "setlinfo", "curr_addr").orElseThrow();
    assertThat(address.length()).isEqualTo(500);
    assertThat(address.wireName()).isEqualTo("home_addr");
    assertThat(fields.fields("4101A", "setlinfo")).extracting(Field::name).startsWith("psn_no");
  }

  @Test
  void regionsAreLaidOverOneAnotherAndTheSiteOverBoth() throws IOException {
    Files.createDirectories(mappings.resolve("site"));
    Files.writeString(
        mappings.resolve(Tables.SITE_FIELDS),
        "infno,node,field,wire\n4101A,setlinfo,nwb_bir_wt,weight_at_birth\n");
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.loadFindings()).isEmpty();
    FieldTable both = files.tables().fields().of("pre-2021-12, trt-type-dotted");
    assertThat(both.find("4101A", "setlinfo", "nwb_adm_type").orElseThrow().wireName())
        .isEqualTo("nwb_admtype");
    assertThat(both.find("4101A", "setlinfo", "nwb_bir_wt").orElseThrow().wireName())
        .isEqualTo("weight_at_birth");
    Field treatment = both.find("4101A", "setlinfo", "trt_type").orElseThrow();
    assertThat(treatment.toWire("21")).isEqualTo("2.1");
    assertThat(treatment.fromWire("2.1")).isEqualTo("21");
    assertThat(treatment.fromWire("21")).isEqualTo("21");
    assertThat(files.tables().fields().of("").find("4101A", "opspdiseinfo", "diag_code")).isEmpty();
    assertThat(files.tables().fields().of("pre-2023-08").find("4101A", "opspdiseinfo", "diag_code"))
        .isPresent();
    assertThat(files.tables().fields().unknown("pre-2021-12,atlantis")).containsExactly("atlantis");
  }

  @Test
  void aSiteRowForNoFieldIsAnError() throws IOException {
    Files.createDirectories(mappings.resolve("site"));
    Files.writeString(
        mappings.resolve(Tables.SITE_FIELDS), "infno,node,field\n4101A,setlinfo,no_such\n");
    assertThat(new SettlementFiles(mappings).loadFindings())
        .singleElement()
        .satisfies(f -> assertThat(f.path()).isEqualTo("site/fields.csv:2"));
  }
}
