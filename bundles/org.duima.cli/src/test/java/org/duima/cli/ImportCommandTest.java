package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final Path PUBLISHED = Path.of("../../../shared/data/codes");
  private static final String HEADER =
      "clinical_code,clinical_name,insurance_code,insurance_name\n";

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.in(folder);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private String target(String code) {
    return CommandRun.of(home, "map", "--from", "clinical-2.0", code).out.split("\t")[2];
  }

  @Test
  void checksComparesAndPutsIntoForce() throws IOException {
    String codes = file("codes.csv", HEADER + "Q99.998,甲,Q99.900,乙\nI10.x00x021,丙,I10.x04,丁\n");
    CommandRun run = CommandRun.of(home, "import", "codes", "--from", "clinical-2.0", codes);
    assertThat(run.exitCode).isZero();
    assertThat(run.err).isEmpty();
    assertThat(run.out.lines())
        .containsExactly(
            codes + " → diagnosis.clinical-2.0.insurance-2.0",
            "  读入 read 2, 保留 kept 2, 拒绝 refused 0",
            "  I codes.csv：insurance-2.0 没有完整的字典，目标编码未核对 / codes.csv: there is no whole"
                + " dictionary of insurance-2.0, targets were not looked up",
            "  与现有版本比较：新增 added 2, 删除 removed 0, 修改 changed 0；近 90 天用过的编码受影响"
                + " codes in use touched: 未知 unknown",
            "已生效 in force: diagnosis.clinical-2.0.insurance-2.0@20260615-040000, 2 行 rows");
    assertThat(target("Q99.998")).isEqualTo("Q99.900");
    // an imported table goes before the starter
    assertThat(target("I10.x00x021")).isEqualTo("I10.x04");
  }

  @Test
  void aFileWithRefusedRowsLeavesEverythingAsItWas() throws IOException {
    String good = file("good.csv", HEADER + "Q99.998,甲,Q99.900,乙\n");
    String bad = file("bad.csv", HEADER + "00.0100,a,00.0100,b\n00.0101,a,,b\n");
    CommandRun run = CommandRun.of(home, "import", "codes", "--from", "clinical-2.0", good, bad);
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out)
        .contains("读入 read 2, 保留 kept 1, 拒绝 refused 1")
        .contains("bad.csv 第 3 行 列 insurance_code：00.0101 没有目标编码");
    assertThat(run.err).contains("原版本继续有效");
    assertThat(home.resolve("mappings/imported")).doesNotExist();

    CommandRun skipping =
        CommandRun.of(
            home, "import", "codes", "--from", "clinical-2.0", "--skip-refused", good, bad);
    assertThat(skipping.exitCode).isZero();
    assertThat(target("Q99.998")).isEqualTo("Q99.900");
  }

  @Test
  void onlyShowsWhereThatIsAskedFor() throws IOException {
    String first = file("first.csv", HEADER + "Q99.998,甲,Q99.900,乙\n");
    String second = file("second.csv", HEADER + "Q99.998,甲,Q99.901,丙\nQ99.997,丁,Q99.900,乙\n");
    Path difference = folder.resolve("difference.csv");
    CommandRun.of(home, "import", "codes", "--from", "clinical-2.0", first);
    CommandRun run =
        CommandRun.of(
            home,
            "import",
            "codes",
            "--from",
            "clinical-2.0",
            "--dry-run",
            "--diff",
            difference.toString(),
            second);
    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("新增 added 1, 删除 removed 0, 修改 changed 1");
    assertThat(run.out).contains("changed  Q99.998  Q99.900 乙  → Q99.901 丙");
    assertThat(Files.readAllLines(difference))
        .containsExactly(
            "table,what,code,before,after,uses",
            "diagnosis.clinical-2.0.insurance-2.0,changed,Q99.998,Q99.900 乙,Q99.901 丙,0",
            "diagnosis.clinical-2.0.insurance-2.0,added,Q99.997,,Q99.900 乙,0");
    assertThat(target("Q99.998")).isEqualTo("Q99.900");
  }

  @Test
  void goesBackToAFormerVersion() throws IOException {
    CommandRun.of(
        home,
        "import",
        "codes",
        "--from",
        "clinical-2.0",
        file("a.csv", HEADER + "Q99.998,甲,Q99.900,乙\n"));
    CommandRun.of(
        home,
        "import",
        "codes",
        "--from",
        "clinical-2.0",
        file("b.csv", HEADER + "Q99.998,甲,Q99.901,乙\n"));
    assertThat(target("Q99.998")).isEqualTo("Q99.901");
    String table = "diagnosis.clinical-2.0.insurance-2.0";
    assertThat(CommandRun.of(home, "import", "versions").out)
        .contains("*  " + table + "@20260615-040000-2")
        .contains("   " + table + "@20260615-040000 ");
    CommandRun run = CommandRun.of(home, "import", "restore", table + "@20260615-040000");
    assertThat(run.exitCode).isZero();
    assertThat(target("Q99.998")).isEqualTo("Q99.900");
    assertThat(CommandRun.of(home, "import", "restore", table + "@2020").exitCode).isEqualTo(1);
    assertThat(CommandRun.of(home, "import", "restore", "x").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "import", "restore", table + "@none").exitCode).isZero();
    assertThat(target("Q99.998")).isEmpty();
  }

  @Test
  void wrongUsageIsNamed() throws IOException {
    assertThat(CommandRun.of(home, "import").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "import", "codes").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "import", "codes", "nowhere.csv").err).contains("没有文件");
    String file = file("a.csv", HEADER + "Q99.998,甲,Q99.900,乙\n");
    assertThat(CommandRun.of(home, "import", "codes", "--valid-from", "soon", file).exitCode)
        .isEqualTo(2);
    CommandRun run = CommandRun.of(home, "import", "codes", file);
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out).contains("请用 --from 指明");
    Files.writeString(home.resolve("etc/org.duima.catalogue.cfg"), "maxRows = many\n");
    assertThat(CommandRun.of(home, "import", "versions").err).contains("maxRows = many");
  }

  @Test
  void aFileThatRepeatsATableOfTheSameCallIsRefused() throws IOException {
    String a = file("a.csv", HEADER + "Q99.998,甲,Q99.900,乙\n");
    String b = file("b.csv", HEADER + "Q99.997,甲,Q99.900,乙\n");
    CommandRun run = CommandRun.of(home, "import", "codes", "--from", "clinical-2.0", a, b);
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(home.resolve("mappings/imported")).doesNotExist();
  }

  @Test
  void explainsItselfInBothLanguages() {
    assertThat(CommandRun.of("import", "--help").out)
        .contains("导入公布的")
        .contains("Brings published");
    assertThat(CommandRun.of("import", "codes", "--help").out)
        .contains("--skip-refused")
        .contains("Imports cross-walks");
  }

  // ---------------------------------------------------------------- the published tables

  @Test
  void everyRowOfThePublishedTablesTranslatesToItsTarget() throws IOException {
    assumeTrue(Files.isDirectory(PUBLISHED), "the published tables are not here");
    CommandRun dictionaries =
        CommandRun.of(
            home,
            "import",
            "dictionary",
            "--complete",
            published("insurance-icd10-dictionary"),
            published("insurance-icd9-dictionary"));
    assertThat(dictionaries.exitCode).as(dictionaries.out + dictionaries.err).isZero();
    CommandRun codes =
        CommandRun.of(
            home,
            "import",
            "codes",
            published("icd10-clinical2-to-insurance2"),
            published("icd9-clinical3-to-insurance2"),
            "--from",
            "clinical-2.0",
            "--to",
            "insurance-2.0");
    assertThat(codes.exitCode).as(codes.out + codes.err).isZero();
    assertThat(codes.out)
        .contains("读入 read 35587, 保留 kept 35587, 拒绝 refused 0")
        .contains("读入 read 13653, 保留 kept 13653, 拒绝 refused 0");
    checkEveryRow("diagnosis", "icd10-clinical2-to-insurance2", 35_587);
    checkEveryRow("procedure", "icd9-clinical3-to-insurance2", 13_653);
  }

  private static String published(String name) {
    return PUBLISHED.resolve(name + ".csv").toString();
  }

  private void checkEveryRow(String kind, String name, int rows) throws IOException {
    List<String> sources = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> records =
        CsvReader.builder().ofNamedCsvRecord(PUBLISHED.resolve(name + ".csv"))) {
      for (NamedCsvRecord record : records) {
        sources.add(record.getField("clinical_code").strip());
        targets.add(record.getField("insurance_code"));
      }
    }
    CommandRun run =
        CommandRun.of(
            Map.of("DUIMA_HOME", home.toString()),
            sources.stream().collect(Collectors.joining("\n")),
            "map",
            "--kind",
            kind,
            "--from",
            "clinical-2.0",
            "-");
    List<String> answers = run.out.lines().toList();
    assertThat(answers).hasSize(rows);
    for (int i = 0; i < rows; i++) {
      assertThat(answers.get(i)).startsWith(sources.get(i) + "\tmapped\t" + targets.get(i) + "\t");
    }
  }
}
