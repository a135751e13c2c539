package org.duima.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duima.catalogue.internal.ImportHome.codes;
import static org.duima.catalogue.internal.ImportHome.dictionary;
import static org.duima.catalogue.internal.ImportHome.order;
import static org.duima.catalogue.internal.ImportHome.told;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Worksheet;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows in every form that publishers use. */
class FormatsTest {
  @TempDir Path folder;
  private ImportHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = new ImportHome(folder);
  }

  // ---------------------------------------------------------------- workbooks

  private static final List<List<String>> ROWS =
      List.of(
          List.of("国临版编码", "国临版名称", "医保版编码", "医保版名称"),
          List.of("N18.900", "慢性肾衰竭", "N18.902", "慢性肾衰竭"),
          List.of("I63.800", "脑梗死", "灰码", ""));

  @FunctionalInterface
  private interface Filling {
    void fill(org.dhatim.fastexcel.Workbook workbook) throws IOException;
  }

  private Path workbook(String name, Filling filling) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        org.dhatim.fastexcel.Workbook workbook =
            new org.dhatim.fastexcel.Workbook(out, "test", "1.0")) {
      filling.fill(workbook);
    }
    return file;
  }

  private static void fill(Worksheet sheet, List<List<String>> rows) {
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        sheet.value(row, column, rows.get(row).get(column));
      }
    }
  }

  @Test
  void theSheetWithTheColumnsIsTakenAndNamed() throws IOException {
    Path file =
        workbook(
            "a.xlsx",
            workbook -> {
              fill(workbook.newWorksheet("说明"), List.of(List.of("本表由…发布")));
              fill(workbook.newWorksheet("诊断"), ROWS);
              Worksheet hidden = workbook.newWorksheet("旧");
              hidden.setVisibilityState(VisibilityState.HIDDEN);
              fill(hidden, ROWS);
            });
    Checked checked = home.imports.check(file, codes(file));
    assertThat(told(checked)).contains("a.xlsx#诊断：取工作表 诊断");
    home.apply(checked);
    assertThat(home.target("N18.900")).isEqualTo("N18.902");
    assertThat(home.target("I63.800")).isEqualTo("Gray");
  }

  @Test
  void sheetsOfSeveralKindsAreToldApartByTheKindThatIsNamed() throws IOException {
    List<List<String>> procedures = List.of(ROWS.get(0), List.of("00.0100", "超声", "00.0100", "超声"));
    Path file =
        workbook(
            "both.xlsx",
            workbook -> {
              fill(workbook.newWorksheet("ICD10"), ROWS);
              fill(workbook.newWorksheet("ICD9"), procedures);
            });
    assertThat(told(home.imports.check(file, codes(file))))
        .containsExactly("both.xlsx：多个工作表都有这些列：ICD10, ICD9；请用 --kind 指明，或各存为一个文件");
    Checked checked =
        home.imports.check(
            file, order(Kind.CODES, "procedure", "clinical-3.0", "insurance-2.0", file));
    assertThat(checked.kept()).isEqualTo(1);
    assertThat(told(checked)).contains("both.xlsx#ICD9：取工作表 ICD9");
  }

  @Test
  void rowsAndColumnsOfASheetAreNamedAsItsProgramCountsThem() throws IOException {
    Path file =
        workbook(
            "a.xlsx",
            workbook -> {
              Worksheet sheet = workbook.newWorksheet("表");
              fill(sheet, List.of(List.of("手术编码", "名称")));
              sheet.value(1, 0, "00.0100");
              sheet.value(1, 1, "超声");
              // what a spreadsheet makes of 74.1000 where the column is not marked as text
              sheet.value(4, 0, 74.1);
              sheet.value(4, 1, "剖宫产");
            });
    Checked checked = home.imports.check(file, dictionary(file));
    assertThat(checked.findings()).hasSize(1);
    assertThat(checked.findings().get(0).path()).isEqualTo("a.xlsx:5:手术编码");
    assertThat(told(checked).get(0)).contains("“74.1”不可能是procedure");
  }

  /** A copy of a workbook in which one part has other content. */
  private Path changed(Path workbook, String part, String content) throws IOException {
    Path copy = folder.resolve("changed.xlsx");
    try (ZipFile in = new ZipFile(workbook.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : in.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(
            entry.getName().equals(part)
                ? content.getBytes(StandardCharsets.UTF_8)
                : in.getInputStream(entry).readAllBytes());
      }
    }
    return copy;
  }

  @Test
  void aWorkbookThatPullsInOtherFilesIsRefused() throws IOException {
    Path good = workbook("a.xlsx", workbook -> fill(workbook.newWorksheet("表"), ROWS));
    Path evil =
        changed(
            good,
            "xl/sharedStrings.xml",
            "<?xml version=\"1.0\"?>"
                + " ".repeat(70_000)
                + "<!DOCTYPE sst [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><sst>&e;</sst>");
    assertThat(told(home.imports.check(evil, codes(evil))))
        .containsExactly("changed.xlsx：XML 含有 DOCTYPE，拒绝读取");
  }

  @Test
  void aWorkbookThatUnpacksToTooMuchIsRefused() throws IOException {
    Path good = workbook("a.xlsx", workbook -> fill(workbook.newWorksheet("表"), ROWS));
    Path bomb = changed(good, "xl/sharedStrings.xml", "<sst>" + " ".repeat(100 << 20));
    assertThat(Files.size(bomb)).isLessThan(1 << 20);
    assertThat(told(home.imports.check(bomb, codes(bomb))).get(0)).contains("解压后过大");
  }

  @Test
  void aDamagedWorkbookIsRefused() throws IOException {
    Path good = workbook("a.xlsx", workbook -> fill(workbook.newWorksheet("表"), ROWS));
    byte[] bytes = Files.readAllBytes(good);
    Path cut = Files.write(folder.resolve("cut.xlsx"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(told(home.imports.check(cut, codes(cut))).get(0)).startsWith("cut.xlsx：");
    Path broken = changed(good, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row");
    assertThat(told(home.imports.check(broken, codes(broken))).get(0)).startsWith("changed.xlsx：");
    Path noBook = changed(good, "xl/workbook.xml", "not xml");
    assertThat(told(home.imports.check(noBook, codes(noBook))).get(0)).startsWith("changed.xlsx：");
  }

  // ---------------------------------------------------------------- the platform's files

  private static String line(int columns, String... placed) {
    String[] cells = new String[columns];
    Arrays.fill(cells, "-");
    for (int i = 0; i < placed.length; i += 2) {
      cells[Integer.parseInt(placed[i]) - 1] = placed[i + 1];
    }
    return String.join("\t", cells) + "\n";
  }

  private static String disease(
      String code,
      String name,
      String national,
      String clinical,
      String clinicalName,
      String valid) {
    return line(
        24,
        "11",
        code,
        "12",
        name,
        "14",
        national,
        "15",
        "国标\"名",
        "16",
        clinical,
        "17",
        clinicalName,
        "19",
        valid);
  }

  private static final String CATALOGUE_1307 =
      disease("N18.902", "慢性肾衰竭", "N18.9", "N18.900", "慢性肾衰竭", "1")
          + disease("N18.900", "慢性肾脏病，未特指", "N18.9", "", "", "1")
          + disease("I10.x00", "特发性高血压", "I10", "I10.x00", "高血压", "1")
          + disease("I10.x09", "停用", "I10", "I10.x09", "停用", "0");

  @Test
  void theCrosswalkOfCatalogue1307IsRead() throws IOException {
    Path file = home.file("1307.txt", CATALOGUE_1307);
    Checked checked = home.imports.check(file, order(Kind.CODES, "", "", "", file));
    assertThat(checked.table()).isEqualTo("diagnosis.clinical-2.0.insurance-2.0");
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(4, 2, 0);
    assertThat(told(checked)).contains("1307.txt：1 行的有效标志为无效，不导入", "1307.txt：1 行没有该版本的编码，不导入");
    home.apply(checked);
    assertThat(home.target("N18.900")).isEqualTo("N18.902");
  }

  @Test
  void theDictionaryOfCatalogue1307IsReadAlsoFromAnArchive() throws IOException {
    Path file = folder.resolve("1307.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("1307_20260101.txt"));
      out.write(CATALOGUE_1307.getBytes(StandardCharsets.UTF_8));
    }
    Checked checked = home.imports.check(file, order(Kind.DICTIONARY, "", "", "", file));
    assertThat(checked.table()).isEqualTo("diagnosis.insurance-2.0");
    assertThat(checked.kept()).isEqualTo(3);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("a.txt"));
      out.putNextEntry(new ZipEntry("b.txt"));
    }
    assertThat(told(home.imports.check(file, dictionary(file))).get(0)).contains("实有 2 个");
  }

  @Test
  void nationalCodesOfCatalogue1307HaveSeveralTargets() throws IOException {
    Path file = home.file("1307.txt", CATALOGUE_1307);
    Checked checked =
        home.imports.check(file, order(Kind.CODES, "", "national-2016", "insurance-2.0", file));
    assertThat(checked.table()).isEqualTo("diagnosis.national-2016.insurance-2.0");
    assertThat(checked.refused()).isEqualTo(2);
    assertThat(told(checked)).anyMatch(text -> text.contains("第 1 行 列 14：N18.9 → N18.902"));
  }

  @Test
  void proceduresAndChineseMedicineAreToldByTheirCodes() throws IOException {
    Path procedures = home.file("1308.txt", line(24, "11", "00.0100", "12", "超声", "19", "1"));
    assertThat(
            home.imports.check(procedures, order(Kind.DICTIONARY, "", "", "", procedures)).table())
        .isEqualTo("procedure.insurance-2.0");
    Path diseases = home.file("1314.txt", line(14, "6", "A01.01.01", "7", "感冒", "9", "1"));
    assertThat(home.imports.check(diseases, order(Kind.DICTIONARY, "", "", "", diseases)).table())
        .isEqualTo("tcm-disease.insurance-2.0");
    Path syndromes = home.file("1315.txt", line(14, "6", "B01.01.01", "7", "风寒", "9", "1"));
    assertThat(home.imports.check(syndromes, order(Kind.DICTIONARY, "", "", "", syndromes)).table())
        .isEqualTo("tcm-syndrome.insurance-2.0");
  }

  @Test
  void serviceItemsAndConsumablesAreToldByTheirCodes() throws IOException {
    Path items =
        home.file(
            "1305.txt",
            line(16, "1", "001102000010000", "10", "普通门诊诊查费", "7", "1")
                + line(16, "1", "003401000230600-1", "10", "牵引", "7", "0"));
    Checked checked = home.imports.check(items, order(Kind.DICTIONARY, "", "", "", items));
    assertThat(checked.table()).isEqualTo("service-item.insurance-2.0");
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(2, 1, 0);
    Path consumables =
        home.file("1306.txt", line(71, "1", "C0101010010000100001", "2", "缝合线", "68", "1"));
    assertThat(
            home.imports
                .check(consumables, order(Kind.DICTIONARY, "", "", "", consumables))
                .table())
        .isEqualTo("consumable.insurance-2.0");
  }

  @Test
  void theHospitalCanSayWhereTheColumnsStand() throws IOException {
    Path layouts = folder.resolve("mappings/catalogues/platform-files.csv");
    Files.writeString(
        layouts,
        Files.readString(layouts).lines().limit(1).collect(Collectors.joining())
            + "\n1307,3,diagnosis,insurance-2.0,[A-Z].*,2,3,1,本地\n");
    Path file = home.file("x.txt", "1\tI10.x00\t高血压\n");
    assertThat(home.imports.check(file, order(Kind.DICTIONARY, "", "", "", file)).kept())
        .isEqualTo(1);
    Files.writeString(layouts, "catalogue,columns\n1307,x\n");
    Path again = home.file("x.txt", "1\tI10.x00\t高血压\n");
    org.assertj.core.api.Assertions.assertThatIOException()
        .isThrownBy(() -> home.imports.check(again, dictionary(again)))
        .withMessageContaining("catalogues/platform-files.csv")
        .withMessageContaining("第 2 行");
  }

  // ---------------------------------------------------------------- FHIR

  private static final String CONCEPT_MAP =
      """
      {"resourceType":"ConceptMap","status":"active","group":[
       {"element":[
          {"code":"N18.900","display":"慢性肾衰竭","target":[{"code":"N18.902","display":"慢性肾衰竭","equivalence":"equivalent"}]},
          {"code":"I10.x00","target":[{"equivalence":"unmatched"}]},
          {"code":"A00.000","target":[{"code":"A00.000","equivalence":"equal"},{"code":"A00.001","equivalence":"wider"}]},
          {"code":"B06.000"}],
        "source":"urn:nhc:icd10:2.0","target":"urn:nhsa:icd10:2.0"},
       {"source":"urn:nhc:icd9cm3:3.0","target":"urn:nhsa:icd9cm3:2.0",
        "element":[{"code":"00.0100","target":[{"code":"00.0100","display":"超声","equivalence":"equal"}]}]}]}
      """;

  @Test
  void theGroupOfAConceptMapIsChosenByKind() throws IOException {
    Path file = home.file("map.json", CONCEPT_MAP);
    assertThat(told(home.imports.check(file, order(Kind.CODES, "", "", "", file))).get(0))
        .contains("多个 group 都合适");
    Checked procedures = home.imports.check(file, order(Kind.CODES, "procedure", "", "", file));
    assertThat(procedures.table()).isEqualTo("procedure.clinical-3.0.insurance-2.0");
    assertThat(procedures.kept()).isEqualTo(1);
    Checked diagnoses = home.imports.check(file, order(Kind.CODES, "diagnosis", "", "", file));
    assertThat(List.of(diagnoses.read(), diagnoses.kept(), diagnoses.refused()))
        .containsExactly(4, 1, 3);
    assertThat(told(diagnoses))
        .contains(
            "map.json：1 个编码没有目标（unmatched），不导入",
            "map.json 第 4 行 列 target.code：B06.000 没有目标编码；不能上传的编码请写“灰码”");
  }

  @Test
  void aConceptMapOfAnotherEditionIsRefused() throws IOException {
    Path file = home.file("map.json", CONCEPT_MAP);
    assertThat(
            told(home.imports.check(file, order(Kind.CODES, "diagnosis", "clinical-1.1", "", file)))
                .get(0))
        .contains("没有合适的 group");
  }

  @Test
  void aCodeSystemIsADictionaryWithItsNestedConcepts() throws IOException {
    Path file =
        home.file(
            "system.json",
            """
            {"resourceType":"CodeSystem","url":"urn:nhsa:icd10:2.0","content":"complete",
             "concept":[{"code":"I10","display":"高血压","concept":[
               {"code":"I10.x00","display":"特发性高血压"}]},{"display":"没有编码"}]}
            """);
    Checked checked = home.imports.check(file, order(Kind.DICTIONARY, "", "", "", file));
    assertThat(checked.table()).isEqualTo("diagnosis.insurance-2.0");
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(3, 2, 1);
    assertThat(told(home.imports.check(file, codes(file))).get(0)).contains("import dictionary");
  }

  @Test
  void otherJsonIsRefused() throws IOException {
    Path other = home.file("a.json", "{\"resourceType\":\"Patient\"}");
    assertThat(told(home.imports.check(other, codes(other))).get(0)).contains("文件为 Patient");
    Path cut = home.file("b.json", CONCEPT_MAP.substring(0, 300));
    assertThat(told(home.imports.check(cut, codes(cut))).get(0)).contains("JSON 格式错误");
  }
}
