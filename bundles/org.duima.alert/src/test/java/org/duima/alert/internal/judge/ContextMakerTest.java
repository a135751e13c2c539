package org.duima.alert.internal.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.world.World;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.Maternity;
import org.duima.api.alert.OrderContext.Sex;
import org.duima.api.alert.OrderContext.VisitKind;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.encounter.Stay;
import org.junit.jupiter.api.Test;

class ContextMakerTest {
  private static final LocalDateTime ADMITTED = World.AT.minusDays(2);
  private final ContextMaker maker = new ContextMaker(World::site, World.codes(), null);

  private static OrderRequest asking(Map<String, String> facts, OrderLine... lines) {
    return World.request(Scene.SIGN, facts, Set.of(), lines);
  }

  private static Stay stay(Map<String, Fact> facts, List<OrderLine> orders, List<Charge> charges) {
    return new Stay(
        World.HOSPITAL,
        List.of(World.PATIENT),
        Stay.Phase.ADMITTED,
        facts,
        List.of(
            new Stay.Step(
                Movement.ADMIT,
                ADMITTED,
                new Location("0705", "", "", ""),
                World.origin("PV1-44"))),
        List.of(diagnosis("~C61", "前列腺癌"), diagnosis("unmapped", "不知")),
        null,
        charges,
        List.of(),
        orders,
        List.of(),
        List.of(),
        ADMITTED);
  }

  private static Diagnosis diagnosis(String code, String name) {
    return new Diagnosis(
        Diagnosis.Role.PRINCIPAL,
        new Code(CodeSystem.DIAGNOSIS, Editions.CLINICAL_2_0, code),
        name,
        "",
        1,
        World.origin("DG1-3"));
  }

  private static Charge charge(String id, String reverses, String code, int quantity) {
    return new Charge(
        id,
        reverses,
        "09",
        "L1",
        "药",
        code,
        ADMITTED.plusHours(1),
        BigDecimal.valueOf(quantity),
        BigDecimal.TEN,
        Money.parseYuan("10"),
        null,
        World.origin("FT1"));
  }

  private static PatientRecord visit(Stay stay) {
    return new PatientRecord(Optional.of(stay), List.of());
  }

  @Test
  void whatTheRequestSaysCountsBeforeTheLedger() {
    Stay stay =
        stay(
            Map.of("gend", World.fact("1"), "brdy", World.fact("1950-05-05")),
            List.of(),
            List.of());
    OrderContext context = maker.make(asking(Map.of("gend", "2")), visit(stay), null);
    assertThat(context.sex().orElseThrow().value()).isEqualTo(Sex.FEMALE);
    assertThat(context.birthDate().orElseThrow().value()).isEqualTo(LocalDate.of(1950, 5, 5));
    assertThat(context.ageYears()).contains(75L);
  }

  @Test
  void whatNobodySaysIsNotKnown() {
    OrderContext context = maker.make(asking(Map.of()), PatientRecord.NONE, null);
    assertThat(context.sex()).isEmpty();
    assertThat(context.birthDate()).isEmpty();
    assertThat(context.visitKind()).isEmpty();
    assertThat(context.maternity()).isEmpty();
    assertThat(context.allergies()).isEmpty();
    assertThat(context.earlierSince()).isEmpty();
    assertThat(context.diagnosesAreWhole()).isFalse();
  }

  @Test
  void aBirthInTheFutureOrLongAgoIsNotKnown() {
    for (String birth : List.of("2027-01-01", "1850-01-01", "2026-02-30", "yesterday")) {
      assertThat(maker.make(asking(Map.of("brdy", birth)), PatientRecord.NONE, null).birthDate())
          .as(birth)
          .isEmpty();
    }
    assertThat(
            maker
                .make(asking(Map.of("brdy", "2026-03-10 08:00:00")), PatientRecord.NONE, null)
                .ageDays())
        .contains(0L);
  }

  @Test
  void aStatementThatCannotBeReadLeavesTheLedgersOne() {
    Stay stay = stay(Map.of("brdy", World.fact("1950-05-05")), List.of(), List.of());
    assertThat(
            maker
                .make(asking(Map.of("brdy", "2999-01-01")), visit(stay), null)
                .birthDate()
                .orElseThrow())
        .extracting(known -> known.value().getYear())
        .isEqualTo(1950);
  }

  @Test
  void theKindOfVisitComesFromWhateverTellsIt() {
    assertThat(kind(Map.of("med_mdtrt_type", "1"))).contains(VisitKind.OUTPATIENT);
    assertThat(kind(Map.of("med_mdtrt_type", "1", "med_type", "13"))).contains(VisitKind.EMERGENCY);
    assertThat(kind(Map.of("med_type", "21"))).contains(VisitKind.INPATIENT);
    assertThat(kind(Map.of("med_type", "41"))).contains(VisitKind.PHARMACY);
    assertThat(kind(Map.of("med_mdtrt_type", "1", "out_setl_flag", "5")))
        .contains(VisitKind.INTERNET);
    assertThat(kind(Map.of("med_type", "99"))).isEmpty();
    assertThat(
            maker
                .make(asking(Map.of()), visit(stay(Map.of(), List.of(), List.of())), null)
                .visitKind()
                .orElseThrow()
                .value())
        .isEqualTo(VisitKind.INPATIENT);
  }

  private Optional<VisitKind> kind(Map<String, String> facts) {
    return maker
        .make(asking(facts), PatientRecord.NONE, null)
        .visitKind()
        .map(known -> known.value());
  }

  @Test
  void maternityIsReadFromTheNationalDictionary() {
    assertThat(maternity("3")).contains(Maternity.PREGNANT);
    assertThat(maternity("4")).contains(Maternity.NURSING);
    assertThat(maternity("1")).contains(Maternity.NEITHER);
    assertThat(maternity("0")).isEmpty();
  }

  private Optional<Maternity> maternity(String state) {
    return maker
        .make(asking(Map.of("matn_stas", state)), PatientRecord.NONE, null)
        .maternity()
        .map(known -> known.value());
  }

  @Test
  void theDepartmentIsTheRequestsElseThatOfItsLinesElseThatOfTheStay() {
    OrderRequest asking = asking(Map.of(), World.line("1", "X1"));
    OrderRequest silent =
        new OrderRequest(
            asking.id(),
            asking.door(),
            asking.scene(),
            asking.institution(),
            asking.at(),
            asking.keys(),
            "",
            "",
            asking.stated(),
            asking.lines(),
            List.of(),
            Set.of());
    OrderRequest unknown =
        new OrderRequest(
            asking.id(),
            asking.door(),
            asking.scene(),
            asking.institution(),
            asking.at(),
            asking.keys(),
            "",
            "",
            asking.stated(),
            List.of(),
            List.of(),
            Set.of());
    PatientRecord record = visit(stay(Map.of(), List.of(), List.of()));
    assertThat(maker.make(silent, record, null).department().orElseThrow().value())
        .isEqualTo("0301");
    assertThat(maker.make(unknown, record, null).department().orElseThrow().value())
        .isEqualTo("0705");
  }

  @Test
  void aSelfPayerIsOneToTheSite() {
    assertThat(
            maker
                .make(asking(Map.of("payer", "self-pay")), PatientRecord.NONE, null)
                .selfPay()
                .orElseThrow()
                .value())
        .isTrue();
    assertThat(
            maker
                .make(asking(Map.of("insutype", "310")), PatientRecord.NONE, null)
                .selfPay()
                .orElseThrow()
                .value())
        .isFalse();
  }

  @Test
  void theHospitalKnowsItsOwnLevelBest() {
    assertThat(
            maker
                .make(asking(Map.of("medins_lv", "1")), PatientRecord.NONE, null)
                .hospitalLevel()
                .orElseThrow()
                .value())
        .isEqualTo(3);
  }

  @Test
  void diagnosesOfRequestAndStayAreJoinedAndTranslated() {
    OrderContext context =
        maker.make(asking(Map.of()), visit(stay(Map.of(), List.of(), List.of())), null);
    assertThat(context.diagnoses()).extracting(KnownDiagnosis::code).containsExactly("C61", "");
    assertThat(context.diagnosesAreWhole()).isFalse();
  }

  @Test
  void theDischargeOfSomebodyStillThereLiesAhead() {
    assertThat(
            maker
                .make(asking(Map.of("dscg_date", "2099-12-31")), PatientRecord.NONE, null)
                .dischargedAt())
        .isEmpty();
    assertThat(
            maker
                .make(asking(Map.of("dscg_date", "2026-03-01")), PatientRecord.NONE, null)
                .dischargedAt())
        .isPresent();
  }

  @Test
  void earlierLinesAreOrdersAndChargesThatStand() {
    Stay stay =
        stay(
            Map.of(),
            List.of(
                World.line("O1", "X1"),
                World.line("O2", "X2", Mark.CANCELLED),
                World.line("now", "X3")),
            List.of(
                charge("C1", "", "X4", 1),
                charge("C2", "", "X5", 1),
                charge("C3", "C2", "X5", -1)));
    OrderContext context = maker.make(asking(Map.of(), World.line("now", "X3")), visit(stay), null);
    assertThat(context.earlier())
        .extracting(earlier -> earlier.line().item().value())
        .containsExactlyInAnyOrder("X1", "X4");
    assertThat(context.earlier()).allMatch(EarlierLine::sameVisit);
    assertThat(context.earlierSince()).contains(ADMITTED.toLocalDate());
  }

  @Test
  void theSiteSaysSinceWhenTheLedgerKnowsEverything() {
    LocalDate complete = LocalDate.of(2026, 1, 1);
    ContextMaker knowing = new ContextMaker(World::site, World.codes(), complete);
    OrderRequest request = asking(Map.of());
    assertThat(knowing.make(request, PatientRecord.NONE, complete.minusDays(90)).earlierSince())
        .contains(complete);
    assertThat(knowing.make(request, PatientRecord.NONE, complete.plusDays(9)).earlierSince())
        .as("no more than was read")
        .contains(complete.plusDays(9));
    assertThat(knowing.make(request, PatientRecord.NONE, null).earlierSince())
        .as("a ledger that did not answer")
        .isEmpty();
  }

  @Test
  void aLineWithAnOwnCodeIsTranslated() {
    OrderLine line = World.line("1", "");
    OrderLine local =
        new OrderLine(
            "1",
            "",
            "",
            line.kind(),
            line.item(),
            "",
            "~X9",
            "本院药",
            null,
            null,
            null,
            null,
            "",
            "",
            "",
            Set.of(),
            null,
            line.origin());
    List<OrderLine> coded = maker.coded(List.of(local), asking(Map.of(), local));
    assertThat(coded.get(0).item().value()).isEqualTo("X9");
    assertThat(coded.get(0).localCode()).isEqualTo("~X9");
  }
}
