package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionsTest {
  private static final LocalDate DISCHARGE = LocalDate.of(2026, 6, 1);
  private static final String TAIL = "insurance-2.0,%s,%s,%s,zhang,2026-05-31T17:30:00Z,病历写明";

  @TempDir Path folder;
  private MappingFolder tables;

  @BeforeEach
  void startWithASiteTable() throws IOException {
    tables =
        new MappingFolder(folder)
            .crosswalk("../site/own", "origin=site", "K35.000,,K35.100,甲", "K36.x00,,K36.x00,乙")
            .dictionary("names", "", "K35.200,急性阑尾炎伴弥漫性腹膜炎");
  }

  private static String row(
      int number, String from, String code, String name, String department, String target) {
    return row(number, from, code, name, department, target, "", "");
  }

  private static String row(
      int number,
      String from,
      String code,
      String name,
      String department,
      String target,
      String begin,
      String end) {
    return "%d,diagnosis,%s,%s,%s,%s,".formatted(number, from, code, name, department)
        + TAIL.formatted(target, begin, end);
  }

  private CodeMatch ask(String edition, String code, String name, String department) {
    return ask(edition, code, name, department, DISCHARGE);
  }

  private CodeMatch ask(String edition, String code, String name, String department, LocalDate on) {
    return tables
        .load()
        .map(
            new CodeQuestion(
                new Code(CodeSystem.DIAGNOSIS, edition, code),
                name,
                department,
                "insurance-2.0",
                on));
  }

  private static String target(CodeMatch match) {
    assertThat(match).isInstanceOf(CodeMatch.Mapped.class);
    return ((CodeMatch.Mapped) match).target().value();
  }

  @Test
  void goBeforeEveryTableAndSayWhoDecidedWhen() throws IOException {
    tables.decisions(row(12, "clinical-2.0", "K35.000", "阑尾炎", "", "K35.200"));
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) ask("clinical-2.0", "Ｋ35.000", "", "");
    assertThat(mapped.target().value()).isEqualTo("K35.200");
    assertThat(mapped.targetName()).isEqualTo("急性阑尾炎伴弥漫性腹膜炎");
    assertThat(mapped.inDictionary()).isTrue();
    // 17:30 in UTC is the next day in the hospital
    assertThat(mapped.table()).isEqualTo("decision 12 (2026-06-01 zhang)");
    assertThat(target(ask("clinical-2.0", "K36.x00", "", ""))).isEqualTo("K36.x00");
  }

  @Test
  void holdForTheEditionThatTheySpeakOf() throws IOException {
    tables.decisions(row(1, "clinical-1.1", "K35.000", "", "", "K35.200"));
    assertThat(target(ask("clinical-1.1", "K35.000", "", ""))).isEqualTo("K35.200");
    assertThat(target(ask("clinical-2.0", "K35.000", "", ""))).isEqualTo("K35.100");
    assertThat(ask("", "K35.000", "", "")).isInstanceOf(CodeMatch.Ambiguous.class);
  }

  @Test
  void settleWhatACodeSentWithoutEditionMeans() throws IOException {
    tables.decisions(row(1, "", "K35.000", "", "", "K35.200"));
    assertThat(target(ask("", "K35.000", "", ""))).isEqualTo("K35.200");
  }

  @Test
  void forADepartmentGoBeforeThoseForAll() throws IOException {
    tables.decisions(
        row(1, "clinical-2.0", "K35.000", "", "0301", "K35.300"),
        row(2, "clinical-2.0", "K35.000", "", "", "K35.200"));
    assertThat(target(ask("clinical-2.0", "K35.000", "", "0301"))).isEqualTo("K35.300");
    assertThat(target(ask("clinical-2.0", "K35.000", "", "0302"))).isEqualTo("K35.200");
    assertThat(target(ask("clinical-2.0", "K35.000", "", ""))).isEqualTo("K35.200");
  }

  @Test
  void forADepartmentLeaveTheOthersToTheTables() throws IOException {
    tables.decisions(row(1, "clinical-2.0", "K35.000", "", "0301", "K35.300"));
    assertThat(target(ask("clinical-2.0", "K35.000", "", "0302"))).isEqualTo("K35.100");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-12-31,K35.100",
    "2026-01-01,K35.200",
    "2026-06-30,K35.200",
    "2026-07-01,K35.100"
  })
  void holdFromTheirFirstToTheirLastDayOfDischarge(LocalDate on, String expected)
      throws IOException {
    tables.decisions(
        row(1, "clinical-2.0", "K35.000", "", "", "K35.200", "2026-01-01", "2026-06-30"));
    assertThat(target(ask("clinical-2.0", "K35.000", "", "", on))).isEqualTo(expected);
  }

  @Test
  void decideByNameWhereThereIsNoCode() throws IOException {
    tables.decisions(
        row(1, "", "", "急性 阑尾炎（化脓性）", "", "K35.200"),
        row(2, "clinical-2.0", "", "慢性阑尾炎", "", "K36.x00"));
    assertThat(target(ask("", "", "急性阑尾炎(化脓性)", ""))).isEqualTo("K35.200");
    assertThat(target(ask("local", "", "急性阑尾炎(化脓性)", ""))).isEqualTo("K35.200");
    assertThat(target(ask("local", "LW77", "急性阑尾炎(化脓性)", ""))).isEqualTo("K35.200");
    assertThat(target(ask("", "LW77", "急性阑尾炎(化脓性)", ""))).isEqualTo("K35.200");
    assertThat(target(ask("clinical-2.0", "", "慢性阑尾炎", ""))).isEqualTo("K36.x00");
    assertThat(ask("clinical-2.0", "Q99.999", "慢性阑尾炎", ""))
        .as("a code of an edition is not decided by its name")
        .isInstanceOf(CodeMatch.Unmapped.class);
    assertThat(ask("local", "", "阑尾炎", "")).isInstanceOf(CodeMatch.Unmapped.class);
  }

  @Test
  void sayThatSeveralCodesBecomeOne() throws IOException {
    tables.decisions(
        row(1, "clinical-2.0", "Q01.000", "", "", "K36.x00"),
        row(2, "clinical-2.0", "K35.000", "", "", "K35.200"));
    CodeMatch.Mapped shared = (CodeMatch.Mapped) ask("clinical-2.0", "Q01.000", "", "");
    assertThat(shared.relation()).isEqualTo(new CodeMatch.Relation(false, true, true));
    CodeMatch.Mapped alone = (CodeMatch.Mapped) ask("clinical-2.0", "K35.000", "", "");
    assertThat(alone.relation()).isEqualTo(new CodeMatch.Relation(false, false, false));
  }

  @Test
  void expireWithTheirTarget() throws IOException {
    tables
        .decisions(row(1, "clinical-2.0", "K36.x00", "", "", "K36.x99"))
        .dictionary("d1", "complete=true\nvalid-from=2020-01-01", "K36.x99,旧")
        .dictionary("d2", "complete=true\nvalid-from=2025-01-01", "K36.x00,新");
    assertThat(ask("clinical-2.0", "K36.x00", "", "")).isInstanceOf(CodeMatch.Expired.class);
  }

  @Test
  void areTakenUpByAReloadButNotWatched() throws IOException {
    MappingTables loaded = tables.load();
    tables.decisions(row(1, "clinical-2.0", "K35.000", "", "", "K35.200"));
    assertThat(loaded.reload()).isEmpty();
    assertThat(loaded.decisions()).hasSize(1);
    Code code = new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "K35.000");
    assertThat(target(loaded.map(code, "insurance-2.0", DISCHARGE))).isEqualTo("K35.200");
    assertThat(loaded.watched()).noneMatch(path -> path.startsWith(folder.resolve("data")));
  }

  @ParameterizedTest
  @CsvSource({
    "'0,diagnosis,,A,,,insurance-2.0,B,,,z,2026-01-01T00:00:00Z,',number",
    "'1,diagnose,,A,,,insurance-2.0,B,,,z,2026-01-01T00:00:00Z,',system",
    "'1,diagnosis,,,,,insurance-2.0,B,,,z,2026-01-01T00:00:00Z,',code",
    "'1,diagnosis,,A,,,insurance-2.0,,,,z,2026-01-01T00:00:00Z,',target_code",
    "'1,diagnosis,,A,,,,B,,,z,2026-01-01T00:00:00Z,',to",
    "'1,diagnosis,,A,,,insurance-2.0,B,2026-02-30,,z,2026-01-01T00:00:00Z,',valid_from",
    "'1,diagnosis,,A,,,insurance-2.0,B,2026-02-02,2026-02-01,z,2026-01-01T00:00:00Z,',valid_to",
    "'1,diagnosis,,A,,,insurance-2.0,B,,,,2026-01-01T00:00:00Z,',who",
    "'1,diagnosis,,A,,,insurance-2.0,B,,,z,yesterday,',decided_at"
  })
  void withAnErrorNameRowAndColumnAndLeaveTheFormerOnesInForce(String bad, String column)
      throws IOException {
    tables.decisions(row(7, "clinical-2.0", "K35.000", "", "", "K35.200"));
    MappingTables loaded = tables.load();
    tables.decisions(row(7, "clinical-2.0", "K35.000", "", "", "K35.300"), bad);
    List<Finding> findings = loaded.reload();
    assertThat(findings)
        .extracting(Finding::path)
        .containsExactly("data/decisions.csv:3:" + column);
    assertThat(findings.get(0).isError()).isTrue();
    assertThat(findings.get(0).text().zh()).contains("第 3 行", column);
    Code code = new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "K35.000");
    assertThat(target(loaded.map(code, "insurance-2.0", DISCHARGE))).isEqualTo("K35.200");
  }

  @Test
  void withOneNumberTwiceAreRefused() throws IOException {
    tables.decisions(
        row(7, "clinical-2.0", "K35.000", "", "", "K35.200"),
        row(7, "clinical-2.0", "K36.x00", "", "", "K35.300"));
    MappingTables loaded = tables.load();
    assertThat(loaded.loadFindings())
        .extracting(Finding::path)
        .containsExactly("data/decisions.csv:3:number");
  }
}
