package org.duima.mapping.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeSuggester.Entry;
import org.duima.api.mapping.CodeSuggester.Question;
import org.duima.api.mapping.CodeSuggester.Suggestion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggesterTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  @TempDir Path home;
  private MappingTables tables;
  private Suggester suggester;

  @BeforeEach
  void placeTables() throws IOException {
    write(
        "mappings/codes/dictionary.csv",
        """
        code,name
        I10.x00,特发性(原发性)高血压
        I10.x00x002,高血压
        I11.900,高血压心脏病
        I64.x00,脑卒中
        L02.402,下肢皮肤脓肿、疖和痈
        L02.403,上肢皮肤脓肿、疖和痈
        K64.901,出血性痔
        K64.900,痔
        N40.x00,前列腺增生
        N60.201,乳腺增生
        O14.900,子痫前期
        T30.000,烧伤
        """);
    write(
        "mappings/codes/dictionary.properties",
        "kind=dictionary\nsystem=diagnosis\nto=insurance-2.0\norigin=starter\n");
    write("mappings/codes/gray.csv", "code,name\nI64.x00,脑卒中\n");
    write(
        "mappings/codes/gray.properties",
        "kind=gray\nsystem=diagnosis\nto=insurance-2.0\norigin=starter\n");
    Path shipped = Path.of("../../mappings/suggest");
    Files.createDirectories(home.resolve("mappings/suggest"));
    for (String name : List.of("terms.csv", "moved.csv", "limits.csv")) {
      Files.copy(shipped.resolve(name), home.resolve("mappings/suggest").resolve(name));
    }
    load();
  }

  private void load() {
    tables = new MappingTables(home, Clock.systemUTC(), () -> "");
    assertEquals(List.of(), tables.loadFindings());
    suggester = new Suggester(home, tables, Clock.systemUTC());
  }

  private void write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Suggestion> suggest(String code, String name, String sex, int age) {
    Code source = new Code(CodeSystem.DIAGNOSIS, "", code);
    return suggester.suggest(new Question(source, name, "insurance-2.0", sex, age, DAY, 5));
  }

  private Suggestion first(String code, String name) {
    return suggest(code, name, "", -1).get(0);
  }

  private static boolean says(Suggestion suggestion, String part) {
    return suggestion.reasons().stream().anyMatch(reason -> reason.zh().contains(part));
  }

  @Test
  void theSameNameComesFirstWhateverItsPunctuation() {
    Suggestion best = first("", "特发性（原发性） 高血压");
    assertEquals("I10.x00", best.code().value());
    assertEquals("insurance-2.0", best.code().edition());
    assertTrue(best.score() > 0.9 && best.score() <= 1, () -> "score " + best.score());
    assertTrue(says(best, "名称相同"), best::toString);
  }

  @Test
  void aSynonymOfTheTableIsTheSameName() {
    Suggestion best = first("", "烫伤");
    assertEquals("T30.000", best.code().value());
    assertTrue(says(best, "同义"), best::toString);
  }

  @Test
  void aBroaderPlaceOfTheBodyIsFoundAndSaid() {
    Suggestion best = first("L02", "足部脓肿");
    assertEquals("L02.402", best.code().value());
    assertTrue(says(best, "归入上级"), best::toString);
    assertTrue(says(best, "同一类目 L02"), best::toString);
  }

  @Test
  void aCategoryThatMovedBetweenEditionsIsFollowed() {
    Suggestion best = first("I84.801", "出血性内痔");
    assertEquals("K64.901", best.code().value());
    assertTrue(says(best, "I84 → K64"), best::toString);
  }

  @Test
  void aCodeForTheOtherSexComesLaterAndSaysWhy() {
    List<Suggestion> forWoman = suggest("", "增生", "2", 60);
    assertEquals("N60.201", forWoman.get(0).code().value());
    Suggestion prostate =
        forWoman.stream().filter(one -> one.code().value().equals("N40.x00")).findFirst().get();
    assertEquals("性别不符：该类目只用于男性", prostate.reasons().get(0).zh());
    assertTrue(prostate.score() < 0.2, prostate::toString);
    assertFalse(says(suggest("", "前列腺增生", "1", 60).get(0), "性别不符"));
  }

  @Test
  void whatCodersDecidedGoesBeforeLikenessWhileItIsValid() throws IOException {
    write(
        "data/decisions.csv",
        """
        number,system,from,code,name,department,to,target_code,valid_from,valid_to,who,decided_at,why
        1,diagnosis,local,A1,高血压病（本院）,,insurance-2.0,I11.900,2025-01-01,2026-06-30,coder,2025-01-01T00:00:00Z,x
        2,diagnosis,local,A2,高血压病[本院],,insurance-2.0,I11.900,,,coder,2025-02-01T00:00:00Z,x
        """);
    load();
    Suggestion best = first("", "高血压病本院");
    assertEquals("I11.900", best.code().value());
    assertEquals("本院编码员曾把“高血压病（本院）”定为此码（2 次）", best.reasons().get(0).zh());
  }

  private void writeCrosswalk(String validity) throws IOException {
    write(
        "mappings/imported/walk.csv",
        """
        clinical_code,clinical_name,insurance_code,insurance_name
        I10.x00x002,高血压,I10.x00x002,高血压
        N90.801,女阴赘生物,K64.900,痔
        N90.802,不用的名称,灰码,
        """);
    write(
        "mappings/imported/walk.properties",
        "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\nto=insurance-2.0\norigin=imported\n"
            + validity);
    load();
  }

  @Test
  void whatACrosswalkCallsACodeLeadsToIt() throws IOException {
    writeCrosswalk("");
    Suggestion best = first("", "女阴赘生物");
    assertEquals("K64.900", best.code().value());
    assertTrue(says(best, "对照表中的同一名称“女阴赘生物”对应此码"), best::toString);
    Suggestion like = first("", "女阴小赘生物");
    assertEquals("K64.900", like.code().value());
    assertTrue(says(like, "相近的名称“女阴赘生物”"), like::toString);
    assertEquals(
        List.of("痔"),
        suggester.search(CodeSystem.DIAGNOSIS, "insurance-2.0", "K64.900", DAY, 9).stream()
            .map(Entry::name)
            .toList(),
        "the code keeps the dictionary's name");
  }

  @Test
  void aCrosswalkThatIsNotInForceLeadsNowhere() throws IOException {
    writeCrosswalk("valid-from=2026-02-01\n");
    assertTrue(
        suggest("", "女阴赘生物", "", -1).stream()
            .noneMatch(one -> one.code().value().equals("K64.900")));
  }

  @Test
  void aGrayCodeIsMarked() {
    assertTrue(first("", "脑卒中").grayAsPrincipal());
    assertFalse(first("", "痔").grayAsPrincipal());
  }

  @Test
  void withoutANameOnlyItsPlaceInTheClassificationIsOffered() {
    List<Suggestion> found = suggest("I10.x00", "", "", -1);
    assertEquals("I10.x00", found.get(0).code().value());
    assertTrue(found.get(0).score() < 0.5, found::toString);
    assertEquals(List.of(), suggest("", "（）", "", -1));
    assertEquals(List.of(), suggest("", "", "", -1));
  }

  @Test
  void scoresFallAndCandidatesAreNotMoreThanAskedFor() {
    List<Suggestion> found = suggest("", "皮肤脓肿", "", -1);
    assertTrue(found.size() <= 5 && found.size() > 1, found::toString);
    for (int i = 1; i < found.size(); i++) {
      assertTrue(found.get(i - 1).score() >= found.get(i).score(), found::toString);
    }
  }

  @Test
  void aReloadOfTheTablesIsSeen() throws IOException {
    assertEquals("T30.000", first("", "烧伤").code().value());
    write("mappings/codes/dictionary.csv", "code,name\nT30.100,烧伤\n");
    tables.reload();
    assertEquals("T30.100", first("", "烧伤").code().value());
  }

  @Test
  void theSiteAddsItsOwnTerms() throws IOException {
    write("mappings/site/terms.csv", "kind,term,means\nsame,老慢支,高血压心脏病\n");
    assertEquals(List.of(), suggester.reload());
    assertEquals("I11.900", first("", "老慢支").code().value());
    assertEquals(List.of(), tables.reload(), "the tables leave the file alone");
  }

  @Test
  void aBadTermsFileIsNamedByRowAndTheFormerStaysInForce() throws IOException {
    write("mappings/site/terms.csv", "kind,term,means\nsame,甲,乙\nlike,丙,丁\n");
    List<Finding> findings = suggester.reload();
    assertEquals(1, findings.size());
    assertTrue(findings.get(0).isError());
    assertTrue(findings.get(0).text().zh().contains("site/terms.csv 第 3 行"), findings::toString);
    assertEquals("T30.000", first("", "烫伤").code().value());
  }

  @Test
  void whoTypesFindsByCodeOrName() {
    List<Entry> byCode = suggester.search(CodeSystem.DIAGNOSIS, "insurance-2.0", "i10", DAY, 9);
    assertEquals(List.of("I10.x00", "I10.x00x002"), codes(byCode));
    List<Entry> byName = suggester.search(CodeSystem.DIAGNOSIS, "insurance-2.0", "高血压", DAY, 2);
    assertEquals(List.of("I10.x00x002", "I11.900"), codes(byName));
    assertEquals(List.of(), suggester.search(CodeSystem.DIAGNOSIS, "insurance-2.0", " ", DAY, 9));
  }

  private static List<String> codes(List<Entry> entries) {
    return entries.stream().map(entry -> entry.code().value()).toList();
  }
}
