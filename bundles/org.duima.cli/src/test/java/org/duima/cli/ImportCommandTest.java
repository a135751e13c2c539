package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
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

  // ---------------------------------------------------------------- knowledge

  private static final String POINTS =
      "rule_class,gz_code,level1,level2,med_codes,item_name,constraint,detect_logic,batch\n";
  private static final String LEVEL =
      "药品限医疗机构级别,,,,ZA04BAQ0397010100999,清开灵注射液,限二级及以上医疗机构。,级别,97\n";
  private static final String INDICATION =
      "药品限适应症,,,,XA16ABA345B004010183999,阿加糖酶α注射用浓溶液,限法布雷病患者,诊断,97\n";

  private List<String> states(String table) throws IOException {
    Path file = home.resolve("mappings/knowledge/imported").resolve(table + ".csv");
    try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(file)) {
      return records.stream()
          .map(r -> r.getField("item_name") + " " + r.getField("state"))
          .toList();
    }
  }

  @Test
  void knowledgeIsSilentAndWhatIsNotUnderstoodWaits() throws IOException {
    String points = file("points.csv", POINTS + LEVEL + INDICATION);
    CommandRun run = CommandRun.of(home, "import", "knowledge", points);
    assertThat(run.exitCode).as(run.out + run.err).isZero();
    assertThat(run.out.lines())
        .startsWith(points + " → knowledge.batch-97", "  读入 read 2, 保留 kept 2, 拒绝 refused 0")
        .contains("  与现有版本比较：新增 added 2, 删除 removed 0, 修改 changed 0")
        .contains(
            "    points.csv:2 drug-hospital-level 清开灵注射液“限二级及以上医疗机构。” → level=2 (level-2-or-higher)",
            "  待药师解读，停用 waiting for a pharmacist, off：1",
            "    points.csv:3 drug-indication 阿加糖酶α注射用浓溶液“限法布雷病患者” → 缺少限定：dx / it lacks dx")
        .anyMatch(line -> line.contains("POST /api/knowledge/switch"))
        .endsWith("已生效 in force: knowledge.batch-97@20260615-040000, 2 行 rows");
    assertThat(states("knowledge.batch-97")).containsExactly("清开灵注射液 silent", "阿加糖酶α注射用浓溶液 off");

    CommandRun louder = CommandRun.of(home, "import", "knowledge", "--state", "on", points);
    assertThat(louder.out)
        .contains("新增 added 0, 删除 removed 0, 修改 changed 1")
        .contains("drug-hospital-level 清开灵注射液: level=2 [silent]");
    assertThat(states("knowledge.batch-97")).containsExactly("清开灵注射液 on", "阿加糖酶α注射用浓溶液 off");

    CommandRun back =
        CommandRun.of(home, "import", "restore", "knowledge.batch-97@20260615-040000");
    assertThat(back.exitCode).as(back.err).isZero();
    assertThat(states("knowledge.batch-97").get(0)).isEqualTo("清开灵注射液 silent");
    assertThat(CommandRun.of(home, "import", "versions").out)
        .contains("*  knowledge.batch-97@20260615-040000 ");
    assertThat(CommandRun.of(home, "import", "restore", "knowledge.batch-97@none").exitCode)
        .isZero();
    assertThat(home.resolve("mappings/knowledge/imported/knowledge.batch-97.csv")).doesNotExist();
  }

  @Test
  void knowledgeWithRefusedRowsIsTakenOnlyIfThatIsAskedFor() throws IOException {
    String points =
        file(
            "points.csv",
            POINTS
                + LEVEL
                + "没有这一类,,,,X1,甲,乙,,97\n"
                + "药品区分性别使用,,,,XL02BBA326A001010199999,甲,男性专用,,97\n"
                + "药品区分性别使用,,,,XL02BBA326A001010199999,甲,女性专用,,97\n");
    CommandRun run = CommandRun.of(home, "import", "knowledge", points);
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out)
        .contains("读入 read 4, 保留 kept 1, 拒绝 refused 3")
        .contains("points.csv 第 3 行 列 rule_class：没有规则类 没有这一类")
        .contains("points.csv 第 4 行 列 constraint：", "但 第 5 行是 sex=female")
        .contains("points.csv 第 5 行 列 constraint：", "但 第 4 行是 sex=male");
    assertThat(home.resolve("mappings/knowledge/imported")).doesNotExist();
    assertThat(CommandRun.of(home, "import", "knowledge", "--skip-refused", points).exitCode)
        .isZero();
    assertThat(states("knowledge.batch-97")).containsExactly("清开灵注射液 silent");
  }

  @Test
  void knowledgeComesInWhateverFormThePublisherUses() throws IOException {
    String text =
        "规则名称,医保目录编码,药品通用名,限定内容,检出逻辑,批次\n药品限医疗机构级别,ZA04BAQ0397010100999,"
            + "清开灵注射液,限二级及以上医疗机构。,级别,第96批\n";
    Path coded = folder.resolve("gb.csv");
    Files.write(coded, text.getBytes(Charset.forName("GB18030")));
    Path workbook = folder.resolve("第95批.xlsx");
    try (OutputStream out = Files.newOutputStream(workbook);
        Workbook book = new Workbook(out, "test", "1.0")) {
      Worksheet sheet = book.newWorksheet("药品限就医方式");
      List<String> cells = List.of("药品代码", "药品名称", "限定条件");
      List<String> values = List.of("XB05BAU012B002010102999", "脂肪乳", "限住院患者");
      for (int i = 0; i < cells.size(); i++) {
        sheet.value(0, i, cells.get(i));
        sheet.value(1, i, values.get(i));
      }
    }
    CommandRun run =
        CommandRun.of(home, "import", "knowledge", coded.toString(), workbook.toString());
    assertThat(run.exitCode).as(run.out + run.err).isZero();
    assertThat(states("knowledge.batch-96")).containsExactly("清开灵注射液 silent");
    assertThat(states("knowledge.batch-95")).containsExactly("脂肪乳 silent");
  }

  @Test
  void aStateThatThereIsNotIsNamed() throws IOException {
    CommandRun run =
        CommandRun.of(
            home, "import", "knowledge", "--state", "loud", file("a.csv", POINTS + LEVEL));
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("--state");
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
