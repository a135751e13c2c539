package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
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
                new CodeMatch.Relation(false, false, false)));
  }

  @Test
  void doesNotKnowWhatNoTableHas() {
    assertThat(map("clinical-2.0", "Q99.999")).isEqualTo(new CodeMatch.Unmapped());
    assertThat(((CodeMatch.Unmapped) map("clinical-1.1", "I10.x00")).detail().en())
        .isEqualTo("no table leads from clinical-1.1 to insurance-2.0");
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
    tables.crosswalk("../imported/published", "origin=imported", "I10.x00x021,,I10.x11,导入");
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

  // ---------------------------------------------------------------- relation

  @Test
  void saysHowTheTargetRelatesToItsSource() throws IOException {
    tables.crosswalk(
        "relations",
        "from=clinical-1.1",
        "A00.000,,A00.000,甲",
        "A00.001,,A00.000,甲",
        "A90.x00,,A97.000,乙",
        "B37.600I39.8,,B37.600+I39.8*,丙");
    assertThat(relation(map("clinical-1.1", "a00.000")))
        .isEqualTo(new CodeMatch.Relation(true, true, false));
    assertThat(relation(map("clinical-1.1", "A00.001")))
        .isEqualTo(new CodeMatch.Relation(false, true, false));
    assertThat(relation(map("clinical-1.1", "A90.x00")))
        .isEqualTo(new CodeMatch.Relation(false, false, true));
    assertThat(relation(map("clinical-1.1", "B37.600I39.8")))
        .isEqualTo(new CodeMatch.Relation(false, false, false));
  }

  @Test
  void comparesTheFirstTwoDigitsOfProcedures() throws IOException {
    tables.crosswalk(
        "procedures",
        "system=procedure\nfrom=clinical-3.0",
        "00.0100,,00.9900,甲",
        "00.0101,,01.0101,乙");
    MappingTables loaded = tables.load();
    assertThat(relation(procedure(loaded, "clinical-3.0", "00.0100")).categoryChanged()).isFalse();
    assertThat(relation(procedure(loaded, "clinical-3.0", "00.0101")).categoryChanged()).isTrue();
  }

  private static CodeMatch.Relation relation(CodeMatch match) {
    return ((CodeMatch.Mapped) match).relation();
  }

  private static CodeMatch procedure(MappingTables tables, String edition, String code) {
    return tables.map(new Code(CodeSystem.PROCEDURE, edition, code), "insurance-2.0", DISCHARGE);
  }

  // ---------------------------------------------------------------- composite and morphology

  @Test
  void findsAMissingOrSuperfluousSignOfACompositeCode() throws IOException {
    tables
        .crosswalk("composites", "valid-from=2022-01-01", "B37.600I39.8,,B37.600+I39.8*,丙")
        .dictionary("dictionary", "complete=true", "B37.600+I39.8*,丙", "A17.000+G01*,丁");
    for (String spelling :
        new String[] {"B37.600I39.8", "B37.600+I39.8*", "b37.600 † I39.8", "B37.600＋I39.8＊"}) {
      for (String edition : new String[] {"clinical-2.0", "insurance-2.0", ""}) {
        assertThat(target(map(edition, spelling))).isEqualTo("B37.600+I39.8*");
      }
    }
    assertThat(target(map("clinical-2.0", "A17.000G01"))).isEqualTo("A17.000+G01*");
    assertThat(relation(map("clinical-2.0", "B37.600+I39.8*")).sameCode()).isTrue();
  }

  @Test
  void doesNotTakeAPartOfACompositeCodeForTheWhole() throws IOException {
    tables.crosswalk("cause", "valid-from=2022-01-01", "A17.100,,A17.100,甲");
    CodeMatch match = map("clinical-2.0", "A17.100+G07*");
    assertThat(match).isInstanceOf(CodeMatch.Unmapped.class);
    assertThat(((CodeMatch.Unmapped) match).detail().zh()).contains("合并编码");
    assertThat(map("", "A17.100+G07*")).isInstanceOf(CodeMatch.Unmapped.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I10.x00M81600/3",
        "I10.x00 M81600/3",
        "I10.x00 M8160/3",
        "I10.x00+M8160/3",
        "I10.x00/M8160/3",
        "Ｉ10.x00Ｍ8160／3"
      })
  void leavesAMorphologyOutAndSaysSo(String code) {
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) map("clinical-2.0", code);
    assertThat(mapped.target().value()).isEqualTo("I10.x00");
    assertThat(mapped.table()).isEqualTo("starter@2021-01-01 (without morphology)");
    assertThat(mapped.relation().sameCode()).isFalse();
    assertThat(target(map("", code))).isEqualTo("I10.x00");
  }

  @Test
  void prefersTheRowThatHasTheMorphologyInItsCode() throws IOException {
    tables.crosswalk(
        "morphology",
        "valid-from=2022-01-01",
        "C22.101,,C22.199,另码",
        "C22.101M81600/3,胆管癌,C22.101,胆管癌");
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) map("clinical-2.0", "C22.101M81600/3");
    assertThat(mapped.target().value()).isEqualTo("C22.101");
    assertThat(mapped.table()).isEqualTo("morphology@2022-01-01");
  }

  // ---------------------------------------------------------------- chains

  @Test
  void goesByWayOfOneEditionWhereNoTableLeadsStraight() throws IOException {
    tables.crosswalk(
        "old",
        "from=clinical-1.1\nto=clinical-2.0",
        "I10.x91,高血压1级,I10.x00x021,高血压病1级（低危）",
        "I10.x92,脑梗死,I63.800,脑梗死，其他的",
        "I10.x93,无,Q99.999,无");
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) map("clinical-1.1", "I10.x91");
    assertThat(mapped.target())
        .isEqualTo(new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "I10.x03"));
    assertThat(mapped.table()).isEqualTo("old > starter@2021-01-01");
    assertThat(mapped.relation()).isEqualTo(new CodeMatch.Relation(false, false, false));
    assertThat(map("clinical-1.1", "I10.x92")).isEqualTo(new CodeMatch.Gray("starter@2021-01-01"));
    assertThat(map("clinical-1.1", "I10.x93")).isInstanceOf(CodeMatch.Unmapped.class);
    assertThat(target(map("", "I10.x91"))).isEqualTo("I10.x03");
  }

  @Test
  void prefersATableThatLeadsStraight() throws IOException {
    tables
        .crosswalk("old", "from=clinical-1.1\nto=clinical-2.0", "I10.x91,,I10.x00,甲")
        .crosswalk("straight", "from=clinical-1.1", "I10.x91,,I10.x99,乙");
    assertThat(target(map("clinical-1.1", "I10.x91"))).isEqualTo("I10.x99");
  }

  @Test
  void doesNotGoRoundAWholeTable() throws IOException {
    tables
        .crosswalk("old", "from=clinical-1.1\nto=clinical-2.0", "I10.x91,,I10.x00,甲")
        .crosswalk("straight", "from=clinical-1.1\ncomplete=true", "I10.x92,,I10.x99,乙");
    assertThat(map("clinical-1.1", "I10.x91")).isInstanceOf(CodeMatch.Unmapped.class);
  }

  @Test
  void asksWhereTwoWaysLeadToDifferentCodes() throws IOException {
    tables
        .crosswalk("old", "from=clinical-1.1\nto=clinical-2.0", "I10.x91,,I10.x00,甲")
        .crosswalk("other", "from=clinical-1.1\nto=insurance-1.0", "I10.x91,,I10.x55,乙")
        .crosswalk("new", "from=insurance-1.0\nto=insurance-2.0", "I10.x55,,I10.x66,丙");
    CodeMatch match = map("clinical-1.1", "I10.x91");
    assertThat(((CodeMatch.Ambiguous) match).candidates())
        .extracting(candidate -> candidate.code().value())
        .containsExactlyInAnyOrder("I10.x00", "I10.x66");
  }

  @Test
  void neverTakesTheParentOfAnExtension() {
    assertThat(map("clinical-2.0", "I10.x00x999")).isEqualTo(new CodeMatch.Unmapped());
  }

  // ---------------------------------------------------------------- local codes

  @Test
  void translatesLocalCodesByNameWhereTheyHaveNoOther() throws IOException {
    tables.write(
        "site/own",
        "kind=crosswalk\nsystem=diagnosis\nfrom=local\nto=insurance-2.0\norigin=site",
        "local_code,local_name,insurance_code,insurance_name",
        "gxy1,高血压,I10.x00,高血压",
        ",高血压 2级（院内）,I10.x04,高血压2级");
    assertThat(target(named("local", "", "高血压2级(院内)"))).isEqualTo("I10.x04");
    assertThat(target(named("local", "unknown", "高血压2级(院内)"))).isEqualTo("I10.x04");
    assertThat(target(named("", "unknown", "高血压2级(院内)"))).isEqualTo("I10.x04");
    assertThat(target(named("local", "gxy1", "高血压2级(院内)"))).isEqualTo("I10.x00");
    assertThat(named("local", "", "高血压")).isEqualTo(new CodeMatch.Unmapped());
    assertThat(named("clinical-2.0", "Q99.999", "高血压2级(院内)")).isEqualTo(new CodeMatch.Unmapped());
  }

  private CodeMatch named(String edition, String code, String name) {
    Code of = new Code(CodeSystem.DIAGNOSIS, edition, code);
    return tables.load().map(new CodeQuestion(of, name, "", Editions.INSURANCE_2_0, DISCHARGE));
  }

  @Test
  void translatesItemCodesByTheSameRules() throws IOException {
    tables
        .write(
            "imported/drugs",
            "kind=crosswalk\nsystem=drug\nfrom=local\nto=insurance-2.0\norigin=imported",
            "local_code,local_name,insurance_code,insurance_name",
            "y001,阿莫西林胶囊,XJ01CAA040E001010100001,阿莫西林",
            ",黄芪,T000600001,黄芪")
        .write(
            "imported/consumables",
            "kind=dictionary\nsystem=consumable\nto=insurance-2.0\norigin=imported\ncomplete=true",
            "code,name",
            "C0101010010100100001,一次性使用无菌注射器");
    MappingTables loaded = tables.load();
    assertThat(loaded.loadFindings()).isEmpty();
    Code drug = new Code(CodeSystem.DRUG, "local", "y001");
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) loaded.map(drug, "insurance-2.0", DISCHARGE);
    assertThat(mapped.target().value()).isEqualTo("XJ01CAA040E001010100001");
    assertThat(mapped.relation().categoryChanged()).isFalse();
    assertThat(
            target(
                loaded.map(
                    new CodeQuestion(
                        new Code(CodeSystem.DRUG, "local", ""),
                        "黄芪",
                        "",
                        "insurance-2.0",
                        DISCHARGE))))
        .isEqualTo("T000600001");
    Code consumable = new Code(CodeSystem.CONSUMABLE, "", "c0101010010100100001");
    assertThat(target(loaded.map(consumable, "insurance-2.0", DISCHARGE)))
        .isEqualTo("C0101010010100100001");
  }

  // ---------------------------------------------------------------- gray lists by region

  @Test
  void takesTheGrayListOfTheSitesRegionBeforeTheNationalOne() throws IOException {
    String gray = "kind=gray\nsystem=%s\nto=insurance-2.0\norigin=imported\n";
    tables
        .write("codes/gray", gray.formatted("diagnosis"), "code,name", "I10.x00,甲")
        .write(
            "codes/gray-south",
            gray.formatted("diagnosis") + "region=south\ncomplete=true\nvalid-from=2026-01-01",
            "code,name",
            "I10.x03,乙");
    MappingTables loaded = tables.load();
    assertThat(isGray(loaded, "I10.x00", DISCHARGE)).isTrue();
    assertThat(isGray(loaded, "I10.x00x021", DISCHARGE)).isFalse();
    tables.region = "pre-2021-12, south";
    assertThat(isGray(loaded, "I10.x00", DISCHARGE)).isFalse();
    assertThat(isGray(loaded, "I10.x00x021", DISCHARGE)).isTrue();
    LocalDate before = LocalDate.of(2025, 12, 31);
    assertThat(isGray(loaded, "I10.x00", before)).isTrue();
    assertThat(isGray(loaded, "I10.x00x021", before)).isFalse();
  }

  private static boolean isGray(MappingTables tables, String code, LocalDate on) {
    Code clinical = new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code);
    return ((CodeMatch.Mapped) tables.map(clinical, "insurance-2.0", on)).grayAsPrincipal();
  }

  @Test
  void marksPrincipalProceduresToo() throws IOException {
    tables
        .crosswalk("procedures", "system=procedure\nfrom=clinical-2.0", "00.1000,,00.1000,化疗")
        .write(
            "codes/gray",
            "kind=gray\nsystem=procedure\nto=insurance-2.0\norigin=imported",
            "code,name",
            "00.1000,化疗");
    CodeMatch match = procedure(tables.load(), "clinical-3.0", "00.1000");
    assertThat(((CodeMatch.Mapped) match).grayAsPrincipal()).isTrue();
  }
}
