package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Finding;
import org.duima.api.site.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules that a published set of the platform's quality control names by field: each under its
 * condition, failing and passing. One line for each in src/test/resources/checks/public-rules.tsv.
 */
class PublicRulesTest {
  private static final Path FILE = Path.of("src/test/resources/checks/public-rules.tsv");
  private static final String REQUIRED = "2005";
  private static final String DICTIONARY = "2006";

  record Line(
      String field,
      String number,
      String condition,
      String rule,
      String fixture,
      String path,
      String failing,
      String passing,
      String site) {
    private static Line of(String text) {
      String[] cells = text.split("\t", -1);
      assertThat(cells).as(text).hasSize(9);
      return new Line(
          cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8]);
    }

    @Override
    public String toString() {
      return field + " " + number + " " + condition;
    }

    private Field wireField() {
      String[] parts = path.replaceAll("\\[\\d+]", "").split("\\.");
      return TestWorld.FILES
          .tables()
          .fields()
          .of("")
          .find(fixture, parts[parts.length - 2], parts[parts.length - 1])
          .orElseThrow();
    }
  }

  static List<Line> lines() throws IOException {
    return Files.readAllLines(FILE).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Line::of)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void failsAndPassesUnderItsCondition(Line line) throws IOException {
    assertThat(pathsOf(line, line.failing())).contains(line.path());
    assertThat(pathsOf(line, line.passing())).doesNotContain(line.path());
  }

  private static List<String> pathsOf(Line line, String edits) throws IOException {
    byte[] document = CheckCasesTest.document(line.fixture(), edits);
    SettlementLists maker = line.site().isEmpty() ? TestWorld.maker() : maker(line.site());
    return maker.check(document, TestWorld.NOW).stream()
        .filter(finding -> finding.rule().equals(line.rule()))
        .map(Finding::path)
        .toList();
  }

  /** A maker with one line in the hospital's own field table. */
  private static SettlementLists maker(String siteLine) throws IOException {
    Path mappings = Files.createTempDirectory(Path.of("target"), "site").resolve("mappings");
    TestWorld.copy(TestWorld.MAPPINGS, mappings);
    Files.writeString(
        mappings.resolve(Tables.SITE_FIELDS),
        "infno,node,field,required,condition\n" + siteLine + "\n");
    SettlementFiles files = new SettlementFiles(mappings);
    assertThat(files.loadFindings()).isEmpty();
    return new SettlementLists(
        files, TestWorld.CODES, TestWorld.CODES, () -> Site.of(TestWorld.settings()));
  }

  /** What is required, and which values are taken, is data. */
  @ParameterizedTest
  @MethodSource("lines")
  void standsInTheFieldTable(Line line) {
    Field field = line.wireField();
    if (line.number().equals(DICTIONARY)) {
      assertThat(field.dictionary()).isNotEmpty();
    }
    if (line.number().equals(REQUIRED)) {
      boolean byRegion =
          field.condition().filter(c -> c.operator() == Condition.Operator.REGION).isPresent();
      assertThat(field.required() != Field.Required.NO || byRegion).isTrue();
    }
  }

  @Test
  void noneIsMissing() throws IOException {
    Map<String, List<String>> numbers = new TreeMap<>();
    for (Line line : lines()) {
      List<String> ofField = numbers.computeIfAbsent(line.field(), f -> new ArrayList<>());
      if (!ofField.contains(line.number())) {
        ofField.add(line.number());
      }
    }
    assertThat(numbers.toString())
        .isEqualTo(
            "{ADM_COND_TYPE=[2005, 2006], ANST_DR_CODE=[2005], ANST_WAY=[2006], BILLNO=[2005],"
                + " BILL_CODE=[2005], BIZ_SN=[2005], BLD_AMT=[2005], BLD_CAT=[2006],"
                + " BLD_UNT=[2005, 2006], CHFPDR_CODE=[2005], CHFPDR_NAME=[2005],"
                + " DSCG_DATE=[2005], DSCG_WAY=[2006], EMP_ADDR=[2005], EMP_POSCODE=[2129, 2130],"
                + " HI_PAYMTD=[2005, 2006], MEDINS_FILL_DEPT=[2005], MEDINS_FILL_PSN=[2005],"
                + " NTLY=[2005, 2006], NWB_ADM_TYPE=[2006], NWB_ADM_WT=[2005, 2129, 2132],"
                + " NWB_BIR_WT=[2005, 2129, 2132, 2140], OPER_DR_CODE=[2005],"
                + " OPRN_OPRT_CODE=[2133], OPRN_OPRT_DATE=[2005], PATN_RLTS=[2006],"
                + " PSN_NO=[2005], RESP_NURS_NAME=[2005], SCS_CUTD_WARD_TYPE=[2006],"
                + " SETL_BEGNDATE=[2005], SETL_ENDDATE=[2005], TRT_TYPE=[2005, 2006],"
                + " VENT_USED_DAYS=[2005], VENT_USED_H_CNT=[2005], VENT_USED_M_CNT=[2005],"
                + " dscg_caty=[2006], refl_caty=[2006]}");
  }

  @Test
  void aRegionTakesAPlaceholderOrTakesItAway() throws IOException {
    String edits = "/input/setlinfo/coner_tel=\"-\" ; /input/setlinfo/poscode=\"-\"";
    byte[] document = CheckCasesTest.document("4101A", edits);
    assertThat(rules(TestWorld.maker(), document)).containsExactly("SL-P06");
    assertThat(rules(maker("4101A,setlinfo,poscode,,accepts:-"), document)).isEmpty();
    assertThat(rules(maker("4101A,setlinfo,coner_tel,,when:coner_name"), document))
        .containsExactlyInAnyOrder("SL-P06", "SL-P07");
  }

  @Test
  void aRegionTakesOnlyItsOwnWaysOfPayment() throws IOException {
    byte[] document = CheckCasesTest.document("4101A", "");
    assertThat(rules(maker("4101A,setlinfo,hi_paymtd,,only:3|9"), document))
        .containsExactly("SL-L10");
    assertThat(rules(maker("4101A,setlinfo,hi_paymtd,,only:4|9"), document)).isEmpty();
  }

  private static List<String> rules(SettlementLists maker, byte[] document) {
    return maker.check(document, TestWorld.NOW).stream().map(Finding::rule).toList();
  }
}
