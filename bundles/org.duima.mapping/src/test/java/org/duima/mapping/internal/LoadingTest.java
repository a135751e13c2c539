package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.site.HospitalFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingTest {
  private static final LocalDate DISCHARGE = LocalDate.of(2026, 6, 1);

  @TempDir Path folder;
  private MappingFolder tables;
  private MappingTables loaded;

  @BeforeEach
  void startWithOneGoodTable() throws IOException {
    tables = new MappingFolder(folder).crosswalk("good", "", "I10.x00,高血压,I10.x00,高血压");
    loaded = tables.load();
    assertThat(loaded.loadFindings()).isEmpty();
  }

  /** Reloads, and makes sure that the version before is still in force. */
  private Finding onlyError() {
    HospitalFiles.InForce before = loaded.inForce();
    List<Finding> findings = loaded.reload();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).isError()).isTrue();
    assertThat(loaded.inForce()).isEqualTo(before);
    assertThat(map("I10.x00")).isInstanceOf(CodeMatch.Mapped.class);
    return findings.get(0);
  }

  private CodeMatch map(String code) {
    return loaded.map(
        new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code), "insurance-2.0", DISCHARGE);
  }

  @Test
  void takesUpAChangedFile() throws IOException {
    HospitalFiles.InForce before = loaded.inForce();
    tables.crosswalk("more", "", "K35.000,,K35.200,急性阑尾炎");
    assertThat(loaded.reload()).isEmpty();
    assertThat(map("K35.000")).isInstanceOf(CodeMatch.Mapped.class);
    assertThat(loaded.inForce().sha256()).isNotEqualTo(before.sha256()).hasSize(64);
    assertThat(loaded.inForce().entries()).isEqualTo(2);
  }

  @Test
  void namesAMissingColumn() throws IOException {
    tables.write(
        "codes/bad",
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=site",
        "clinical_code,clinical_name,insurance_name",
        "K35.000,a,b");
    Finding error = onlyError();
    assertThat(error.path()).isEqualTo("codes/bad.csv:1:insurance_code");
    assertThat(error.text().zh()).contains("codes/bad.csv 第 1 行 列 insurance_code", "缺少列");
    assertThat(error.text().en()).contains("codes/bad.csv row 1 column insurance_code", "missing");
  }

  @Test
  void takesTheHeadersOfPublishedTables() throws IOException {
    tables.write(
        "codes/published",
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=imported",
        "\ufeff序号,国家临床版2.0诊断编码,国家临床版2.0诊断名称,国家医保版2.0诊断编码,国家医保版2.0诊断名称",
        "1,K35.000,急性阑尾炎,K35.200,急性阑尾炎伴弥漫性腹膜炎");
    assertThat(loaded.reload()).isEmpty();
    assertThat(((CodeMatch.Mapped) map("K35.000")).targetName()).isEqualTo("急性阑尾炎伴弥漫性腹膜炎");
  }

  @Test
  void refusesASourceCodeWithTwoTargets() throws IOException {
    tables.crosswalk(
        "bad", "origin=site", "K35.000,,K35.200,甲", "K35.900,,K35.900,丙", "k35.000,,K35.300,乙");
    Finding error = onlyError();
    assertThat(error.path()).isEqualTo("codes/bad.csv:4:clinical_code");
    assertThat(error.text().zh()).contains("第 4 行", "K35.000", "第 2 行", "K35.200", "K35.300");
    assertThat(error.text().en()).contains("row 4", "row 2");
  }

  @Test
  void takesARepeatedRowOnce() throws IOException {
    tables.crosswalk("same", "origin=site", "K35.000,,K35.200,甲", "K35.000,,K35.200,甲");
    assertThat(loaded.reload()).isEmpty();
  }

  @Test
  void refusesTwoTablesOfEqualRankThatContradictEachOther() throws IOException {
    tables.crosswalk("other", "", "I10.x00,,I10.x01,别的");
    Finding error = onlyError();
    assertThat(error.text().zh()).contains("codes/other.csv", "codes/good.csv", "I10.x00");
  }

  @Test
  void namesABadDate() throws IOException {
    tables.crosswalk("bad", "valid-from=2026-02-30", "K35.000,,K35.200,甲");
    Finding error = onlyError();
    assertThat(error.path()).isEqualTo("codes/bad.properties:valid-from");
    assertThat(error.text().toString()).contains("2026-02-30", "yyyy-MM-dd");
  }

  @Test
  void namesAWrongEncodingWithItsRow() throws IOException {
    tables.crosswalk("bad", "", "K35.000,,K35.200,x");
    Files.write(
        folder.resolve("mappings/codes/bad.csv"),
        "clinical_code,clinical_name,insurance_code,insurance_name\nK35.000,,K35.200,阑尾炎\n"
            .getBytes(Charset.forName("GB18030")));
    Finding error = onlyError();
    assertThat(error.path()).isEqualTo("codes/bad.csv:2");
    assertThat(error.text().toString()).contains("UTF-8", "GBK", "row 2");
  }

  @Test
  void namesARowWithAnUnquotedComma() throws IOException {
    tables.crosswalk("bad", "", "K35.000,甲,乙,K35.200,丙");
    assertThat(onlyError().text().zh()).contains("codes/bad.csv 第 2 行", "双引号");
  }

  @Test
  void namesARowWithoutTarget() throws IOException {
    tables.crosswalk("bad", "", "K35.000,甲");
    assertThat(onlyError().path()).isEqualTo("codes/bad.csv:2:insurance_code");
  }

  @Test
  void namesAMissingMetadataFile() throws IOException {
    tables.crosswalk("bad", "", "K35.000,,K35.200,甲");
    Files.delete(folder.resolve("mappings/codes/bad.properties"));
    assertThat(onlyError().text().en()).contains("codes/bad.csv", "bad.properties");
  }

  @Test
  void namesAnUnknownKindOriginAndSystem() throws IOException {
    tables.crosswalk("bad", "kind=table\norigin=friend\nsystem=", "K35.000,,K35.200,甲");
    assertThat(loaded.reload())
        .extracting(Finding::path)
        .containsExactly(
            "codes/bad.properties:kind",
            "codes/bad.properties:origin",
            "codes/bad.properties:system");
  }

  @Test
  void refusesLocalCodesInAStarterTable() throws IOException {
    tables.crosswalk("bad", "from=local\norigin=starter", "K35.000,,K35.200,甲");
    assertThat(onlyError().path()).isEqualTo("codes/bad.properties:origin");
  }

  @Test
  void checksThatAValueMapLeadsIntoItsDictionary() throws IOException {
    String gender = "kind=dictionary\nsystem=gend\nto=baseline-8.1\norigin=starter\n";
    String values = "kind=values\nsystem=gend\nto=gend\norigin=site";
    tables.write("dictionaries/gend", gender + "complete=true", "code,name", "1,男", "2,女");
    tables.write("site/own", values, "value,code", "M,1", "X,7");
    Finding error = onlyError();
    assertThat(error.path()).isEqualTo("site/own.csv:3:code");
    assertThat(error.text().zh()).contains("第 3 行", "gend", "7");
    tables.write("dictionaries/gend", gender + "complete=false", "code,name", "1,男", "2,女");
    List<Finding> findings = loaded.reload();
    assertThat(findings).extracting(Finding::isError).containsExactly(false);
    assertThat(loaded.translate("gend", "hl7v2", "X")).contains("7");
  }

  @Test
  void leavesTheSiteFilesOfOtherRoomsToThem() throws IOException {
    tables.write("sources/hl7v2", "format=hl7v2", "message,field,path", "*,psn_name,PID-5");
    tables.write("site/hl7v2", "format=hl7v2", "message,field,path", "*,psn_name,PID-9");
    assertThat(loaded.reload()).isEmpty();
  }

  @Test
  void showsAllErrorsAtOnceButNotEndlesslyMany() throws IOException {
    String[] rows = new String[500];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = String.format("K%05d,,,", i);
    }
    tables.crosswalk("bad", "", rows);
    List<Finding> findings = loaded.reload();
    assertThat(findings).hasSize(101);
    assertThat(findings.get(100).text().zh()).contains("400");
  }

  @Test
  void startsWithNothingInForceWhenATableIsBroken() throws IOException {
    tables.crosswalk("bad", "", "K35.000,甲");
    loaded = tables.load();
    assertThat(loaded.loadFindings()).hasSize(1);
    assertThat(loaded.inForce().entries()).isZero();
    assertThat(map("I10.x00")).isInstanceOf(CodeMatch.Unmapped.class);
    Files.delete(folder.resolve("mappings/codes/bad.csv"));
    assertThat(loaded.reload()).isEmpty();
    assertThat(map("I10.x00")).isInstanceOf(CodeMatch.Mapped.class);
  }

  @Test
  void leavesFormerVersionsOfImportedTablesAlone() throws IOException {
    tables.crosswalk("../imported/.versions/good/1", "", "I10.x00,,I10.x01,别的");
    tables.crosswalk("../imported/.good", "", "I10.x00,,I10.x01,别的");
    assertThat(loaded.reload()).isEmpty();
    assertThat(loaded.inForce().entries()).isEqualTo(1);
  }

  @Test
  void takesTheRowsThatAnImportedTableNames() throws IOException {
    tables.crosswalk(
        "../imported/t",
        "origin=imported\nversion=20260601\nrows=.versions/t/20260601.csv",
        "K35.000,,K35.100,甲");
    Path rows = folder.resolve("mappings/imported/.versions/t/20260601.csv");
    Files.createDirectories(rows.getParent());
    Files.move(folder.resolve("mappings/imported/t.csv"), rows);
    assertThat(loaded.reload()).isEmpty();
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) map("K35.000");
    assertThat(mapped.table()).isEqualTo("t@20260601");

    Files.delete(rows);
    assertThat(loaded.reload()).hasSize(1);
    assertThat(loaded.reload().get(0).path()).isEqualTo("imported/t.properties:rows");
    assertThat(map("K35.000")).isInstanceOf(CodeMatch.Mapped.class);
  }

  @Test
  void loadsAVeryLongTable() throws IOException {
    String[] rows = new String[200_000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = String.format("L%06d,名称%d,M%05d,目标%d", i, i, i / 4, i / 4);
    }
    tables.crosswalk("long", "from=local\norigin=site", rows);
    assertThat(loaded.reload()).isEmpty();
    assertThat(loaded.inForce().entries()).isEqualTo(200_001);
    Code last = new Code(CodeSystem.DIAGNOSIS, "local", "L199999");
    CodeMatch match = loaded.map(last, "insurance-2.0", DISCHARGE);
    assertThat(((CodeMatch.Mapped) match).target().value()).isEqualTo("M49999");
  }

  @Test
  void givesEveryCodeOfADictionaryWithItsName() throws IOException {
    LocalDate before = LocalDate.of(2024, 12, 31);
    tables
        .dictionary("part", "valid-from=2020-01-01", "K35.200,部分")
        .dictionary("whole", "complete=true\nvalid-from=2025-01-01", "K35.200,全", "K35.300,全");
    assertThat(loaded.reload()).isEmpty();
    assertThat(loaded.codes(CodeSystem.DIAGNOSIS, "insurance-2.0", before))
        .containsOnlyKeys("K35.200", "I10.x00");
    assertThat(loaded.codes(CodeSystem.DIAGNOSIS, "insurance-2.0", DISCHARGE))
        .containsOnlyKeys("K35.200", "K35.300")
        .containsEntry("K35.200", "全");
    assertThat(loaded.codes(CodeSystem.PROCEDURE, "insurance-2.0", DISCHARGE)).isEmpty();
  }
}
