package org.duima.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duima.catalogue.internal.ImportHome.codes;
import static org.duima.catalogue.internal.ImportHome.complete;
import static org.duima.catalogue.internal.ImportHome.dictionary;
import static org.duima.catalogue.internal.ImportHome.order;
import static org.duima.catalogue.internal.ImportHome.skippingRefused;
import static org.duima.catalogue.internal.ImportHome.told;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad rows are named by file, row and column; bad files as a whole. */
class CheckingTest {
  private static final String HEADER =
      "clinical_code,clinical_name,insurance_code,insurance_name\n";

  @TempDir Path folder;
  private ImportHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = new ImportHome(folder);
  }

  @Test
  void aGoodFileIsReadKeptAndPutIntoForceOnlyWhenApplied() throws IOException {
    Checked checked = home.check("a.csv", HEADER + "I10.x00x021,高血压1级,I10.x03,高血压1级\n");
    assertThat(checked.canBeApplied()).isTrue();
    assertThat(checked.table()).isEqualTo("diagnosis.clinical-2.0.insurance-2.0");
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(1, 1, 0);
    assertThat(home.target("I10.x00x021")).isEqualTo("Unmapped");
    home.apply(checked);
    assertThat(home.target("I10.x00x021")).isEqualTo("I10.x03");
  }

  @Test
  void everyRefusedRowIsNamedAndNothingIsTaken() throws IOException {
    Checked checked =
        home.check(
            "bad.csv",
            HEADER
                + "I10.x00,高血压,I10.x00,特发性高血压\n"
                + ",没有编码,I10.x01,x\n"
                + "高血压,错列,I10.x01,x\n"
                + "I10.x01,没有目标,,\n"
                + "I10.x02,目标不成编码,见备注,\n"
                + "I10.x03,名称,有,逗号,I10.x03\n"
                + "A00.000,霍乱,A00.000,霍乱\n"
                + "Ａ00.000,霍乱,A00.001,霍乱\n");
    assertThat(checked.canBeApplied()).isFalse();
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(8, 1, 7);
    assertThat(told(checked))
        .containsExactly(
            "bad.csv：insurance-2.0 没有完整的字典，目标编码未核对",
            "bad.csv 第 3 行 列 clinical_code：编码为空",
            "bad.csv 第 4 行 列 clinical_code：“高血压”不可能是diagnosis（clinical-2.0）的编码；"
                + "若由表格软件改写（如 74.1000 变成 74.1），请把该列设为文本后重新保存",
            "bad.csv 第 5 行 列 insurance_code：I10.x01 没有目标编码；不能上传的编码请写“灰码”",
            "bad.csv 第 6 行 列 insurance_code：“见备注”不可能是diagnosis（insurance-2.0）的编码；"
                + "若由表格软件改写（如 74.1000 变成 74.1），请把该列设为文本后重新保存",
            "bad.csv 第 7 行 列 clinical_code：有 5 列，表头只有 4 列；含逗号的名称要加双引号",
            "bad.csv 第 8 行 列 clinical_code：A00.000 → A00.000 霍乱，但第 9 行是 A00.001 霍乱；"
                + "同一编码只能有一个目标",
            "bad.csv 第 9 行 列 clinical_code：Ａ00.000 → A00.001 霍乱，但第 8 行是 A00.000 霍乱；"
                + "同一编码只能有一个目标");
    assertThat(checked.findings().stream().filter(Finding::isError).map(Finding::path))
        .startsWith("bad.csv:3:clinical_code");
    assertThat(checked.findings().get(1).text().en())
        .isEqualTo("bad.csv row 3 column clinical_code: the code is empty");
    assertThat(home.imported()).doesNotExist();
  }

  @Test
  void theGoodRowsAreTakenWhereThatIsAskedFor() throws IOException {
    Path file =
        home.file(
            "bad.csv",
            HEADER
                + "I10.x00,高血压,I10.x00,特发性高血压\n,,I10.x01,x\n"
                + "A00.000,霍乱,A00.000,霍乱\nA00.000,霍乱,A00.001,霍乱\n");
    Checked checked = home.imports.check(file, skippingRefused(codes(file)));
    assertThat(checked.canBeApplied()).isTrue();
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(4, 1, 3);
    home.apply(checked);
    assertThat(home.target("I10.x00")).isEqualTo("I10.x00");
    // of two rows that contradict each other neither is known to be right
    assertThat(home.target("A00.000")).isEqualTo("Unmapped");
  }

  @Test
  void repeatedRowsAreCountedAndKeptOnce() throws IOException {
    Checked checked = home.check("a.csv", HEADER + "I10.x00,甲,I10.x00,乙\nI10.X00 ,甲,I10.x00,乙\n");
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(2, 1, 0);
    assertThat(told(checked)).contains("a.csv：1 行与前面的行重复，只留一行");
    home.apply(checked);
    assertThat(home.target("I10.x00")).isEqualTo("I10.x00");
  }

  @Test
  void theMarkForGrayCodesIsNoCode() throws IOException {
    home.bring("a.csv", HEADER + "I63.800,脑梗死，其他的,灰码,\n");
    assertThat(home.target("I63.800")).isEqualTo("Gray");
  }

  @Test
  void aTargetThatTheWholeDictionaryLacksIsRefused() throws IOException {
    Path dictionary = home.file("d.csv", "code,name\nI10.x00,特发性高血压\n");
    home.apply(home.imports.check(dictionary, complete(dictionary(dictionary))));
    Checked checked =
        home.check("a.csv", HEADER + "I10.x00,a,I10.x00,特发性高血压\nI10.x09,b,I10.x09,c\n");
    assertThat(told(checked))
        .containsExactly(
            "a.csv 第 3 行 列 insurance_code：I10.x09 的目标编码 I10.x09 不在 insurance-2.0" + " 的完整字典中");
  }

  @Test
  void aWholeDictionaryTellsWhichTargetsOfACrosswalkItLacks() throws IOException {
    home.bring("a.csv", HEADER + "I10.x00,a,I10.x00,b\nI10.x09,b,I10.x09,c\n");
    Path dictionary = home.file("d.csv", "code,name\nI10.x00,特发性高血压\n");
    Checked checked = home.imports.check(dictionary, complete(dictionary(dictionary)));
    assertThat(checked.canBeApplied()).isTrue();
    assertThat(told(checked))
        .containsExactly(
            "d.csv：对照表 diagnosis.clinical-2.0.insurance-2.0 有 1 个目标不在此字典中，" + "例如 I10.x09→I10.x09");
  }

  @Test
  void codesThatBreakTheRuleOfTheirPublishersAreKeptAndNamed() throws IOException {
    Checked checked =
        home.check(
            "odd.csv",
            HEADER
                + "B06.801+J17.1* ,甲,B06.801+J17.1*,a\n"
                + "B37.600I39.8,乙,B37.600+I39.8*,b\n"
                + "C22.101M81600/3,丙,C22.101,c\n"
                + "E88.902+M90.803*,丁,E88.902+M90.8*,d\n"
                + "K74.300x011+I98.2,戊,K74.300,e\n"
                + "A17.000+G01*,己,A17.000+G01*,f\n");
    assertThat(List.of(checked.read(), checked.kept(), checked.refused())).containsExactly(6, 6, 0);
    assertThat(told(checked).stream().skip(1))
        .containsExactly(
            "odd.csv 第 2 行 列 clinical_code：B06.801+J17.1* 编码首尾有空白，已去掉",
            "odd.csv 第 3 行 列 clinical_code：B37.600I39.8 剑号编码与星号编码之间缺少 +，保留",
            "odd.csv 第 4 行 列 clinical_code：C22.101M81600/3 编码后面带有肿瘤形态学编码，保留",
            "odd.csv 第 5 行 列 clinical_code：E88.902+M90.803* 星号编码比通常的细，保留",
            "odd.csv 第 6 行 列 clinical_code：K74.300x011+I98.2 星号编码缺少 *，保留");
  }

  @Test
  void procedureCodesThatASpreadsheetShortenedAreRefused() throws IOException {
    Path file = home.file("p.csv", HEADER + "74.1,剖宫产,74.1,剖宫产\n00.1000,a,00.1000,b\n");
    Checked checked =
        home.imports.check(
            file, order(Kind.CODES, "procedure", "clinical-2.0", "insurance-2.0", file));
    assertThat(checked.table()).isEqualTo("procedure.clinical-3.0.insurance-2.0");
    assertThat(checked.refused()).isEqualTo(1);
    assertThat(told(checked).get(1)).contains("第 2 行").contains("“74.1”").contains("设为文本");
  }

  @Test
  void aMissingColumnIsNamedWithThoseThatAreThere() throws IOException {
    Checked checked = home.check("a.csv", "编号,名称\nI10.x00,高血压\n");
    assertThat(told(checked))
        .containsExactly(
            "a.csv：缺少列，需要 clinical_code, insurance_code, insurance_name，或"
                + " mappings/catalogues/headers.csv 中的其他表头；第一行为 a.csv 编号,名称");
    assertThat(checked.canBeApplied()).isFalse();
  }

  @Test
  void publishedChineseHeadersAreFoundBelowATitle() throws IOException {
    Checked checked =
        home.check(
            "a.csv",
            "国家临床版2.0与医保版2.0对照表,,,,\n,,,,\n"
                + "序号,国临版诊断编码,国临版诊断名称,医保版诊断编码,医保版诊断名称\n"
                + "1,N18.900,慢性肾衰竭,N18.902,慢性肾衰竭\n");
    assertThat(checked.canBeApplied()).isTrue();
    home.apply(checked);
    assertThat(home.target("N18.900")).isEqualTo("N18.902");
  }

  @Test
  void emptyFilesAreRefused() throws IOException {
    assertThat(told(home.check("a.csv", ""))).containsExactly("a.csv：文件为空");
    assertThat(told(home.check("b.csv", HEADER))).containsExactly("b.csv：只有表头，没有数据行");
    assertThat(told(home.check("c.csv", "\ufeff\n\n"))).containsExactly("c.csv：文件为空");
  }

  @Test
  void gb18030AndByteOrderMarksAreUnderstood() throws IOException {
    String text = HEADER + "N18.900,慢性肾衰竭,N18.902,慢性肾衰竭㐀\n";
    for (Charset charset : List.of(Charset.forName("GB18030"), StandardCharsets.UTF_8)) {
      for (String mark : List.of("", "\ufeff")) {
        if (!mark.isEmpty() && charset != StandardCharsets.UTF_8) {
          continue;
        }
        Path file = home.file("a.csv", mark + text, charset);
        Checked checked = home.imports.check(file, codes(file));
        assertThat(told(checked)).hasSize(1);
        assertThat(checked.difference().rows().get(0).after()).isEqualTo("N18.902 慢性肾衰竭㐀");
      }
    }
    Path utf16 = home.file("a.txt", "\ufeff" + text.replace(',', '\t'), StandardCharsets.UTF_16LE);
    assertThat(home.imports.check(utf16, codes(utf16)).kept()).isEqualTo(1);
  }

  @Test
  void aWrongEncodingIsNamedByItsRow() throws IOException {
    byte[] good = (HEADER + "N18.900,慢性肾衰竭慢性肾衰竭,N18.902,慢性肾衰竭\n").getBytes(StandardCharsets.UTF_8);
    byte[] bad = "I10.x00,\u00e9,I10.x00,x\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] both = new byte[good.length + bad.length];
    System.arraycopy(good, 0, both, 0, good.length);
    System.arraycopy(bad, 0, both, good.length, bad.length);
    Path file = Files.write(folder.resolve("latin.csv"), both);
    assertThat(told(home.imports.check(file, codes(file))))
        .containsExactly("latin.csv 第 3 行：既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为 CSV UTF-8");
  }

  @Test
  void filesOfOtherKindsAreRefused() throws IOException {
    Path binary = Files.write(folder.resolve("a.csv"), new byte[] {1, 0, 2, 0});
    assertThat(told(home.imports.check(binary, codes(binary))).get(0)).contains("不是文本文件");
    Path old = Files.write(folder.resolve("a.xls"), new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, 0});
    assertThat(told(home.imports.check(old, codes(old))).get(0)).contains("另存为 .xlsx");
    assertThat(told(home.check("q.csv", HEADER + "\"I10.x00,a,b,c\n")).get(0)).contains("q.csv");
  }

  @Test
  void theKindIsToldByTheCodesOrMustBeNamed() throws IOException {
    Path procedures = home.file("p.csv", HEADER + "00.0100,a,00.0100,b\n");
    assertThat(home.imports.check(procedures, codes(procedures)).table())
        .isEqualTo("procedure.clinical-3.0.insurance-2.0");
    Path items = home.file("i.csv", "code,name\nXA01AAB058A002010100483,某药\n");
    assertThat(told(home.imports.check(items, dictionary(items))).get(0)).contains("--kind");
    Checked drugs =
        home.imports.check(items, order(Kind.DICTIONARY, "drug", "", "insurance-2.0", items));
    assertThat(drugs.table()).isEqualTo("drug.insurance-2.0");
    assertThat(drugs.canBeApplied()).isTrue();
  }

  @Test
  void editionsMustBeNamedAndDiffer() throws IOException {
    Path file = home.file("a.csv", HEADER + "I10.x00,a,I10.x00,b\n");
    assertThat(told(home.imports.check(file, order(Kind.CODES, "", "", "", file))).get(0))
        .contains("--from");
    assertThat(
            told(home.imports.check(
                    file, order(Kind.CODES, "", "insurance-2.0", "insurance-2.0", file)))
                .get(0))
        .contains("--from 与 --to 相同");
    assertThat(
            told(home.imports.check(file, order(Kind.CODES, "", "../x", "insurance-2.0", file)))
                .get(0))
        .contains("名称只能用");
  }

  @Test
  void aDictionaryOfValuesIsImportedByItsName() throws IOException {
    Path file = home.file("dept.csv", "code,name\nA03.01,呼吸内科\n");
    Checked checked = home.imports.check(file, order(Kind.DICTIONARY, "dept", "", "", file));
    assertThat(checked.table()).isEqualTo("dept");
    home.apply(checked);
    assertThat(home.tables.name("dept", "A03.01")).contains("呼吸内科");
  }

  @Test
  void twoHundredThousandRowsAreTakenAndMoreThanTheLimitAreNot() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 200_000; i++) {
      String code =
          (char) ('A' + i / 100_000) + String.format("%02d.%03d", i / 1000 % 100, i % 1000);
      text.append(code).append(",名,").append(code).append(",名\n");
    }
    Checked checked = home.check("large.csv", text.toString());
    assertThat(List.of(checked.read(), checked.kept(), checked.refused()))
        .containsExactly(200_000, 200_000, 0);
    assertThat(checked.difference().added()).isEqualTo(200_000);
    assertThat(checked.difference().rows()).hasSize(2_000);

    ImportHome narrow = new ImportHome(folder, Map.of("maxRows", "199999"));
    assertThat(told(narrow.check("large.csv", text.toString())).get(0)).contains("超过 199999 行");
    try (Stream<Path> waiting = Files.list(folder.resolve("data/imports"))) {
      assertThat(waiting).hasSize(1);
    }
  }

  @Test
  void manyRefusedRowsAreCountedBeyondThoseThatAreTold() throws IOException {
    Path file = home.file("a.csv", HEADER + ",,x,\n".repeat(10_005));
    Checked checked =
        home.imports.check(
            file, order(Kind.CODES, "diagnosis", "clinical-2.0", "insurance-2.0", file));
    assertThat(checked.refused()).isEqualTo(10_005);
    assertThat(told(checked)).contains("a.csv：另有 5 行被拒绝，未列出");
  }
}
