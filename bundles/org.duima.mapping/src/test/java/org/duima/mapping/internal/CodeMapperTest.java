package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeMapperTest {
  private static final LocalDate DISCHARGE = LocalDate.of(2026, 6, 1);

  @TempDir Path folder;
  private MappingFolder tables;

  @BeforeEach
  void startWithAStarterTable() throws IOException {
    tables =
        new MappingFolder(folder)
            .crosswalk(
                "starter",
                "valid-from=2021-01-01",
                "I10.x00,特发性(原发性)高血压,I10.x00,特发性（原发性）高血压",
                "I10.x00x021,高血压病1级（低危）,I10.x03,高血压1级",
                "N18.900,慢性肾衰竭,N18.902,慢性肾衰竭",
                "I63.800,脑梗死，其他的,灰码,",
                "A17.000+G01*,结核性脑膜炎,A17.000+G01*,结核性脑膜炎",
                "X60.x00,故意自毒,X60.x00,故意自毒");
  }

  private CodeMatch map(String edition, String code) {
    return map(edition, code, DISCHARGE);
  }

  private CodeMatch map(String edition, String code, LocalDate on) {
    return tables
        .load()
        .map(new Code(CodeSystem.DIAGNOSIS, edition, code), Editions.INSURANCE_2_0, on);
  }

  private static String target(CodeMatch match) {
    assertThat(match).isInstanceOf(CodeMatch.Mapped.class);
    return ((CodeMatch.Mapped) match).target().value();
  }

  @Test
  void givesTheTargetOfItsRow() {
    CodeMatch match = map("clinical-2.0", "I10.x00x021");
    assertThat(match)
        .isEqualTo(
            new CodeMatch.Mapped(
                new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "I10.x03"),
                "高血压1级",
                false,
                false,
                "starter@2021-01-01",
                CodeMatch.Relation.SAME));
  }

  @Test
  void doesNotKnowWhatNoTableHas() {
    assertThat(map("clinical-2.0", "Q99.999")).isEqualTo(new CodeMatch.Unmapped());
    assertThat(map("clinical-1.1", "I10.x00")).isEqualTo(new CodeMatch.Unmapped());
    assertThat(map("", "Q99.999")).isEqualTo(new CodeMatch.Unmapped());
  }

  @Test
  void neverPassesAClinicalCodeThroughBecauseTheTargetEditionHasTheSameCharacters()
      throws IOException {
    tables.dictionary("dictionary", "complete=true", "Z99.900,仅医保版有", "I10.x00,高血压");
    assertThat(map("clinical-2.0", "Z99.900")).isEqualTo(new CodeMatch.Unmapped());
  }

  @Test
  void saysGrayWhereTheTableSaysGray() {
    assertThat(map("clinical-2.0", "I63.800")).isEqualTo(new CodeMatch.Gray("starter@2021-01-01"));
    assertThat(map("", "I63.800")).isEqualTo(new CodeMatch.Gray("starter@2021-01-01"));
  }

  @Test
  void asksWhenTwoEditionsMeanDifferentThingsByAnUndeclaredCode() throws IOException {
    tables.dictionary("dictionary", "", "N18.900,慢性肾脏病", "N18.902,慢性肾衰竭");
    CodeMatch match = map("", "N18.900");
    assertThat(match).isInstanceOf(CodeMatch.Ambiguous.class);
    assertThat(((CodeMatch.Ambiguous) match).candidates())
        .extracting(candidate -> candidate.code().value())
        .containsExactly("N18.902", "N18.900");
    assertThat(target(map("clinical-2.0", "N18.900"))).isEqualTo("N18.902");
    assertThat(target(map("insurance-2.0", "N18.900"))).isEqualTo("N18.900");
  }

  @Test
  void asksWhenTheTargetOfOneRowIsTheSourceOfAnotherAndTheEditionIsNotDeclared()
      throws IOException {
    tables.crosswalk("more", "valid-from=2022-01-01", "N18.800,慢性肾脏病,N18.900,慢性肾脏病");
    assertThat(map("", "N18.900")).isInstanceOf(CodeMatch.Ambiguous.class);
  }

  @Test
  void resolvesAnUndeclaredCodeOnWhichAllEditionsAgree() throws IOException {
    tables.dictionary("dictionary", "complete=true", "I10.x00,特发性高血压", "Z99.900,仅医保版有");
    assertThat(target(map("", "I10.x00"))).isEqualTo("I10.x00");
    assertThat(target(map("", "Z99.900"))).isEqualTo("Z99.900");
  }

  @Test
  void takesTheWordOfASenderWhoDeclaresTheTargetEdition() throws IOException {
    CodeMatch.Mapped unconfirmed = (CodeMatch.Mapped) map("insurance-2.0", "K35.200");
    assertThat(unconfirmed.target().value()).isEqualTo("K35.200");
    assertThat(unconfirmed.inDictionary()).isFalse();
    tables.dictionary("dictionary", "", "K35.200,急性阑尾炎伴弥漫性腹膜炎");
    CodeMatch.Mapped confirmed = (CodeMatch.Mapped) map("insurance-2.0", "K35.200");
    assertThat(confirmed.inDictionary()).isTrue();
    assertThat(confirmed.targetName()).isEqualTo("急性阑尾炎伴弥漫性腹膜炎");
  }

  @Test
  void givesTheNameOfTheDictionaryRatherThanOfTheTable() throws IOException {
    tables.dictionary("dictionary", "", "I10.x03,高血压病1级");
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) map("clinical-2.0", "I10.x00x021");
    assertThat(mapped.targetName()).isEqualTo("高血压病1级");
    assertThat(mapped.inDictionary()).isTrue();
  }

  @Test
  void prefersDecisionsToTheSiteTableToImportsToTheStarter() throws IOException {
    tables.crosswalk("imported", "origin=imported", "I10.x00x021,,I10.x11,导入");
    assertThat(target(map("clinical-2.0", "I10.x00x021"))).isEqualTo("I10.x11");
    tables.crosswalk("../site/own", "origin=site", "I10.x00x021,,I10.x12,本院");
    assertThat(target(map("clinical-2.0", "I10.x00x021"))).isEqualTo("I10.x12");
    tables.crosswalk("../site/decided", "origin=decision", "I10.x00x021,,I10.x13,编码员");
    assertThat(target(map("clinical-2.0", "I10.x00x021"))).isEqualTo("I10.x13");
    assertThat(target(map("clinical-2.0", "I10.x00"))).isEqualTo("I10.x00");
  }

  @ParameterizedTest
  @CsvSource({"2023-12-31,K35.100", "2024-01-01,K35.200", "2025-12-31,K35.200"})
  void takesTheVersionOfTheDischargeDate(LocalDate on, String expected) throws IOException {
    tables
        .crosswalk("v1", "origin=imported\nvalid-from=2020-01-01", "K35.000,,K35.100,旧")
        .crosswalk("v2", "origin=imported\nvalid-from=2024-01-01", "K35.000,,K35.200,新");
    assertThat(target(map("clinical-2.0", "K35.000", on))).isEqualTo(expected);
  }

  @Test
  void saysExpiredWhenATargetExistsOnAnotherDateOnly() throws IOException {
    tables.crosswalk(
        "old",
        "origin=imported\nvalid-from=2020-01-01\nvalid-to=2021-12-31",
        "K35.000,,K35.100,急性阑尾炎");
    CodeMatch match = map("clinical-2.0", "K35.000");
    assertThat(match).isInstanceOf(CodeMatch.Expired.class);
    assertThat(((CodeMatch.Expired) match).formerly().code().value()).isEqualTo("K35.100");
    assertThat(target(map("clinical-2.0", "K35.000", LocalDate.of(2021, 12, 31))))
        .isEqualTo("K35.100");
  }

  @Test
  void saysExpiredWhenTheTargetHasLeftTheWholeDictionary() throws IOException {
    tables
        .dictionary("d1", "complete=true\nvalid-from=2020-01-01", "I10.x03,高血压1级", "I10.x00,高血压")
        .dictionary("d2", "complete=true\nvalid-from=2025-01-01", "I10.x00,高血压");
    assertThat(map("clinical-2.0", "I10.x00x021")).isInstanceOf(CodeMatch.Expired.class);
    assertThat(map("insurance-2.0", "I10.x03")).isInstanceOf(CodeMatch.Expired.class);
    assertThat(target(map("clinical-2.0", "I10.x00x021", LocalDate.of(2024, 12, 31))))
        .isEqualTo("I10.x03");
  }

  @Test
  void endsAVersionWhereALaterWholeOneBegins() throws IOException {
    tables
        .crosswalk("v1", "origin=imported\nvalid-from=2020-01-01", "K35.000,,K35.100,旧")
        .crosswalk(
            "v2", "origin=imported\nvalid-from=2024-01-01\ncomplete=true", "K36.x00,,K36.x00,新");
    assertThat(map("clinical-2.0", "K35.000")).isInstanceOf(CodeMatch.Expired.class);
  }

  @Test
  void marksATargetThatMayNotBeAPrincipalDiagnosis() throws IOException {
    tables.write(
        "codes/gray",
        "kind=gray\nsystem=diagnosis\nto=insurance-2.0\norigin=imported",
        "code,name",
        "I10.x03,高血压1级");
    assertThat(((CodeMatch.Mapped) map("clinical-2.0", "I10.x00x021")).grayAsPrincipal()).isTrue();
    assertThat(((CodeMatch.Mapped) map("clinical-2.0", "I10.x00")).grayAsPrincipal()).isFalse();
  }

  @Test
  void translatesLocalCodesByTheSiteTableOnlyAndByTheirExactLetters() throws IOException {
    tables.crosswalk("../site/own", "from=local\norigin=site", "gxy1,高血压,I10.x00,高血压");
    assertThat(target(map("local", "gxy1"))).isEqualTo("I10.x00");
    assertThat(map("local", "GXY1")).isEqualTo(new CodeMatch.Unmapped());
    assertThat(map("local", "I10.x00")).isEqualTo(new CodeMatch.Unmapped());
  }

  @Test
  void letsASiteDecideWhatAnUndeclaredCodeMeans() throws IOException {
    tables
        .dictionary("dictionary", "", "N18.900,慢性肾脏病")
        .crosswalk("../site/own", "from=\norigin=decision", "N18.900,,N18.902,慢性肾衰竭");
    assertThat(target(map("", "N18.900"))).isEqualTo("N18.902");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I10.X00X021",
        "i10.x00x021",
        " I10.x00x021 ",
        "Ｉ１０．ｘ００ｘ０２１",
        "I10. x00x021",
        "I10.×00×021"
      })
  void findsACodeInTheSpellingsOfSenders(String spelling) {
    assertThat(target(map("clinical-2.0", spelling))).isEqualTo("I10.x03");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A17.000†G01*", "A17.000+G01＊", "a17.000＋g01＊", "A17.000 + G01 *"})
  void findsDaggerAndAsteriskCodes(String spelling) {
    assertThat(target(map("clinical-2.0", spelling))).isEqualTo("A17.000+G01*");
  }

  @Test
  void tellsTheCategoryLetterXFromTheFiller() {
    assertThat(target(map("clinical-2.0", "x60.X00"))).isEqualTo("X60.x00");
  }

  @Test
  void takesTheProceduresOfTheClinicalRelease20UnderBothNumbers() throws IOException {
    tables.crosswalk(
        "procedures", "system=procedure\nfrom=clinical-3.0", "00.0100,,00.0100,头和颈部血管治疗性超声");
    MappingTables loaded = tables.load();
    for (String edition : new String[] {"clinical-2.0", "clinical-3.0"}) {
      Code code = new Code(CodeSystem.PROCEDURE, edition, "00.0100");
      assertThat(target(loaded.map(code, "insurance-2.0", DISCHARGE))).isEqualTo("00.0100");
    }
  }
}
