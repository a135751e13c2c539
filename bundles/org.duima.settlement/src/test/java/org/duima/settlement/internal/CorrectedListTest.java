package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListPath;
import org.duima.api.settlement.SettlementListMaker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people change by hand on the list of checks/stay.json. */
class CorrectedListTest {
  private ObjectNode stay;
  private String setlId;

  @BeforeEach
  void read() throws IOException {
    stay = StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
    setlId = draft().setlId();
  }

  private ListDraft draft(Correction... corrections) {
    return TestWorld.maker()
        .draft(
            StayJson.read(stay),
            new SettlementListMaker.Options(
                "4101A", false, TestWorld.NOW, Duration.ofHours(2), Arrays.asList(corrections)))
        .get(0);
  }

  private Correction correction(String path, String value, String replaced) {
    return new Correction(
        7,
        setlId,
        ListPath.parse(path).orElseThrow(),
        value,
        replaced,
        "li",
        Instant.parse("2026-03-09T01:00:00Z"),
        "核对病案");
  }

  private static List<String> rules(ListDraft draft) {
    return draft.findings().stream()
        .map(Finding::rule)
        .filter(rule -> rule.startsWith("SL-C"))
        .toList();
  }

  private static String wire(ListDraft draft) {
    return new String(draft.input(), StandardCharsets.UTF_8);
  }

  @Test
  void theCorrectedValueIsSentAndTheSourcesIsShownBesideIt() {
    String before = draft().content().info("adm_way");
    ListDraft draft = draft(correction("setlinfo.adm_way", "9", before));

    assertThat(wire(draft)).contains("\"adm_way\":\"9\"");
    assertThat(draft.content().info("adm_way")).isEqualTo("9");
    assertThat(draft.content().replaced()).containsEntry("setlinfo.adm_way", before);
    assertThat(draft.content().origins().get("setlinfo.adm_way")).contains("清单修正 7");
    assertThat(rules(draft)).isEmpty();
  }

  @Test
  void whatTheSourceSaysLaterDoesNotWinSilently() {
    ListDraft draft = draft(correction("setlinfo.adm_way", "9", "1 as it was then"));

    assertThat(draft.content().info("adm_way")).isEqualTo("9");
    assertThat(rules(draft)).containsExactly("SL-C-changed");
    assertThat(draft.state()).isEqualTo(ListDraft.State.READY);
  }

  @Test
  void aCorrectedCodeIsLookedUpInTheGrayList() {
    String code = draft().content().rows("diseinfo").get(0).get("diag_code");
    assertThat(draft(correction("diseinfo[" + code + "].diag_code", "I25.200", code)).findings())
        .filteredOn(f -> f.rule().equals("SL-X05"))
        .extracting(Finding::path)
        .containsExactly("diseinfo[0].diag_code");
  }

  @Test
  void aSourceThatAgreesIsSaid() {
    String now = draft().content().info("adm_way");
    assertThat(rules(draft(correction("setlinfo.adm_way", now, "9"))))
        .containsExactly("SL-C-agrees");
  }

  @Test
  void anEmptyValueLeavesTheFieldOut() {
    String before = draft().content().info("coner_name");
    ListDraft draft = draft(correction("setlinfo.coner_name", "", before));

    assertThat(wire(draft)).doesNotContain("\"coner_name\"");
    assertThat(draft.content().replaced()).containsEntry("setlinfo.coner_name", before);
  }

  @Test
  void anotherPrincipalDiagnosisComesFirstAndBothChoicesAreShown() {
    ListContent plain = draft().content();
    String first = plain.rows("diseinfo").get(0).get("diag_code");
    String second = plain.rows("diseinfo").get(1).get("diag_code");

    ListDraft draft = draft(correction("principal-diagnosis", second, first));

    assertThat(draft.content().rows("diseinfo"))
        .extracting(row -> row.get("diag_code"), row -> row.get("maindiag_flag"))
        .startsWith(
            org.assertj.core.groups.Tuple.tuple(second, "1"),
            org.assertj.core.groups.Tuple.tuple(first, "0"));
    assertThat(draft.content().replaced()).containsEntry("principal-diagnosis", first);
    assertThat(draft.content().origins()).containsKey("diseinfo[0].diag_code");
    assertThat(draft.findings()).extracting(Finding::rule).doesNotContain("SL-X01");
    assertThat(ListPath.principalDiagnosis().sourceValue(draft.content())).contains(first);
  }

  @Test
  void aRowIsFoundByItsCodeWhereverItStands() {
    String second = draft().content().rows("diseinfo").get(1).get("diag_code");
    String before = draft().content().rows("diseinfo").get(1).get("adm_cond_type");
    String path = "diseinfo[" + second + "].adm_cond_type";

    ListDraft draft =
        draft(
            correction(path, "2", before),
            correction(
                "principal-diagnosis",
                second,
                draft().content().rows("diseinfo").get(0).get("diag_code")));

    assertThat(draft.content().rows("diseinfo").get(0)).containsEntry("adm_cond_type", "2");
    assertThat(ListPath.parse(path).orElseThrow().sourceValue(draft.content())).contains(before);
  }

  @Test
  void aRowThatIsNoLongerThereHoldsTheList() {
    ListDraft draft = draft(correction("diseinfo[Z99.x99].adm_cond_type", "2", "1"));

    assertThat(rules(draft)).containsExactly("SL-C-gone");
    assertThat(draft.state()).isEqualTo(ListDraft.State.HELD);
  }

  @Test
  void aCodeThatNoTableKnowsIsMendedByHand() {
    ((ArrayNode) stay.path("diagnoses")).add("OTHER Q99.9X9 对照表没有的诊断 1");
    assertThat(draft().findings()).extracting(Finding::rule).contains("SL-M-unmapped");

    ListDraft draft =
        draft(
            correction("diseinfo[Q99.9X9].diag_code", "I10.x00x002", ""),
            correction("diseinfo[Q99.9X9].diag_name", "高血压", ""));

    assertThat(draft.findings()).extracting(Finding::rule).doesNotContain("SL-M-unmapped");
    assertThat(draft.state()).isEqualTo(ListDraft.State.READY);
    assertThat(draft.content().rows("diseinfo"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("diag_code", "I10.x00x002")
                    .containsEntry("source_code", "Q99.9X9"));
  }

  @Test
  void theFormerNameNeverStandsBesideACodeWhoseNameNobodyKnows() {
    String second = draft().content().rows("diseinfo").get(1).get("diag_code");
    String path = "diseinfo[" + second + "].";
    Correction code = correction(path + "diag_code", "Z99.900", second);

    ListDraft nameless = draft(code);
    assertThat(nameless.state()).isEqualTo(ListDraft.State.HELD);
    assertThat(nameless.content().rows("diseinfo").get(1)).doesNotContainKey("diag_name");

    ListDraft named = draft(correction(path + "diag_name", "某诊断", ""), code);
    assertThat(named.content().rows("diseinfo").get(1)).containsEntry("diag_name", "某诊断");
  }

  @Test
  void refusesWhatIsNotOursToChangeAndWhatDoesNotFit() {
    SettlementListMaker maker = TestWorld.maker();
    assertThat(refused(maker, "setlinfo.setl_id", "S2")).isTrue();
    assertThat(refused(maker, "setlinfo.diag_code_cnt", "2")).isTrue();
    assertThat(refused(maker, "setlinfo.no_such_field", "2")).isTrue();
    assertThat(refused(maker, "diseinfo[I10.x00].maindiag_flag", "1")).isTrue();
    assertThat(refused(maker, "setlinfo.adm_time", "2026-02-30 10:00:00")).isTrue();
    assertThat(refused(maker, "setlinfo.lv1_nurscare_days", "三")).isTrue();
    assertThat(refused(maker, "setlinfo.emp_tel", "1".repeat(51))).isTrue();
    assertThat(refused(maker, "principal-diagnosis", "")).isTrue();
    assertThat(refused(maker, "setlinfo.adm_way", "2")).isFalse();
    assertThat(refused(maker, "setlinfo.coner_name", "")).isFalse();
    assertThat(refused(maker, "principal-procedure", "47.0100")).isFalse();
  }

  private static boolean refused(SettlementListMaker maker, String path, String value) {
    return maker.refuseCorrection(ListPath.parse(path).orElseThrow(), value).isPresent();
  }

  @Test
  void everyFieldOfTheFormHasALabel() {
    assertThat(TestWorld.maker().form())
        .hasSizeGreaterThan(100)
        .allSatisfy(field -> assertThat(field.label().zh()).isNotBlank());
  }

  @Test
  void pathsReadBackAsTheyAreWritten() {
    for (String path :
        List.of(
            "setlinfo.adm_way",
            "diseinfo[I10.x00].adm_cond_type",
            "oprninfo[47.0100#2].anst_way",
            "icuinfo[2026-03-02 08:00:00].scs_cutd_ward_type",
            "principal-diagnosis",
            "principal-procedure")) {
      assertThat(ListPath.parse(path).orElseThrow()).hasToString(path);
    }
    for (String none : List.of("", "adm_way", "nonsense[1].x", "diseinfo[].x", "diseinfo[0]")) {
      assertThat(ListPath.parse(none)).isEmpty();
    }
  }
}
