package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.settlement.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  private ObjectNode stay;

  @BeforeEach
  void readASoundStay() throws IOException {
    stay = StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
  }

  private List<ListDraft> drafts(SettlementListMaker.Options options) {
    return TestWorld.maker().draft(StayJson.read(stay), options);
  }

  private ListDraft draft() {
    List<ListDraft> drafts = drafts(TestWorld.options("4101A"));
    assertThat(drafts).hasSize(1);
    return drafts.get(0);
  }

  private ObjectNode settlement(int index) {
    return (ObjectNode) stay.path("settlements").get(index);
  }

  private ObjectNode settlementFacts(int index) {
    return (ObjectNode) settlement(index).path("facts");
  }

  private ObjectNode facts() {
    return (ObjectNode) stay.path("facts");
  }

  private void stillInHospital() {
    stay.put("phase", "ADMITTED");
    ((ArrayNode) stay.path("moves")).remove(1);
  }

  private ObjectNode addSettlement(String id, String at) {
    ObjectNode added = settlement(0).deepCopy();
    added.put("id", id);
    added.put("at", at).put("refunded", false);
    ((ObjectNode) added.path("facts")).put("bill_no", "BILL" + id);
    ((ArrayNode) stay.path("settlements")).add(added);
    return added;
  }

  private static List<String> what(ListDraft draft) {
    return draft.waitingFor().stream().map(Waiting::what).toList();
  }

  @Test
  void aCompleteStayIsReady() {
    ListDraft draft = draft();
    assertThat(draft.state()).isEqualTo(State.READY);
    assertThat(draft.setlId()).isEqualTo("SETL0002");
    assertThat(draft.mdtrtId()).isEqualTo("MD26030002");
    assertThat(draft.psnNo()).isEqualTo("PSN0000000002");
    assertThat(draft.insuredDivision()).isEqualTo("990100");
    assertThat(draft.dischargedOn()).isEqualTo(LocalDate.of(2026, 3, 9));
    assertThat(draft.waitingFor()).isEmpty();
  }

  @Test
  void aStayInHospitalWaitsForDischargeSettlementAndFrontPage() {
    stillInHospital();
    stay.remove("settlements");
    stay.remove("diagnoses");
    ListDraft draft = draft();
    assertThat(draft.state()).isEqualTo(State.WAITING);
    assertThat(what(draft)).containsExactly("discharge", "settlement", "front-page");
    assertThat(draft.waitingFor())
        .extracting(w -> w.owedBy().zh())
        .containsExactly("医师", "收费处", "病案室");
    assertThat(draft.setlId()).isEmpty();
    assertThat(draft.input()).isNull();
  }

  @Test
  void aCancelledDischargeIsNoDischargeWhateverWasStated() {
    stay.put("phase", "ADMITTED");
    facts().put("dscg_time", "2026-03-09 09:00:00");
    assertThat(what(draft())).containsExactly("discharge");
  }

  @Test
  void aListWaitsForEveryPartOfTheInvoice() {
    settlementFacts(0).remove(List.of("bill_no", "biz_sn"));
    ListDraft draft = draft();
    assertThat(what(draft)).containsExactly("invoice");
    assertThat(draft.waitingFor().get(0).text().zh())
        .contains("票据号码", "业务流水号")
        .doesNotContain("票据代码");
  }

  @Test
  void theInvoiceMayBeStatedForTheStayWhereThereIsOneSettlement() {
    settlementFacts(0).remove(List.of("bill_no", "biz_sn"));
    facts().put("bill_no", "0000000002").put("biz_sn", "LS0000000002");
    assertThat(draft().state()).isEqualTo(State.READY);
  }

  @Test
  void anInvoiceStatedForTheStayDoesNotServeTwoSettlements() {
    settlementFacts(0).remove(List.of("bill_no", "biz_sn"));
    facts().put("bill_no", "0000000002").put("biz_sn", "LS0000000002");
    settlement(0).put("refunded", true);
    addSettlement("SETL0003", "2026-03-10 09:00:00");
    ((ObjectNode) settlement(1).path("facts")).remove("bill_no");
    List<ListDraft> drafts = drafts(TestWorld.options("4101A"));
    assertThat(what(drafts.get(1))).containsExactly("invoice");
  }

  @Test
  void aFrontPageWithoutADiagnosisIsNotCoded() {
    stay.putArray("diagnoses").add("OUTPATIENT J18.900 肺炎");
    assertThat(what(draft())).containsExactly("front-page");
  }

  @Test
  void messagesThatJustCameAreWaitedOutOnlyWhenAllElseIsThere() {
    var justNow =
        new SettlementListMaker.Options(
            "4101A", false, TestWorld.NOW, Duration.ofMinutes(9), List.of());
    assertThat(what(drafts(justNow).get(0))).containsExactly("quiet");
    settlementFacts(0).remove("bill_no");
    assertThat(what(drafts(justNow).get(0))).containsExactly("invoice");
  }

  @Test
  void aRefundVoidsItsListAndTheNewSettlementMakesANewOne() {
    settlement(0).put("refunded", true);
    addSettlement("SETL0003", "2026-03-10 09:00:00");
    List<ListDraft> drafts = drafts(TestWorld.options("4101A"));
    assertThat(drafts).extracting(ListDraft::setlId).containsExactly("SETL0002", "SETL0003");
    assertThat(drafts.get(0).state()).isEqualTo(State.NOT_DUE);
    assertThat(drafts.get(0).reason()).isEqualTo("refunded");
    assertThat(drafts.get(0).input()).isNull();
    assertThat(drafts.get(1).state()).isEqualTo(State.READY);
  }

  @ParameterizedTest
  @CsvSource({
    "410, insutype, work-injury",
    "07, payer, self-pay",
    "三者责任, payer, third-party",
    "外院结算, payer, settled-elsewhere"
  })
  void whatThePlatformDoesNotSettleIsNotDue(String value, String name, String reason) {
    stay.remove("settlements");
    facts().put(name, value);
    ListDraft draft = draft();
    assertThat(draft.state()).isEqualTo(State.NOT_DUE);
    assertThat(draft.reason()).isEqualTo(reason);
  }

  @Test
  void aSettlementOfWorkInjuryIsNotDue() {
    settlementFacts(0).put("insutype", "410");
    assertThat(draft().reason()).isEqualTo("work-injury");
  }

  @Test
  void theFrontPagesWayOfPaymentMayTellThatAStayIsSelfPay() {
    stay.remove("settlements");
    facts().put("medfee_paymtd_code", "07");
    assertThat(draft().reason()).isEqualTo("self-pay");
  }

  @Test
  void whatThePlatformSettledWithoutSayingHowIsDueThoughItWasAdmittedAsSelfPay() {
    settlementFacts(0).remove("insutype");
    facts().put("payer", "07");
    assertThat(draft().state()).isEqualTo(State.READY);
  }

  @Test
  void whatThePlatformSettledIsDueThoughItWasAdmittedAsSelfPay() {
    facts().put("payer", "07");
    assertThat(draft().state()).isEqualTo(State.READY);
  }

  @Test
  void aCancelledAdmissionIsNotDue() {
    stay.put("phase", "CANCELLED");
    assertThat(draft().reason()).isEqualTo("cancelled");
  }

  @Test
  void anOutpatientVisitIsNotDue() {
    stay.put("phase", "OUTPATIENT");
    assertThat(draft().reason()).isEqualTo("outpatient");
  }

  @Test
  void aNewbornThatThePlatformDoesNotKnowHasNoListOfItsOwn() {
    stay.remove("settlements");
    ((ObjectNode) stay.path("keys")).remove("MDTRT");
    facts().put("brdy", "2026-03-05");
    assertThat(draft().reason()).isEqualTo("newborn");
  }

  @Test
  void aNewbornRegisteredWithThePlatformWaitsForItsSettlement() {
    stay.remove("settlements");
    facts().put("brdy", "2026-03-05");
    assertThat(what(draft())).containsExactly("settlement");
  }

  @Test
  void aNewbornWithASettlementOfItsOwnHasAList() {
    ((ObjectNode) stay.path("keys")).remove("MDTRT");
    facts().put("brdy", "2026-03-05").put("nwb_bir_wt", "3000").put("mdtrt_id", "MD26030002");
    assertThat(draft().state()).isEqualTo(State.READY);
  }

  @Test
  void aMidStaySettlementDoesNotWaitForDischarge() {
    stillInHospital();
    settlement(0).put("midStay", true);
    ListDraft draft = draft();
    assertThat(draft.state()).isEqualTo(State.READY);
    assertThat(draft.dischargedOn()).isEqualTo(LocalDate.of(2026, 3, 9));
  }

  @Test
  void aPeriodThatEndsBeforeDischargeMakesASettlementMidStay() {
    settlementFacts(0).put("setl_end_date", "2026-03-07");
    settlement(0).put("at", "2026-03-07 10:00:00");
    ListDraft draft = draft();
    assertThat(draft.dischargedOn()).isEqualTo(LocalDate.of(2026, 3, 7));
    assertThat(new String(draft.input(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"dscg_time\":\"2026-03-07 10:00:00\"")
        .doesNotContain("dscg_way");
  }

  @Test
  void aSettlementMadeAfterDischargeIsTheLastOneWhateverItsPeriod() {
    settlementFacts(0).put("setl_end_date", "2026-03-08");
    assertThat(draft().dischargedOn()).isEqualTo(LocalDate.of(2026, 3, 9));
  }

  @Test
  void aSettlementThatSaysItIsTheLastOneWaitsForDischarge() {
    stillInHospital();
    settlementFacts(0).put("setl_end_date", "2026-03-09").put("mid_setl_flag", "0");
    assertThat(what(draft())).containsExactly("discharge");
  }

  @Test
  void theLastListOfALongStayDoesNotTakeTheInterimFrontPage() {
    settlement(0).put("midStay", true).put("at", "2026-03-07 10:00:00");
    addSettlement("SETL0003", "2026-03-09 10:00:00").put("midStay", false);
    stay.put("codedAt", "2026-03-07 09:00:00");
    // one and the same charges cannot be settled twice
    stay.remove("charges");
    List<ListDraft> interim = drafts(TestWorld.options("4101A"));
    assertThat(interim.get(0).state()).isEqualTo(State.READY);
    assertThat(what(interim.get(1))).containsExactly("front-page");
    stay.put("codedAt", "2026-03-09 15:00:00");
    assertThat(drafts(TestWorld.options("4101A")).get(1).state()).isEqualTo(State.READY);
  }

  @Test
  void aPreviewShowsWhatIsThereAndStillWaits() {
    stillInHospital();
    stay.remove("settlements");
    stay.set("working", stay.remove("diagnoses"));
    var preview =
        new SettlementListMaker.Options(
            "4101A", true, TestWorld.NOW, Duration.ofHours(1), List.of());
    ListDraft draft = drafts(preview).get(0);
    assertThat(draft.state()).isEqualTo(State.WAITING);
    assertThat(new String(draft.input(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("J44.100")
        .doesNotContain("setl_id");
  }

  @Test
  void aListWithAnErrorIsHeldUntilALaterMessageHealsIt() {
    facts().remove("chfpdr_code");
    assertThat(draft().state()).isEqualTo(State.HELD);
    facts().put("chfpdr_code", "D990100000001");
    assertThat(draft().state()).isEqualTo(State.READY);
  }

  @Test
  void anErrorOfTheStayItselfHoldsTheList() throws IOException {
    var read = StayJson.read(stay);
    var wrong =
        new org.duima.api.encounter.Stay(
            read.institution(),
            read.keys(),
            read.phase(),
            read.facts(),
            read.movements(),
            read.workingDiagnoses(),
            read.frontPage(),
            read.charges(),
            read.carePeriods(),
            read.orders(),
            read.settlements(),
            List.of(org.duima.api.Finding.error("stay.test", "", "测试", "test")),
            read.lastEventTime());
    ListDraft draft = TestWorld.maker().draft(wrong, TestWorld.options("4101A")).get(0);
    assertThat(draft.state()).isEqualTo(State.HELD);
  }

  @Test
  void equalContentGivesEqualBytesWheneverItIsDrafted() {
    facts().put("dcla_time", "2026-03-10 00:00:00");
    byte[] first = draft().input();
    var later =
        new SettlementListMaker.Options(
            "4101A", false, TestWorld.NOW.plusDays(3), Duration.ofDays(3), List.of());
    assertThat(drafts(later).get(0).input()).isEqualTo(first);
    assertThat(new String(first, java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("dcla_time");
  }

  @Test
  void aCorrectedFrontPageChangesTheBytes() {
    byte[] first = draft().input();
    stay.putArray("diagnoses").add("PRINCIPAL J18.900 肺炎 1");
    assertThat(draft().input()).isNotEqualTo(first);
  }
}
