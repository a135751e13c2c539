package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The data of the checks on codes, and what a hospital may change in it. */
class CodeRulesTest {
  @TempDir Path mappings;

  @BeforeEach
  void copyTheTables() throws IOException {
    TestWorld.copy(
        TestWorld.repositoryMappings().resolve("settlement"), mappings.resolve("settlement"));
    Files.createDirectories(mappings.resolve("site"));
  }

  private CodeRules rules() {
    List<Finding> findings = new ArrayList<>();
    CodeRules rules = CodeRules.read(mappings, findings);
    assertThat(findings).isEmpty();
    return rules;
  }

  private void site(String name, String text) throws IOException {
    Files.writeString(mappings.resolve("site").resolve(name), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"code-sets.csv", "code-limits.csv", "code-conflicts.csv", "procedure-charges.csv"})
  void everyShippedLineHasAGradeOfEvidence(String name) {
    List<Finding> findings = new ArrayList<>();
    Path file = mappings.resolve("settlement").resolve(name);
    assertThat(CsvTable.read(file, List.of("source"), findings))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.cell("source")).matches("[VDM]( .*|（.*|)"));
    assertThat(file.resolveSibling(name.replace(".csv", ".properties"))).exists();
  }

  @Test
  void everySetButTheOneForTheRegionHasMembers() throws IOException {
    String table = Files.readString(mappings.resolve("settlement").resolve(CodeSets.FILE));
    for (String id : table.lines().skip(1).map(line -> line.split(",")[0]).toList()) {
      assertThat(CodeSet.ofId(id)).as(id).isPresent();
    }
    assertThat(table.lines().skip(1).map(line -> line.split(",")[0]).distinct())
        .hasSize(CodeSet.values().length - 1);
    assertThat(rules().sets().contains(CodeSet.MORPHOLOGY_WANTED, "C50.900")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "C51.000,true", "C58.x00,true", "C58.900x001,true", "C50.900,false", "C59,false",
    "D07.000,true", "D07.300,true", "D07.305x001,true", "D07.400,false", "N98.900,true"
  })
  void aRangeHoldsWhatIsBelowItsLastCode(String code, boolean female) {
    assertThat(
            rules().limits().of(CodeSystem.DIAGNOSIS, code).stream()
                .anyMatch(limit -> limit.excludesSex("1")))
        .isEqualTo(female);
  }

  @Test
  void overlappingRangesAreOneSet() {
    CodeRanges ranges =
        CodeRanges.of(
            List.of(
                new CodeRange("B10", "B20"),
                new CodeRange("A00", "C10"),
                new CodeRange("A05", "A05.1"),
                new CodeRange("D01", "D01")));
    assertThat(List.of("A00.000", "B99.900", "C10.900", "D01.x00")).allMatch(ranges::contains);
    assertThat(List.of("C11", "D00.900", "D02", "")).noneMatch(ranges::contains);
  }

  private static Severity worst(CodeRules rules, String code, boolean principal, String sex) {
    return rules.limits().of(CodeSystem.DIAGNOSIS, code).stream()
        .filter(limit -> principal || !limit.principalOnly())
        .filter(limit -> limit.excludesSex(sex))
        .map(CodeLimit::severity)
        .min(Severity::compareTo)
        .orElse(null);
  }

  @Test
  void aCategoryThatIsOnlyMoreLikelyInOneSexIsNoError() {
    assertThat(worst(rules(), "C53.900", true, "1")).isEqualTo(Severity.ERROR);
    assertThat(worst(rules(), "Z31.200", true, "1")).isEqualTo(Severity.WARNING);
    assertThat(worst(rules(), "M81.000", true, "1")).isEqualTo(Severity.WARNING);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01,SL-X13,WARNING", // two months
    "2024-01-01,SL-X13,ERROR"
  })
  void aPerinatalPrincipalDiagnosisGrowsWorseWithAge(String born, String rule, Severity severity)
      throws IOException {
    List<Finding> findings =
        CheckCasesTest.findings(
            new CheckCasesTest.Case(
                "",
                rule,
                "4101",
                true,
                "",
                "/setlinfo/brdy=\"" + born + "\" ; /diseinfo/0/diag_code=\"P22.000\""));
    assertThat(findings)
        .filteredOn(f -> f.rule().equals(rule))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(severity));
  }

  @Test
  void whatWasChargedIsKnownToTheChecksOnly() throws IOException {
    var stay = StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
    for (var charge : stay.path("charges")) {
      ((com.fasterxml.jackson.databind.node.ObjectNode) charge).put("item", "0011");
    }
    var draft = TestWorld.maker().draft(StayJson.read(stay), TestWorld.options("4101A")).get(0);
    assertThat(draft.content().rows().keySet()).noneMatch(node -> node.startsWith("_"));
    assertThat(draft.content().rows("iteminfo")).isNotEmpty();
  }

  @Test
  void theHospitalAddsReplacesAndTakesBackLines() throws IOException {
    site(
        CodeSets.FILE,
        """
        set,system,from,to,use
        z-as-principal,diagnosis,Z76,Z76,in
        z-as-principal,diagnosis,Z54,Z54,off
        z-as-principal,diagnosis,Z51.5,Z51.5,out
        """);
    site(
        CodeLimits.FILE,
        """
        system,from,to,sex,youngest,oldest,position,severity
        diagnosis,Q50,Q52,2,,,any,off
        diagnosis,N70,N98,2,,,any,W
        """);
    CodeRules rules = rules();
    CodeSets sets = rules.sets();
    assertThat(sets.contains(CodeSet.Z_AS_PRINCIPAL, "Z76.200")).isTrue();
    assertThat(sets.contains(CodeSet.Z_AS_PRINCIPAL, "Z54.000")).isFalse();
    assertThat(sets.contains(CodeSet.Z_AS_PRINCIPAL, "Z51.500")).isFalse();
    assertThat(sets.contains(CodeSet.Z_AS_PRINCIPAL, "Z51.102")).isTrue();
    assertThat(worst(rules, "Q51.800", true, "1")).isNull();
    assertThat(worst(rules, "N80.000", true, "1")).isEqualTo(Severity.WARNING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "code-sets.csv|set,system,from,to,use|no-such-set,diagnosis,A00,A01,in|no-such-set",
        "code-sets.csv|set,system,from,to,use|injury,diagnoses,A00,A01,in|system",
        "code-sets.csv|set,system,from,to,use|injury,diagnosis,A01,A00,in|from",
        "code-sets.csv|set,system,from,to,use|injury,diagnosis,a00,A01,in|from",
        "code-sets.csv|set,system,from,to,use|injury,diagnosis,A00,A01,yes|use",
        "code-sets.csv|set,system,from,to|injury,diagnosis,A00,A01|use",
        "code-limits.csv|system,from,to,sex,youngest,oldest,position,severity|diagnosis,A00,A01,3,,,any,W|sex",
        "code-limits.csv|system,from,to,sex,youngest,oldest,position,severity|diagnosis,A00,A01,,28,,any,W|youngest",
        "code-limits.csv|system,from,to,sex,youngest,oldest,position,severity|diagnosis,A00,A01,,,60y,first,W|position",
        "code-limits.csv|system,from,to,sex,youngest,oldest,position,severity|diagnosis,A00,A01,1,,,any,X|severity",
        "code-conflicts.csv|from,to,other_from,other_to,severity,text_zh,text_en|A00,A00,1,2,W,x,y|other_from",
        "procedure-charges.csv|from,to,categories,items|51.2,51.2,15,|categories",
        "adrg.csv|system,code,adrg|diagnosis,A00.000,E|adrg",
        "adrg.csv|system,code,adrg|diagnosis,,ES1|code",
      })
  void saysWhatIsWrongWithFileLineAndColumn(String name, String header, String line, String named)
      throws IOException {
    site(name, header + "\n" + line + "\n");
    List<Finding> findings = new ArrayList<>();
    CodeRules.read(mappings, findings);
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isError()).isTrue();
              assertThat(finding.path()).matches("site/" + name + ":[12]");
              assertThat(finding.text().en()).contains(named);
            });
  }

  @Test
  void aLineTwiceInOneFileIsAnError() throws IOException {
    site(
        CodeSets.FILE,
        "set,system,from,to,use\ninjury,diagnosis,A00,A01,in\ninjury,diagnosis,A00,A01,out\n");
    List<Finding> findings = new ArrayList<>();
    CodeRules.read(mappings, findings);
    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.path()).isEqualTo("site/code-sets.csv:3"));
  }

  @Test
  void aBrokenSiteFileLeavesTheLastGoodTablesInForce() throws IOException {
    SettlementFiles files = new SettlementFiles(mappings);
    String before = files.inForce().sha256();
    site(CodeSets.FILE, "set,system,from,to,use\nz-as-principal,diagnosis,Z99,Z99,maybe\n");
    assertThat(files.reload()).anyMatch(Finding::isError);
    assertThat(files.inForce().sha256()).isEqualTo(before);
    site(CodeSets.FILE, "set,system,from,to,use\nz-as-principal,diagnosis,Z99,Z99,in\n");
    assertThat(files.reload()).isEmpty();
    assertThat(files.inForce().sha256()).isNotEqualTo(before);
    assertThat(files.watched()).contains(mappings.resolve("site/adrg.csv"));
  }

  @Test
  void withoutAGroupTableNothingIsKnownOfCategories() {
    assertThat(rules().groups().ofDiagnosis("I21.900")).isEmpty();
  }

  @Test
  void aCodeMayBelongToSeveralCategories() throws IOException {
    site(
        GroupTable.FILE,
        "system,code,adrg\ndiagnosis,I21.900,FR1\ndiagnosis,I21.900,ES1\nprocedure,36.0600,FM1\n");
    GroupTable groups = rules().groups();
    assertThat(groups.ofDiagnosis("I21.900")).hasValue(GroupTable.bits("EF"));
    assertThat(groups.ofProcedure("36.0600")).hasValue(GroupTable.bits("F"));
    assertThat(groups.ofProcedure("I21.900")).isEmpty();
  }

  @Test
  void theNarrowestLineThatCanAnswerDecides() throws IOException {
    site(ProcedureCharges.FILE, "from,to,categories,items\n51,51,,0033|0034\n51.2,51.2,05,\n");
    ProcedureCharges charges = rules().charges();
    assertThat(charges.of("51.4900", Set.of("06"), Set.of("0012X")))
        .isEqualTo(ProcedureCharges.Answer.NOT_CHARGED);
    assertThat(charges.of("51.4900", Set.of("08"), Set.of("0034Y")))
        .isEqualTo(ProcedureCharges.Answer.CHARGED);
    assertThat(charges.of("51.4900", Set.of("06"), Set.of()))
        .as("items are not known, the shipped line speaks of the category")
        .isEqualTo(ProcedureCharges.Answer.CHARGED);
    assertThat(charges.of("51.2300", Set.of("06"), Set.of("0033X")))
        .isEqualTo(ProcedureCharges.Answer.NOT_CHARGED);
    assertThat(charges.of("51.2300", Set.of(), Set.of()))
        .isEqualTo(ProcedureCharges.Answer.UNKNOWN);
    assertThat(charges.of("00.1000", Set.of("01"), Set.of("0012X")))
        .as("no line speaks of it")
        .isEqualTo(ProcedureCharges.Answer.UNKNOWN);
  }
}
