package org.duima.alert.internal.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgeBase.Switch;
import org.duima.api.alert.KnowledgeBase.Switch.Scope;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnowledgeFilesTest {
  private static final Instant AT = Instant.parse("2026-03-02T01:02:03Z");
  private static final String SOUND = "A,drug-sex,X1,,药,限男性,sex=male,,,1,,,,on";

  @TempDir Path mappings;
  private KnowledgeFolder folder;

  @BeforeEach
  void fill() throws IOException {
    folder = new KnowledgeFolder(mappings);
  }

  // ---------------------------------------------------------------- loading

  @Test
  void aPointHasWhatItsRowSaysAndTheRestFromItsClass() throws IOException {
    KnowledgeFiles files = folder.handMade().load();

    assertEquals(List.of(), errors(files));
    KnowledgePoint midazolam = point(files, "T-AGE-2");
    assertEquals(Constraint.parse("ageTo=18y"), midazolam.constraint());
    assertEquals(Reaction.HINT, midazolam.reaction());
    assertEquals("限：1.儿童诊断或治疗性操作前的镇静；2.儿童术前镇静。", midazolam.published());
    assertEquals(Constraint.parse("ageFrom=3y; ageTo=13y"), point(files, "T-AGE-1").constraint());
    assertEquals(Reaction.WARN, point(files, "T-AGE-1").reaction());
    assertEquals(Reaction.BLOCK, point(files, "T-SEX-1").reaction());
    assertEquals("1", point(files, "T-SEX-1").batch());
    assertEquals(9, files.current().size());
    assertEquals(64, files.inForce().sha256().length());
    assertEquals(Instant.parse("2026-03-01T08:00:00Z"), files.inForce().since());
  }

  @Test
  void aHomeOfAnEarlierBuildHasNoKnowledgeAndASingleWarning() {
    KnowledgeFiles files = new KnowledgeFiles(mappings.resolve("none"), KnowledgeFolder.CLOCK);

    assertEquals(1, files.loadFindings().size());
    assertFalse(files.loadFindings().get(0).isError());
    assertEquals(0, files.current().size());
    assertEquals(List.of(), files.reasons());
    assertEquals(List.of(), files.switches());
    assertFalse(files.understand("drug-sex", "男", "", "").isEnough());
    assertEquals(1, files.switchTo(on(Scope.CLASS, "drug-sex"), "", "", AT).size());
  }

  @Test
  void tablesThatVanishLeaveTheLastGoodVersionInForce() throws IOException {
    KnowledgeFiles files = folder.handMade().load();
    Files.delete(folder.folder().resolve("classes.csv"));

    List<Finding> findings = files.reload();

    assertTrue(findings.get(0).isError());
    assertEquals(9, files.current().size());
  }

  @Test
  void aSiteBeatsAnImportedPointWhichBeatsAShippedOne() throws IOException {
    folder
        .points("starter-a.csv", SOUND, "B,drug-sex,X2,,药,,sex=male,,,1,,,,on")
        .points(
            "imported/batch-9.csv",
            "A,drug-sex,X1,,药,限女性,,,,9,,,,off",
            "C,drug-sex,X3,,药,限子宫颈癌,,,,9,,,,off")
        .points("site/readings.csv", "C,drug-sex,X3,,药,限子宫颈癌,sex=female,,药师 2026-03-01,9,,,,on");

    KnowledgeFiles files = folder.load();

    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
    assertEquals("限女性", point(files, "A").published());
    assertEquals(PointState.OFF, point(files, "A").state());
    assertEquals(PointState.ON, point(files, "B").state());
    assertEquals(Constraint.parse("sex=female"), point(files, "C").constraint());
    assertEquals(List.of("C"), KnowledgeIndexTest.found(files.current(), "X3", ""));
    assertEquals(3, files.current().size());
  }

  @Test
  void aPointThatTwoBatchesPublishIsOnePoint() throws IOException {
    String row = ",drug-sex,X1,,药,限男性,sex=male,,,%s,,,,on";
    folder
        .points("imported/batch-1.csv", row.formatted(1))
        .points("imported/batch-2.csv", row.formatted(2));

    KnowledgeFiles files = folder.load();

    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
    assertEquals(1, files.current().size());
    KnowledgePoint point = files.current().pointsOf("drug-sex").get(0);
    assertTrue(point.id().matches("drug-sex-[0-9a-f]{16}"), point.id());
    assertEquals("1", point.batch());
  }

  @Test
  void aPointThatSpeaksWithoutEnoughIsOffAndAWarningSaysSo() throws IOException {
    folder.points(
        "imported/batch-1.csv",
        "A,drug-indication,X1,,药,限法布雷病,,,,1,,,,on",
        "B,drug-interaction,X2,,药,,,,,1,,,,silent",
        "C,drug-stock,X3,,药,,,,,1,,,,on");

    KnowledgeFiles files = folder.load();

    assertEquals(
        List.of(
            "WARNING knowledge/imported/batch-1.csv:2:reading 知识点 A 停用：缺少限定：dx"
                + " / the point A stays off: it lacks dx",
            "WARNING knowledge/imported/batch-1.csv:3:others 知识点 B 停用：成对的规则缺少 others"
                + " / the point B stays off: its class is about pairs and others is empty",
            "WARNING knowledge/imported/batch-1.csv:4:reading 知识点 C 停用：该规则类不在开医嘱时审查"
                + " / the point C stays off: its class is not evaluated at an order"),
        KnowledgeFolder.said(files.loadFindings()));
    for (String id : List.of("A", "B", "C")) {
      assertEquals(PointState.OFF, point(files, id).state());
    }
  }

  @Test
  void thousandsOfWarningsAreCountedNotListed() throws IOException {
    String[] rows = new String[300];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = "A" + i + ",drug-indication,X" + i + ",,药,,,,,1,,,,on";
    }
    KnowledgeFiles files = folder.points("imported/batch-1.csv", rows).load();

    assertEquals(51, files.loadFindings().size());
    assertEquals("还有 250 处", files.loadFindings().get(50).text().zh());
    assertEquals(300, files.current().size());
  }

  @Test
  void aSiteAddsItsOwnClassesPatternsAndReasons() throws IOException {
    String header =
        folder.read("classes.csv").lines().filter(l -> l.startsWith("seq")).findAny().get();
    folder
        .write(
            "site/classes.csv",
            header
                + "\n101,own-rule,,医疗类,院内,院内规则,Rule of the house,own-logic,line,Y,I,doctor,sign,N,"
                + ",{item}：{own}。,{item}: {own}.,,,,本院\n")
        .write(
            "site/patterns.csv",
            "name,about,where,rank,regex,unless,constraint,example\n"
                + "own,drug-indication,text,1,法布雷病,,dx=E75.2*,限法布雷病患者\n")
        .write("site/reasons.csv", "code,zh,en\nown,院内理由,Own\nrescue,抢救,Rescue\n")
        .points("site/own.csv", "A,own-rule,X1,,药,,limit=7; of=anything,,,own,,,,on");

    KnowledgeFiles files = folder.load();

    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
    assertEquals("own-logic", files.current().ruleClass("own-rule").orElseThrow().logic());
    assertEquals(List.of("A"), KnowledgeIndexTest.found(files.current(), "X1", ""));
    assertTrue(files.understand("drug-indication", "限法布雷病患者", "", "").isEnough());
    assertEquals("抢救", files.reasons().get(0).text().zh());
    assertEquals("own", files.reasons().get(files.reasons().size() - 1).code());
  }

  // ---------------------------------------------------------------- bad files

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A,no-class,X1,,药,,sex=male,,,1,,,,on | 2:rule_class",
        "A,drug-sex,,,药,,sex=male,,,1,,,,on | 2:codes",
        "A,drug-sex,X 1,,药,,sex=male,,,1,,,,on | 2:codes",
        "A,drug-sex,X*1,,药,,sex=male,,,1,,,,on | 2:codes",
        "A,drug-sex,*,,药,,sex=male,,,1,,,,on | 2:codes",
        "A,drug-sex,name:,,药,,sex=male,,,1,,,,on | 2:codes",
        "A,drug-sex,甘草,,药,,sex=male,,,1,,,,on | 2:codes",
        "A,drug-sex,X1,X2,药,,sex=male,,,1,,,,on | 2:others",
        "A,drug-sex,X1,,药,,sex=M,,,1,,,,on | 2:reading",
        "A,drug-sex,X1,,药,,ageTo=3y,,,1,,,,on | 2:reading",
        "A,drug-sex,X1,,药,,男,,,1,,,,on | 2:reading",
        "A,drug-children-only,X1,,药,,ageTo=18,,,1,,,,on | 2:reading",
        "A,drug-children-only,X1,,药,,ageFrom=20y,,,1,,,,on | 2:reading",
        "A,drug-hospital-level,X1,,药,,level=5,,,1,,,,off | 2:reading",
        "A,drug-sex,X1,,药,,sex=male,,,1,2026-13-01,,,on | 2:valid_from",
        "A,drug-sex,X1,,药,,sex=male,,,1,2026-03-02,2026-03-01,,on | 2:valid_to",
        "A,drug-sex,X1,,药,,sex=male,,,1,,,X,on | 2:reaction",
        "A,drug-sex,X1,,药,,sex=male,,,1,,,,loud | 2:state",
        "A,drug-sex,X1,,药,,sex=male,,,1,,,, | 2:state",
        "A,drug-sex,X1,,药,,sex=male,,,1,,,,on,more | 2",
        "A,drug-sex,X1,,\"药,,sex=male | 2:state"
      })
  void aRowThatIsWrongIsNamedAndTheFormerVersionStays(String row, String place) throws IOException {
    KnowledgeFiles files = folder.handMade().load();
    folder.points("imported/batch-1.csv", row);

    List<Finding> findings = files.reload();

    assertEquals(1, findings.stream().filter(Finding::isError).count(), () -> said(findings));
    Finding error = findings.stream().filter(Finding::isError).findFirst().orElseThrow();
    assertEquals("knowledge/imported/batch-1.csv:" + place, error.path());
    assertFalse(error.text().zh().isEmpty());
    assertEquals(9, files.current().size());
  }

  @Test
  void everyWrongRowIsNamedAtOnce() throws IOException {
    folder.points(
        "imported/batch-1.csv",
        "A,no-class,X1,,药,,sex=male,,,1,,,,on",
        SOUND.replace("A,", "B,"),
        "C,drug-sex,X1,,药,,sex=男,,,1,,,,on");

    assertEquals(
        List.of(
            "knowledge/imported/batch-1.csv:2:rule_class",
            "knowledge/imported/batch-1.csv:4:reading"),
        folder.load().loadFindings().stream().map(Finding::path).toList());
  }

  @Test
  void aFirstLoadingWithAnErrorLeavesNothingInForceUntilItIsMended() throws IOException {
    folder.points("starter-a.csv", "A,drug-sex,X1,,药,,sex=男,,,1,,,,on");
    KnowledgeFiles files = folder.load();
    assertTrue(files.loadFindings().get(0).isError());
    assertEquals(0, files.current().size());

    folder.points("starter-a.csv", SOUND);

    assertEquals(List.of(), KnowledgeFolder.said(files.reload()));
    assertEquals(1, files.current().size());
  }

  @Test
  void aTableInGbkIsToldFromOneInUtf8() throws IOException {
    Files.createDirectories(folder.folder().resolve("imported"));
    Files.write(
        folder.folder().resolve("imported/gbk.csv"),
        (KnowledgeFolder.HEADER + SOUND).getBytes(Charset.forName("GBK")));

    List<Finding> findings = folder.load().loadFindings();

    assertTrue(findings.get(0).text().zh().contains("UTF-8"), () -> said(findings));
  }

  @Test
  void aTableMayBeginWithAByteOrderMark() throws IOException {
    folder.write("imported/excel.csv", "\uFEFF" + KnowledgeFolder.HEADER + SOUND + "\r\n");

    KnowledgeFiles files = folder.load();

    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
    assertEquals("A", point(files, "A").id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | knowledge/site/own.csv:1",
        "id,codes | knowledge/site/own.csv:1",
        "id,id,rule_class,codes,item_name,constraint,reading,batch,state | knowledge/site/own.csv:1"
      })
  void aHeaderThatIsWrongIsNamed(String header, String place) throws IOException {
    folder.write("site/own.csv", header + "\n");

    assertEquals(List.of(place), folder.load().loadFindings().stream().map(Finding::path).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classes.csv | ,drug-sex, | ,Drug-Sex, | id",
        "classes.csv | ,drug-sex, | ,drug-dose, | id",
        "classes.csv | 限生育保险,Drug paid by maternity insurance only,insurance,line | x,y,insurance,lines | subject",
        "classes.csv | ageTo=29d | ageTo=29 | defaults",
        "classes.csv | \"doctor,office\",\"select,sign\",N,insurance=work-injury | nurse,sign,N, | audiences",
        "classes.csv | 「{item}」限生 | 「{itme}」限生 | text_zh",
        "classes.csv | 「{item}」限生 | 「{item」限生 | text_zh",
        "reasons.csv | guideline | rescue | code",
        "reasons.csv | 符合指南、共识或说明书 | '' | zh",
        "switches.csv | who,at,why | 'who,at,why\nclasses,drug-sex,,off' | scope",
        "switches.csv | who,at,why | 'who,at,why\nclass,drug-sex,,loud' | state",
        "switches.csv | who,at,why | 'who,at,why\nclass,,,off' | name"
      })
  void aWrongCellOfTheOtherTablesIsNamed(String file, String from, String to, String column)
      throws IOException {
    String content = folder.read(file);
    assertTrue(content.contains(from), "the test's text is in the table");
    folder.write(file, content.replaceFirst(java.util.regex.Pattern.quote(from), to));

    List<Finding> findings = folder.load().loadFindings();

    assertTrue(
        findings.stream()
            .anyMatch(
                f -> f.isError() && f.path().matches("knowledge/" + file + ":\\d+:" + column)),
        () -> said(findings));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p,sex,text,1,(男,,sex=male,男 | regex",
        "p,sex,text,1,男,[,sex=male,男 | unless",
        "p,sex,text,1,男,,sex=male,女 | example",
        "p,sex,text,1,男,男,sex=male,男 | example",
        "p,sex,text,1,男,,sex=m,男 | constraint",
        "p,sex,text,1,男,,sex={1},男 | constraint",
        "p,sex,text,1,男,,male,男 | constraint",
        "p,age,text,1,([a-z]+)岁,,ageTo={1+1}y,a岁 | constraint",
        "p,sex,page,1,男,,sex=male,男 | where",
        "p,sex,text,high,男,,sex=male,男 | rank",
        "p,,text,1,男,,sex=male,男 | about"
      })
  void aWrongPatternIsNamedWithItsLine(String row, String column) throws IOException {
    folder.write(
        "site/patterns.csv",
        "name,about,where,rank,regex,unless,constraint,example\n" + row + "\n");

    assertEquals(
        List.of("knowledge/site/patterns.csv:2:" + column),
        folder.load().loadFindings().stream().map(Finding::path).toList());
  }

  @Test
  void aFolderInPlaceOfATableIsTroubleWithTheWorld() throws IOException {
    KnowledgeFiles files = folder.handMade().load();
    Files.createDirectories(folder.folder().resolve("imported/folder.csv"));

    assertThrows(UncheckedIOException.class, files::reload);
    assertEquals(9, files.current().size());
    assertTrue(folder.load().loadFindings().get(0).isError());
  }

  // ---------------------------------------------------------------- contradictions

  @Test
  void theSameIdTwiceInATableNamesBothRows() throws IOException {
    folder.points("imported/batch-1.csv", SOUND, SOUND);

    assertEquals(
        List.of(
            "ERROR knowledge/imported/batch-1.csv:3:id 知识点 A 与 knowledge/imported/batch-1.csv:2 重复"
                + " / the point A is also at knowledge/imported/batch-1.csv:2"),
        KnowledgeFolder.said(folder.load().loadFindings()));
  }

  @Test
  void oneIdWithTwoMeaningsInTablesOfEqualRankIsAnError() throws IOException {
    folder
        .points("imported/batch-1.csv", SOUND)
        .points("imported/batch-2.csv", SOUND.replace("X1", "X2"));

    assertEquals(
        List.of("knowledge/imported/batch-2.csv:2:id"),
        folder.load().loadFindings().stream().map(Finding::path).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drug-sex,X1,,药,,sex=male,,,1,,,,on | drug-sex,X1,,药,,sex=female,,,1,,,,on",
        "drug-sex,X1;X2,,药,,sex=male,,,1,,,,on | drug-sex,X3;X2,,药,,sex=female,,,1,,,,silent",
        "drug-sex,X*,,药,,sex=male,,,1,,,,on | drug-sex,X2,,药,,sex=female,,,1,,,,on",
        "drug-sex,X*,,药,,sex=male,,,1,,,,on | drug-sex,XY*,,药,,sex=female,,,1,,,,on",
        "drug-sex,name:药,,药,,sex=male,,,1,,,,on | drug-sex,name:药,,药,,sex=female,,,1,,,,on",
        "diagnosis-age,A1,,病,,ageTo=12y,,,1,,,,on | diagnosis-age,A1,,病,,ageFrom=18y,,,1,,,,on",
        "drug-visit-kind,X1,,药,,visit=inpatient,,,1,,,,on | drug-visit-kind,X1,,药,,visit=outpatient,,,1,,,,on",
        "drug-sex,X1,,药,,sex=male,,,1,2025-01-01,2025-06-30,,on | drug-sex,X1,,药,,sex=female,,,1,2025-06-30,,,on"
      })
  void rowsThatCannotBothHoldAreAnErrorThatNamesBoth(String one, String other) throws IOException {
    folder
        .points("starter-a.csv", "A," + one)
        .points("imported/batch-1.csv", "# a comment", "B," + other);

    List<Finding> findings = folder.load().loadFindings();

    assertEquals(1, findings.size(), () -> said(findings));
    assertEquals("knowledge.contradiction", findings.get(0).rule());
    assertEquals("knowledge/imported/batch-1.csv:3:reading", findings.get(0).path());
    assertTrue(
        findings.get(0).text().zh().contains("knowledge/starter-a.csv:2"), () -> said(findings));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drug-sex,X1,,药,,sex=male,,,1,,,,on | drug-sex,X2,,药,,sex=female,,,1,,,,on",
        "drug-sex,X1,,药,,sex=male,,,1,,,,on | drug-sex,X1,,药,,sex=female,,,1,,,,off",
        "drug-sex,X1,,药,,sex=male,,,1,,2025-06-30,,on | drug-sex,X1,,药,,sex=female,,,1,2025-07-01,,,on",
        "drug-sex,X1,,药,,sex=male,,,1,,,,on | service-sex,X1,,药,,sex=female,,,1,,,,on",
        "drug-course,X1,,药,,days=14,,,1,,,,on | drug-course,X1,,药,,days=30,,,1,,,,on",
        "drug-children-only,X1,,药,,ageTo=12y,,,1,,,,on | drug-children-only,X1,,药,,ageFrom=6y,,,1,,,,on"
      })
  void rowsThatCanBothHoldAreNoContradiction(String one, String other) throws IOException {
    folder.points("starter-a.csv", "A," + one).points("imported/batch-1.csv", "B," + other);

    assertEquals(List.of(), KnowledgeFolder.said(folder.load().loadFindings()));
  }

  // ---------------------------------------------------------------- switches

  @Test
  void aSwitchIsInForceAtOnceAndAfterARestart() throws IOException {
    KnowledgeFiles files = folder.handMade().load();

    assertEquals(
        List.of(),
        files.switchTo(
            new Switch(Scope.CLASS, "药品区分性别使用", "", PointState.SILENT), "王，\"主任\"", "先试一周", AT));

    assertEquals(PointState.SILENT, point(files, "T-SEX-1").state());
    assertEquals(PointState.ON, point(files, "T-AGE-1").state());
    KnowledgeFiles restarted = folder.load();
    assertEquals(PointState.SILENT, point(restarted, "T-SEX-1").state());
    assertEquals(
        List.of(new Switch(Scope.CLASS, "drug-sex", "", PointState.SILENT)), restarted.switches());
    assertEquals(
        "scope,name,department,state,who,at,why\n"
            + "class,drug-sex,,silent,\"王，\"\"主任\"\"\",2026-03-02T01:02:03Z,先试一周\n",
        folder.read("switches.csv"));
  }

  @Test
  void theNarrowerSwitchCounts() throws IOException {
    KnowledgeFiles files = folder.handMade().load();

    change(files, Scope.CLASS, "drug-sex", PointState.OFF);
    assertEquals(PointState.OFF, point(files, "T-SEX-1").state());
    assertEquals(List.of(), KnowledgeIndexTest.found(files.current(), "ZC01AAG021", ""));
    change(files, Scope.BATCH, "1", PointState.SILENT);
    assertEquals(PointState.SILENT, point(files, "T-SEX-1").state());
    change(files, Scope.POINT, "T-SEX-1", PointState.ON);
    assertEquals(PointState.ON, point(files, "T-SEX-1").state());
    assertEquals(PointState.SILENT, point(files, "T-SEX-2").state());
    assertEquals(
        List.of(Scope.POINT, Scope.BATCH, Scope.CLASS),
        files.switches().stream().map(Switch::scope).toList());
  }

  @Test
  void theLaterOfTwoSwitchesCountsAndBothStayOnRecord() throws IOException {
    KnowledgeFiles files = folder.handMade().load();

    change(files, Scope.BATCH, "15", PointState.OFF);
    change(files, Scope.BATCH, "15", PointState.ON);

    assertEquals(PointState.ON, point(files, "T-DX-2").state());
    assertEquals(List.of(on(Scope.BATCH, "15")), files.switches());
    assertEquals(3, folder.read("switches.csv").lines().count());
  }

  @Test
  void aBatchThatIsSwitchedOnDoesNotWakeWhatAPharmacistHasToRead() throws IOException {
    folder.points(
        "imported/batch-1.csv",
        "A,drug-sex,X1,,药,限男性,sex=male,,,1,,,,silent",
        "B,drug-sex,X2,,药,限夫妻双方,,,,1,,,,off",
        "C,drug-sex,X3,,药,限男性,sex=male,,,1,,,,off");
    KnowledgeFiles files = folder.load();

    change(files, Scope.BATCH, "1", PointState.ON);

    assertEquals(PointState.ON, point(files, "A").state());
    assertEquals(PointState.OFF, point(files, "B").state());
    assertEquals(PointState.OFF, point(files, "C").state());
    change(files, Scope.POINT, "C", PointState.ON);
    assertEquals(PointState.ON, point(files, "C").state());
    List<Finding> refused = files.switchTo(on(Scope.POINT, "B"), "", "", AT);
    assertEquals("知识点 B 不能启用：缺少限定：sex", refused.get(0).text().zh());
  }

  @Test
  void aDepartmentsSwitchIsToldAndChangesNoPoint() throws IOException {
    KnowledgeFiles files = folder.handMade().load();

    Switch change = new Switch(Scope.POINT, "T-SEX-1", "0301", PointState.OFF);
    assertEquals(List.of(), files.switchTo(change, "", "", AT));

    assertEquals(PointState.ON, point(files, "T-SEX-1").state());
    assertEquals(List.of(change), files.switches());
  }

  @Test
  void aSwitchOfNothingIsRefusedAndWritesNothing() throws IOException {
    KnowledgeFiles files = folder.handMade().load();
    String before = folder.read("switches.csv");

    for (Scope scope : Scope.values()) {
      List<Finding> refused = files.switchTo(on(scope, "nothing"), "", "", AT);
      assertTrue(refused.get(0).isError());
    }

    assertEquals(before, folder.read("switches.csv"));
  }

  @Test
  void aSwitchThatWouldContradictIsRefusedAndTakenBack() throws IOException {
    folder.points("starter-a.csv", SOUND, "B,drug-sex,X1,,药,限女性,sex=female,,,2,,,,off");
    KnowledgeFiles files = folder.load();
    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
    String before = folder.read("switches.csv");

    List<Finding> refused = files.switchTo(on(Scope.POINT, "B"), "", "", AT);

    assertEquals("knowledge.contradiction", refused.get(0).rule());
    assertEquals(before, folder.read("switches.csv"));
    assertEquals(PointState.OFF, point(files, "B").state());
    assertEquals(List.of(), KnowledgeFolder.said(files.reload()));
  }

  @Test
  void aSwitchWorksWithoutTheTableAndWithoutALastLineEnd() throws IOException {
    Files.delete(folder.folder().resolve("switches.csv"));
    KnowledgeFiles files = folder.handMade().load();
    change(files, Scope.CLASS, "drug-sex", PointState.SILENT);
    folder.write("switches.csv", folder.read("switches.csv").strip());
    change(files, Scope.CLASS, "drug-course", PointState.SILENT);

    assertEquals(2, files.switches().size());
    assertEquals(3, folder.read("switches.csv").lines().count());
    assertTrue(
        folder.files().noneMatch(file -> file.toString().endsWith(".tmp")), "nothing is left over");
  }

  @Test
  void aSwitchOfWhatIsNoLongerThereIsAWarning() throws IOException {
    folder.write("switches.csv", "scope,name,department,state,who,at,why\nbatch,99,,on,,,\n");

    List<Finding> findings = folder.handMade().load().loadFindings();

    assertEquals("knowledge/switches.csv:2:name", findings.get(0).path());
    assertFalse(findings.get(0).isError());
  }

  // ---------------------------------------------------------------- reload

  @Test
  void anEvaluationKeepsTheKnowledgeItBeganWith() throws IOException {
    KnowledgeFiles files = folder.handMade().load();
    var before = files.current();
    String hash = files.inForce().sha256();

    folder.points("starter-test.csv", SOUND);
    assertSame(before, files.current());
    files.reload();

    assertEquals(1, files.current().size());
    assertEquals(9, before.size());
    assertNotEquals(hash, files.inForce().sha256());
  }

  private static void change(KnowledgeFiles files, Scope scope, String name, PointState state) {
    assertEquals(
        List.of(),
        KnowledgeFolder.said(files.switchTo(new Switch(scope, name, "", state), "w", "", AT)));
  }

  private static Switch on(Scope scope, String name) {
    return new Switch(scope, name, "", PointState.ON);
  }

  private static KnowledgePoint point(KnowledgeFiles files, String id) {
    return files.current().point(id).orElseThrow();
  }

  private static List<String> errors(KnowledgeFiles files) {
    return KnowledgeFolder.said(files.loadFindings());
  }

  private static String said(List<Finding> findings) {
    return String.join("\n", KnowledgeFolder.said(findings));
  }
}
