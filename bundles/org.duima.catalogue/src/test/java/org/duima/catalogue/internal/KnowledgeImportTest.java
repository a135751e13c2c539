package org.duima.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Worksheet;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.api.Finding;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.ClassCount;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
import org.duima.api.mapping.TableImports.PointReading;
import org.duima.api.mapping.TableImports.Row;
import org.duima.api.mapping.TableImports.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Knowledge points in every form that publishers use, with the room that judges by them. */
class KnowledgeImportTest {
  private static final Path SHIPPED = Path.of("../../mappings/knowledge");
  private static final String HEADER =
      "rule_class,gz_code,level1,level2,med_codes,item_name,constraint,detect_logic,batch\n";
  private static final String SEX =
      "药品区分性别使用,GZ10000301004000,医疗类,药品合理使用类,XL02BBA326A001010102180;XL02BBA326A001010202180,"
          + "阿帕他胺片,限转移性激素敏感性前列腺癌(mHSPC)患者。,与限定性别不符,1\n";
  private static final String INDICATION =
      "药品限适应症,GZ10000101008000,政策类,药品政策限定类,XA16ABA345B004010183140,阿加糖酶α注射用浓溶液,"
          + "限法布雷病患者的长期酶替代治疗,使用药品的疾病诊断不符合限定支付适应症,12\n";
  private static final String LEVEL = "药品限医疗机构级别,,,,ZA04BAQ0397010100223,清开灵注射液,限二级及以上医疗机构。,,5\n";

  @TempDir Path folder;
  private ImportHome home;
  private KnowledgeFiles knowledge;
  private PublishedTables imports;

  @BeforeEach
  void makeHome() throws IOException {
    home = new ImportHome(folder);
    Path tables = Files.createDirectories(folder.resolve("mappings/knowledge"));
    for (String name : List.of("classes.csv", "patterns.csv", "reasons.csv", "switches.csv")) {
      Files.copy(SHIPPED.resolve(name), tables.resolve(name));
    }
    Clock clock = Clock.fixed(ImportHome.NOW, ZoneOffset.UTC);
    knowledge = new KnowledgeFiles(folder.resolve("mappings"), clock);
    assertThat(knowledge.loadFindings()).isEmpty();
    Limits limits = Limits.of(Map.of());
    imports =
        new PublishedTables(
            folder,
            clock,
            () -> limits,
            () -> home.tables,
            () -> Optional.of(knowledge),
            () -> List.of(home.tables, knowledge));
  }

  private static Order order(String name, PointState state) {
    return new Order(Kind.KNOWLEDGE, "", "", "", null, false, false, name, state);
  }

  private Checked check(String name, String content) throws IOException {
    return imports.check(home.file(name, content), order(name, PointState.SILENT));
  }

  private Version apply(Checked checked) throws IOException {
    assertThat(told(checked.findings())).isEmpty();
    return imports.apply(checked.id(), "张三", ImportHome.NOW);
  }

  private static List<String> told(List<Finding> findings) {
    return findings.stream().filter(Finding::isError).map(f -> f.text().zh()).toList();
  }

  private KnowledgePoint only(String ruleClass) {
    assertThat(knowledge.current().pointsOf(ruleClass)).hasSize(1);
    return knowledge.current().pointsOf(ruleClass).get(0);
  }

  private Path workbook(String name, Map<String, List<List<String>>> sheets) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        org.dhatim.fastexcel.Workbook workbook =
            new org.dhatim.fastexcel.Workbook(out, "test", "1.0")) {
      for (Map.Entry<String, List<List<String>>> entry : sheets.entrySet()) {
        Worksheet sheet = workbook.newWorksheet(entry.getKey());
        for (int row = 0; row < entry.getValue().size(); row++) {
          for (int column = 0; column < entry.getValue().get(row).size(); column++) {
            sheet.value(row, column, entry.getValue().get(row).get(column));
          }
        }
      }
    }
    return file;
  }

  // ---------------------------------------------------------------- what is understood

  @Test
  void whatIsUnderstoodIsSilentAndWhatIsNotWaits() throws IOException {
    Checked checked = check("kb.csv", HEADER + SEX + INDICATION);
    assertThat(checked.read()).isEqualTo(2);
    assertThat(checked.kept()).isEqualTo(2);
    assertThat(checked.points().orElseThrow().classes())
        .extracting(ClassCount::ruleClass, ClassCount::understood, ClassCount::waiting)
        .containsExactly(tuple("drug-indication", 0, 1), tuple("drug-sex", 1, 0));
    PointReading reading = checked.points().get().readings().get(0);
    assertThat(reading.reading()).isEqualTo("sex=male");
    assertThat(reading.published()).isEqualTo("限转移性激素敏感性前列腺癌(mHSPC)患者。");
    assertThat(reading.place()).isEqualTo("kb.csv:2");
    assertThat(reading.patterns()).isNotEmpty();
    PointReading waiting = checked.points().get().waiting().get(0);
    assertThat(waiting.state()).isEqualTo(PointState.OFF);
    assertThat(waiting.why().zh()).isEqualTo("缺少限定：dx");

    Version version = apply(checked);
    assertThat(version.table()).isEqualTo("knowledge.kb");
    KnowledgePoint point = only("drug-sex");
    assertThat(point.state()).isEqualTo(PointState.SILENT);
    assertThat(point.codes()).hasSize(2);
    assertThat(point.batch()).isEqualTo("第1批");
    assertThat(point.constraint().toString()).isEqualTo("sex=male");
    assertThat(only("drug-indication").state()).isEqualTo(PointState.OFF);
  }

  @Test
  void theFileIsWrittenAsTheRoomReadsIt() throws IOException {
    apply(check("kb.csv", HEADER + LEVEL));
    Path imported = folder.resolve("mappings/knowledge/imported");
    List<String> lines = Files.readAllLines(imported.resolve("knowledge.batch-5.csv"));
    assertThat(lines)
        .hasSize(2)
        .first()
        .isEqualTo(
            "id,rule_class,codes,others,item_name,constraint,reading,detect_logic,basis,batch,"
                + "valid_from,valid_to,reaction,state");
    assertThat(lines.get(1))
        .matches(
            "drug-hospital-level-[0-9a-f]{16},drug-hospital-level,ZA04BAQ0397010100223,,清开灵注射液,"
                + "限二级及以上医疗机构。,level=2,,,第5批,,,,silent");
    assertThat(Files.readString(imported.resolve("knowledge.batch-5.properties")))
        .contains("kind=knowledge\n", "origin=imported\n", "source=kb.csv (SHA-256 ");
  }

  @Test
  void aRowMaySpeakOnlyIfFileAndOrderAgree() throws IOException {
    String header = "id,rule_class,codes,item_name,constraint,reading,batch,state\n";
    String rows =
        "A,drug-sex,XL02BBA326A001010102180,甲,前列腺癌,,X,on\n"
            + "B,drug-sex,XL02BBA326A001010102181,乙,前列腺癌,,X,silent\n"
            + "C,drug-sex,XL02BBA326A001010102182,丙,前列腺癌,,X,\n"
            + "D,drug-sex,XL02BBA326A001010102183,丁,看不懂,,X,on\n";
    Path file = home.file("own.csv", header + rows);
    apply(imports.check(file, order("own.csv", PointState.SILENT)));
    assertThat(knowledge.current().point("A").orElseThrow().state()).isEqualTo(PointState.SILENT);
    apply(imports.check(file, order("own.csv", PointState.ON)));
    assertThat(knowledge.current().pointsOf("drug-sex"))
        .extracting(KnowledgePoint::id, KnowledgePoint::state)
        .containsExactly(
            tuple("A", PointState.ON),
            tuple("B", PointState.SILENT),
            tuple("C", PointState.ON),
            tuple("D", PointState.OFF));
  }

  @Test
  void aReadingInTheFileGoesBeforeTheWordsAndIsChecked() throws IOException {
    String header = "rule_class,codes,item_name,constraint,reading,basis,valid_from,reaction\n";
    Checked checked =
        check(
            "own.csv",
            header + "drug-indication,XA16ABA345B004010183140,甲,限法布雷病,dx=E75.2*,说明书,2026/1/5,I\n");
    apply(checked);
    KnowledgePoint point = only("drug-indication");
    assertThat(point.state()).isEqualTo(PointState.SILENT);
    assertThat(point.constraint().toString()).isEqualTo("dx=E75.2*");
    assertThat(point.validFrom()).isEqualTo(LocalDate.of(2026, 1, 5));
    assertThat(point.reaction().letter()).isEqualTo("I");
    assertThat(told(check("bad.csv", header + "drug-sex,X1,甲,,sex=both,,,\n").findings()))
        .contains("bad.csv 第 2 行 列 reading：sex=both 应为 male 或 female");
  }

  @Test
  void aClassThatNoOrderIsJudgedByIsKeptOff() throws IOException {
    Checked checked = check("kb.csv", HEADER + "频繁购药,,,,XL02BBA326A001010102180,甲,购药,,1\n");
    assertThat(checked.points().orElseThrow().classes())
        .singleElement()
        .satisfies(
            count -> {
              assertThat(count.isEvaluated()).isFalse();
              assertThat(count.points()).isEqualTo(1);
              assertThat(count.waiting()).isZero();
            });
    apply(checked);
    assertThat(only("frequent-purchase").state()).isEqualTo(PointState.OFF);
  }

  // ---------------------------------------------------------------- pairs

  @Test
  void twoCodesOfAPairAreItsSidesAndMoreAreNotGuessed() throws IOException {
    String pair = "医疗服务项目重复收费,,,,";
    Checked checked =
        check(
            "kb.csv",
            HEADER
                + pair
                + "001103000010000;001102000030000,急诊监护费×急诊诊查费,含诊查,,7\n"
                + pair
                + "003106010110000×003106010010000;003106010020000,甲×乙,含乙,,7\n"
                + pair
                + "001103000010001;001103000010002;001103000010003,丙×丁,含丁,,7\n");
    assertThat(checked.points().orElseThrow().waiting())
        .singleElement()
        .satisfies(
            waiting -> {
              assertThat(waiting.itemName()).isEqualTo("丙×丁");
              assertThat(waiting.why().zh()).contains("分不清哪些编码属于哪一方");
            });
    apply(checked);
    List<KnowledgePoint> points = knowledge.current().pointsOf("service-duplicate");
    assertThat(points)
        .extracting(KnowledgePoint::codes, KnowledgePoint::others, KnowledgePoint::state)
        .containsExactly(
            tuple(List.of("001103000010000"), List.of("001102000030000"), PointState.SILENT),
            tuple(
                List.of("003106010110000"),
                List.of("003106010010000", "003106010020000"),
                PointState.SILENT),
            tuple(
                List.of("001103000010001", "001103000010002", "001103000010003"),
                List.of(),
                PointState.OFF));
  }

  @Test
  void aSecondSideBelongsToPairsOnly() throws IOException {
    assertThat(
            told(
                check("kb.csv", "rule_class,codes,others,constraint\ndrug-sex,X1,X2,前列腺\n")
                    .findings()))
        .contains("kb.csv 第 2 行 列 others：药品区分性别使用 不成对，另一方应为空");
  }

  // ---------------------------------------------------------------- refused

  @Test
  void rowsThatCannotBeTakenAreNamed() throws IOException {
    Checked checked =
        check(
            "bad.csv",
            HEADER
                + SEX
                + "没有这一类,,,,X1,甲,乙,,1\n"
                + "药品限适应症,GZ10000301004000,,,X1,甲,乙,,1\n"
                + "药品区分性别使用,,,,,甲,前列腺,,1\n"
                + "药品区分性别使用,,,,甲药,甲,前列腺,,1\n"
                + "医疗服务项目区分性别使用,,,,2101030280000,阴茎海绵体造影,男性,,1\n"
                + "药品区分性别使用,,,,X1,甲,前列腺,,1,多\n");
    assertThat(checked.read()).isEqualTo(7);
    assertThat(checked.kept()).isEqualTo(1);
    assertThat(checked.refused()).isEqualTo(6);
    assertThat(checked.canBeApplied()).isFalse();
    assertThat(told(checked.findings()))
        .containsExactly(
            "bad.csv 第 3 行 列 rule_class：没有规则类 没有这一类（见 mappings/knowledge/classes.csv）",
            "bad.csv 第 4 行 列 gz_code：GZ10000301004000 是 药品区分性别使用，不是 药品限适应症",
            "bad.csv 第 5 行 列 med_codes：编码为空；只有名称的写 name:名称",
            "bad.csv 第 6 行 列 med_codes：“甲药”不是编码；名称要写成 name:名称",
            "bad.csv 第 7 行 列 med_codes：2101030280000 像是被表格软件改写的编码（如 001103000010000 变成"
                + " 1103000010000），请把该列设为文本后重新保存",
            "bad.csv 第 8 行 列 med_codes：有 10 列，表头只有 9 列；含逗号的值要加双引号");
    assertThatExceptionOfType(ImportRefusedException.class)
        .isThrownBy(() -> imports.apply(checked.id(), "张三", ImportHome.NOW));
    assertThat(knowledge.current().size()).isZero();
  }

  @Test
  void unusualCodesAreKeptAndTold() throws IOException {
    Checked checked = check("kb.csv", HEADER + "药品区分性别使用,,,,XL02BBA326;name:阿帕他胺片,阿帕他胺片,前列腺,,1\n");
    assertThat(checked.findings())
        .extracting(finding -> finding.text().zh())
        .containsExactly("kb.csv 第 2 行 列 med_codes：XL02BBA326 编码的写法少见，保留");
    apply(checked);
    assertThat(only("drug-sex").codes()).containsExactly("XL02BBA326", "name:阿帕他胺片");
  }

  @Test
  void rowsThatExcludeOneAnotherAreBothRefused() throws IOException {
    String male = "药品区分性别使用,,,,X1;X2,甲,男性专用,,1\n";
    String female = "药品区分性别使用,,,,X2,乙,女性专用,,1\n";
    String other = "药品限医疗机构级别,,,,X2,乙,限二级及以上医疗机构,,1\n";
    Checked checked = check("kb.csv", HEADER + male + female + other);
    assertThat(told(checked.findings()))
        .containsExactly(
            "kb.csv 第 2 行 列 constraint：X2：sex=male（男性专用），但 第 3 行是 sex=female（女性专用）；不能同时成立",
            "kb.csv 第 3 行 列 constraint：X2：sex=female（女性专用），但 第 2 行是 sex=male（男性专用）；不能同时成立");
    assertThat(checked.kept()).isEqualTo(1);
    assertThat(checked.refused()).isEqualTo(2);

    Order skipping =
        new Order(Kind.KNOWLEDGE, "", "", "", null, false, true, "kb.csv", PointState.SILENT);
    apply(imports.check(folder.resolve("kb.csv"), skipping));
    assertThat(knowledge.current().size()).isEqualTo(1);
  }

  @Test
  void validityThatDoesNotOverlapIsNoContradiction() throws IOException {
    String header = "rule_class,codes,item_name,constraint,valid_from,valid_to\n";
    Checked checked =
        check(
            "kb.csv",
            header + "drug-sex,X1,甲,男性专用,,2025-12-31\n" + "drug-sex,X1,甲,女性专用,2026-01-01,\n");
    apply(checked);
    assertThat(knowledge.current().size()).isEqualTo(2);
  }

  @Test
  void theSamePointTwiceCountsOnceButNotIfItDiffers() throws IOException {
    Checked twice = check("kb.csv", HEADER + SEX + SEX);
    assertThat(twice.kept()).isEqualTo(1);
    assertThat(twice.refused()).isZero();
    assertThat(ImportHome.told(twice)).contains("kb.csv：1 行与前面的行是同一知识点，只留一行");
    String header = "id,rule_class,codes,item_name,constraint\n";
    Checked differing =
        check(
            "own.csv", header + "A,drug-sex,X1,甲,男性专用\nA,drug-sex,X3,甲,男性专用\nA,drug-sex,X4,甲,男\n");
    assertThat(differing.kept()).isZero();
    assertThat(differing.refused()).isEqualTo(3);
    assertThat(told(differing.findings()))
        .anyMatch(text -> text.startsWith("own.csv 第 2 行 列 id：知识点 A：") && text.contains("第 3 行是"))
        .anyMatch(text -> text.startsWith("own.csv 第 3 行 列 id：知识点 A：") && text.contains("第 2 行是"));
  }

  @Test
  void whatContradictsTablesInForceDoesNotComeIntoForce() throws IOException {
    apply(check("kb.csv", HEADER + "药品区分性别使用,,,,X1,甲,男性专用,,1\n"));
    Checked other = check("other.csv", HEADER + "药品区分性别使用,,,,X1,甲,女性专用,,2\n");
    assertThatExceptionOfType(ImportRefusedException.class)
        .isThrownBy(() -> imports.apply(other.id(), "张三", ImportHome.NOW))
        .withMessageContaining("knowledge.batch-2.csv:2");
    assertThat(knowledge.current().size()).isEqualTo(1);
    Path imported = folder.resolve("mappings/knowledge/imported");
    assertThat(imported.resolve("knowledge.batch-2.csv")).doesNotExist();
    assertThat(imported.resolve("knowledge.batch-2.properties")).doesNotExist();
  }

  // ---------------------------------------------------------------- files

  @Test
  void theSheetsOfAWorkbookAreClasses() throws IOException {
    Path file =
        workbook(
            "第9批.xlsx",
            Map.of(
                "说明",
                List.of(List.of("国家医保局"), List.of("本工作簿……")),
                "药品区分性别使用",
                List.of(
                    List.of("附件 1"),
                    List.of("序号", "知识点编码", "药品代码", "药品通用名", "限定内容", "检出逻辑", "逻辑依据"),
                    List.of("1", "K-1", "XL02BBA326A001010102180", "阿帕他胺片", "前列腺癌", "性别", "说明书")),
                "级别",
                List.of(
                    List.of("规则名称", "医保目录编码", "项目名称", "限定条件", "批次"),
                    List.of("药品限医疗机构级别", "ZA04BAQ0397010100223", "清开灵", "限二级及以上医疗机构", "9"))));
    Checked checked = imports.check(file, order("第9批.xlsx", PointState.ON));
    assertThat(checked.table()).isEqualTo("knowledge.batch-9");
    assertThat(ImportHome.told(checked)).contains("第9批.xlsx：工作表 说明 没有知识点的列，未读");
    assertThat(checked.points().orElseThrow().readings())
        .extracting(PointReading::place)
        .containsExactlyInAnyOrder("第9批.xlsx#药品区分性别使用:3", "第9批.xlsx#级别:2");
    apply(checked);
    KnowledgePoint point = knowledge.current().point("K-1").orElseThrow();
    assertThat(point.batch()).isEqualTo("第9批");
    assertThat(point.basis()).isEqualTo("说明书");
    assertThat(point.detectLogic()).isEqualTo("性别");
    assertThat(point.state()).isEqualTo(PointState.ON);
  }

  @Test
  void codedInGb18030AndZippedItIsTheSame() throws IOException {
    String content =
        "规则分类,知识点编码,项目编码,项目名称,限定内容,批次\n药品区分性别使用,K1,XL02BBA326A001010102180,甲,前列腺癌,第 3 批\n";
    Path text = home.file("gb.csv", content, Charset.forName("GB18030"));
    Path zip = folder.resolve("gb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("gb.csv"));
      out.write(Files.readAllBytes(text));
    }
    for (Path file : List.of(text, zip)) {
      Checked checked =
          imports.check(file, order(file.getFileName().toString(), PointState.SILENT));
      assertThat(checked.kept()).as(checked.findings().toString()).isEqualTo(1);
      assertThat(checked.table()).isEqualTo("knowledge.batch-3");
    }
  }

  @Test
  void aFileWithoutTheColumnsIsRefusedAsAWhole() throws IOException {
    assertThat(told(check("kb.csv", "a,b\n1,2\n").findings()))
        .singleElement()
        .asString()
        .contains("缺少列", "第一行为 kb.csv a,b");
    assertThat(told(check("kb.csv", HEADER).findings())).containsExactly("kb.csv：只有表头，没有数据行");
    assertThat(told(check("kb.csv", "").findings())).containsExactly("kb.csv：文件为空");
    assertThat(told(check("kb.json", "{\"a\":1}").findings()))
        .containsExactly("kb.json：知识点应为 CSV 或 XLSX");
    assertThat(
            ImportHome.told(
                home.imports.check(
                    home.file("kb.csv", HEADER + SEX, StandardCharsets.UTF_8),
                    order("kb.csv", PointState.SILENT))))
        .singleElement()
        .asString()
        .contains("知识库没有装载");
  }

  // ---------------------------------------------------------------- versions

  @Test
  void aBatchReplacesItselfAndEveryVersionCanComeBack() throws IOException {
    Version first = apply(check("a.csv", HEADER + LEVEL));
    apply(check("b.csv", HEADER + SEX));
    Checked again =
        check("c.csv", HEADER + LEVEL + "药品限医疗机构级别,,,,ZA04BAQ0397010100224,清开灵胶囊,限三级医疗机构。,,5\n");
    assertThat(again.table()).isEqualTo(first.table());
    assertThat(again.difference().added()).isEqualTo(1);
    assertThat(again.difference().removed()).isZero();
    apply(again);
    assertThat(knowledge.current().pointsOf("drug-hospital-level")).hasSize(2);
    assertThat(knowledge.current().pointsOf("drug-sex")).hasSize(1);

    Path file = home.file("d.csv", HEADER + LEVEL);
    Checked louder = imports.check(file, order("d.csv", PointState.ON));
    assertThat(louder.difference().rows())
        .extracting(Row::what, Row::before, Row::after)
        .containsExactly(
            tuple("removed", "drug-hospital-level 清开灵胶囊: level=3 [silent]", ""),
            tuple(
                "changed",
                "drug-hospital-level 清开灵注射液: level=2 [silent]",
                "drug-hospital-level 清开灵注射液: level=2 [on]"));

    imports.restore(first.table(), first.version(), "李四", ImportHome.NOW);
    assertThat(knowledge.current().pointsOf("drug-hospital-level")).hasSize(1);
    assertThat(imports.restore(first.table(), "none", "李四", ImportHome.NOW).inForce()).isFalse();
    assertThat(knowledge.current().pointsOf("drug-hospital-level")).isEmpty();
    assertThat(knowledge.current().pointsOf("drug-sex")).hasSize(1);
    assertThat(imports.versions()).hasSize(3);
  }

  @Test
  void whatACrashInterruptedIsFinishedByTheNextImport() throws IOException {
    apply(check("a.csv", HEADER + LEVEL));
    Path beside = folder.resolve("mappings/knowledge/imported/knowledge.batch-5.csv");
    Files.writeString(beside, "half");
    apply(check("b.csv", HEADER + SEX));
    assertThat(Files.readString(beside)).contains("清开灵注射液");
    assertThat(knowledge.current().size()).isEqualTo(2);
  }

  @Test
  void pointsOfOneBatchInAnotherTableAreTold() throws IOException {
    apply(check("all.csv", HEADER + LEVEL + SEX));
    Checked part = check("part.csv", HEADER + LEVEL.replace("限二级", "限三级"));
    assertThat(part.table()).isEqualTo("knowledge.batch-5");
    assertThat(ImportHome.told(part))
        .anyMatch(text -> text.contains("表 knowledge.all 中还有同一批次的 1 个知识点"));
    Path file = home.file("again.csv", HEADER + SEX);
    Checked same =
        imports.check(
            file,
            new Order(
                Kind.KNOWLEDGE, "all", "", "", null, false, false, "again.csv", PointState.ON));
    assertThat(same.table()).isEqualTo("knowledge.all");
    assertThat(same.difference().removed()).isEqualTo(1);
  }

  @Test
  void batchesAreWrittenInOneWay() {
    assertThat(List.of("7", "07", "7.0", "第7批", "批次7", "第7批次").stream().map(PointDraft::batch))
        .containsOnly("第7批");
    assertThat(PointDraft.batch("2026年补充")).isEqualTo("2026年补充");
    assertThat(KnowledgeNames.table(Set.of("第7批", "第8批"), "知识点 2025.xlsx"))
        .matches("2025-[0-9a-f]{8}");
    assertThat(KnowledgeNames.batchOfFile("国家医保局第22批知识点.xlsx")).isEqualTo("第22批");
  }
}
