package org.duima.encounter.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.Stay.Phase;
import org.duima.api.encounter.StayFolder.Window;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EventFolderTest {
  private static final String ADMITTED =
      "1 | 2026-03-01T08:05:00 | VISIT=ZY1 PATIENT=P1 | ADMIT at=2026-03-01T08:00:00 dept=0301 bed=12\n";
  private static final String DISCHARGED =
      "9 | 2026-03-09T10:05:00 | VISIT=ZY1 PATIENT=P1 | DISCHARGE at=2026-03-09T10:00:00 dept=0401\n";

  private static String value(Stay stay, String fact) {
    return stay.fact(fact).map(f -> f.value()).orElse(null);
  }

  private static List<String> rules(Stay stay) {
    return stay.findings().stream().map(Finding::rule).toList();
  }

  private static List<Movement> steps(Stay stay) {
    return stay.movements().stream().map(Stay.Step::movement).toList();
  }

  @Test
  void refusesToFoldNothing() {
    assertThatThrownBy(() -> new EventFolder().fold(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Nested
  class ForMovements {
    @Test
    void admitsTransfersDischarges() {
      Stay stay =
          Script.fold(
              ADMITTED + "2 | 2026-03-03T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n" + DISCHARGED);
      assertThat(stay.phase()).isEqualTo(Phase.DISCHARGED);
      assertThat(steps(stay))
          .containsExactly(Movement.ADMIT, Movement.TRANSFER, Movement.DISCHARGE);
      assertThat(value(stay, "adm_time")).isEqualTo("2026-03-01 08:00:00");
      assertThat(value(stay, "dscg_time")).isEqualTo("2026-03-09 10:00:00");
      assertThat(value(stay, "adm_dept_codg")).isEqualTo("0301");
      assertThat(value(stay, "refldept_dept")).isEqualTo("0401");
      assertThat(value(stay, "dscg_dept_codg")).isEqualTo("0401");
      assertThat(stay.fact("adm_time").orElseThrow().origin().message()).isEqualTo("M1");
      assertThat(stay.findings()).isEmpty();
    }

    @Test
    void knowsAStayOnlySpokenOf() {
      assertThat(Script.fold("1 | 2026-03-01T08:00:00 | VISIT=ZY1 | FACTS gend=1").phase())
          .isEqualTo(Phase.UNKNOWN);
    }

    @Test
    void plansAStayUntilItIsAdmitted() {
      String planned = "1 | 2026-02-20T08:00:00 | VISIT=ZY1 | PREADMIT at=2026-03-01T08:00:00\n";
      assertThat(Script.fold(planned).phase()).isEqualTo(Phase.PLANNED);
      assertThat(Script.fold(planned + ADMITTED.replace("1 |", "2 |")).phase())
          .isEqualTo(Phase.ADMITTED);
    }

    @Test
    void takesAnEmergencyRegistrationAsTheWayIntoTheStay() {
      Stay stay =
          Script.fold("1 | 2026-03-01T06:00:00 | VISIT=ZY1 | REGISTER dept=2001\n" + ADMITTED);
      assertThat(stay.phase()).isEqualTo(Phase.ADMITTED);
      assertThat(steps(stay)).containsExactly(Movement.REGISTER, Movement.ADMIT);
    }

    @Test
    void keepsTheAdmissionWhenTheEarlierRegistrationIsReportedLate() {
      Stay stay =
          Script.fold(
              ADMITTED + "2 | 2026-03-02T06:00:00 | VISIT=ZY1 | REGISTER at=2026-03-01T06:00:00\n");
      assertThat(stay.phase()).isEqualTo(Phase.ADMITTED);
    }

    @Test
    void endsTheInpatientPartWhenThePatientBecomesAnOutpatient() {
      Stay stay =
          Script.fold(ADMITTED + "2 | 2026-03-01T12:00:00 | VISIT=ZY1 | REGISTER dept=2001\n");
      assertThat(stay.phase()).isEqualTo(Phase.OUTPATIENT);
      assertThat(stay.admission()).isEmpty();
    }

    @Test
    void admitsAgainAfterTheOutpatientPart() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-01T12:00:00 | VISIT=ZY1 | REGISTER dept=2001\n"
                  + "3 | 2026-03-01T15:00:00 | VISIT=ZY1 | ADMIT dept=0301\n");
      assertThat(stay.phase()).isEqualTo(Phase.ADMITTED);
      assertThat(value(stay, "adm_time")).isEqualTo("2026-03-01 15:00:00");
    }

    @Test
    void doesNotTurnADischargedStayIntoAnOutpatientVisit() {
      Stay stay =
          Script.fold(ADMITTED + DISCHARGED + "10 | 2026-03-20T09:00:00 | VISIT=ZY1 | REGISTER\n");
      assertThat(stay.phase()).isEqualTo(Phase.DISCHARGED);
      assertThat(rules(stay)).containsExactly("stay.registration-after-discharge");
    }

    @Test
    void keepsAnOutpatientVisitThatEnds() {
      Stay stay =
          Script.fold(
              "1 | 2026-03-01T06:00:00 | VISIT=MZ1 | REGISTER dept=2001\n"
                  + "2 | 2026-03-01T07:00:00 | VISIT=MZ1 | DISCHARGE\n");
      assertThat(stay.phase()).isEqualTo(Phase.OUTPATIENT);
    }

    @Test
    void cancelsAnAdmission() {
      Stay stay = Script.fold(ADMITTED + "2 | 2026-03-01T09:00:00 | VISIT=ZY1 | CANCEL_ADMIT\n");
      assertThat(stay.phase()).isEqualTo(Phase.CANCELLED);
      assertThat(stay.movements()).isEmpty();
      assertThat(stay.findings()).isEmpty();
    }

    @Test
    void cancelsAStayWhoseAdmissionNeverCameAndSaysSo() {
      Stay stay = Script.fold("2 | 2026-03-01T09:00:00 | VISIT=ZY1 | CANCEL_ADMIT\n");
      assertThat(stay.phase()).isEqualTo(Phase.CANCELLED);
      assertThat(rules(stay)).containsExactly("stay.cancel-without-movement");
    }

    @Test
    void admitsAgainAfterACancellationWithTheTransfersSinceThen() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n"
                  + "3 | 2026-03-03T09:00:00 | VISIT=ZY1 | CANCEL_ADMIT\n"
                  + "4 | 2026-03-03T09:10:00 | VISIT=ZY1 | ADMIT at=2026-03-01T08:00:00 dept=0301\n");
      assertThat(stay.phase()).isEqualTo(Phase.ADMITTED);
      assertThat(steps(stay)).containsExactly(Movement.ADMIT, Movement.TRANSFER);
    }

    @Test
    void dropsTransfersOfACancelledAdmissionBeforeTheNewOne() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n"
                  + "3 | 2026-03-03T09:00:00 | VISIT=ZY1 | CANCEL_ADMIT\n"
                  + "4 | 2026-03-05T09:10:00 | VISIT=ZY1 | ADMIT dept=0301\n");
      assertThat(steps(stay)).containsExactly(Movement.ADMIT);
      assertThat(stay.findings()).isEmpty();
    }

    @Test
    void doesNotDischargeACancelledStay() {
      Stay stay =
          Script.fold(
              ADMITTED + "2 | 2026-03-01T09:00:00 | VISIT=ZY1 | CANCEL_ADMIT\n" + DISCHARGED);
      assertThat(stay.phase()).isEqualTo(Phase.CANCELLED);
      assertThat(rules(stay)).containsExactly("stay.movement-after-cancellation");
    }

    @Test
    void reopensAStayWhoseDischargeIsCancelled() {
      Stay stay =
          Script.fold(
              ADMITTED + DISCHARGED + "10 | 2026-03-09T11:00:00 | VISIT=ZY1 | CANCEL_DISCHARGE\n");
      assertThat(stay.phase()).isEqualTo(Phase.ADMITTED);
      assertThat(value(stay, "dscg_time")).isNull();
    }

    @Test
    void ignoresADischargeTimeInTheVeryMessageThatCancelsIt() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + DISCHARGED
                  + "10.0 | 2026-03-09T11:00:00 | VISIT=ZY1 | CANCEL_DISCHARGE\n"
                  + "10.1 | 2026-03-09T11:00:00 | VISIT=ZY1 | FACTS dscg_time=2026-03-09T10:00:00\n");
      assertThat(value(stay, "dscg_time")).isNull();
    }

    @Test
    void dischargesAgainAfterACancelledDischarge() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + DISCHARGED
                  + "10 | 2026-03-09T11:00:00 | VISIT=ZY1 | CANCEL_DISCHARGE\n"
                  + "11 | 2026-03-12T11:00:00 | VISIT=ZY1 | DISCHARGE dept=0401\n");
      assertThat(stay.phase()).isEqualTo(Phase.DISCHARGED);
      assertThat(value(stay, "dscg_time")).isEqualTo("2026-03-12 11:00:00");
    }

    @Test
    void reportsACancelledDischargeThatNeverWas() {
      Stay stay =
          Script.fold(ADMITTED + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | CANCEL_DISCHARGE\n");
      assertThat(stay.phase()).isEqualTo(Phase.ADMITTED);
      assertThat(rules(stay)).containsExactly("stay.cancel-without-movement");
    }

    @Test
    void takesBackTheLatestTransferOnly() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n"
                  + "3 | 2026-03-03T09:00:00 | VISIT=ZY1 | TRANSFER dept=2801\n"
                  + "4 | 2026-03-03T09:30:00 | VISIT=ZY1 | CANCEL_TRANSFER\n"
                  + "5 | 2026-03-09T09:30:00 | VISIT=ZY1 | DISCHARGE\n");
      assertThat(value(stay, "refldept_dept")).isEqualTo("0401");
      assertThat(value(stay, "dscg_dept_codg")).isEqualTo("0401");
    }

    @Test
    void reportsACancelledTransferThatNeverWas() {
      Stay stay = Script.fold(ADMITTED + "2 | 2026-03-03T09:30:00 | VISIT=ZY1 | CANCEL_TRANSFER\n");
      assertThat(rules(stay)).containsExactly("stay.cancel-without-movement");
    }

    @Test
    void takesACancellationSentTwiceAsOne() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n"
                  + "3 | 2026-03-03T09:00:00 | VISIT=ZY1 | TRANSFER dept=2801\n"
                  + "4 | 2026-03-03T09:30:00 | VISIT=ZY1 | CANCEL_TRANSFER\n"
                  + "5 | 2026-03-03T09:30:00 | VISIT=ZY1 | CANCEL_TRANSFER\n");
      assertThat(steps(stay)).containsExactly(Movement.ADMIT, Movement.TRANSFER);
      assertThat(stay.findings()).isEmpty();
    }

    @Test
    void joinsDepartmentsOfTheWayAndLeavesBedChangesOut() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | TRANSFER dept=0301 bed=14\n"
                  + "3 | 2026-03-03T09:00:00 | VISIT=ZY1 | TRANSFER dept=2801\n"
                  + "4 | 2026-03-04T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n"
                  + "5 | 2026-03-05T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401 bed=3\n");
      assertThat(value(stay, "refldept_dept")).isEqualTo("2801→0401");
      assertThat(stay.fact("refldept_dept").orElseThrow().origin().message()).isEqualTo("M4");
    }

    @Test
    void takesALateTransferAtItsOwnTime() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + DISCHARGED
                  + "20 | 2026-03-04T09:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n"
                  + "21 | 2026-03-02T09:00:00 | VISIT=ZY1 | TRANSFER dept=2801\n");
      assertThat(value(stay, "refldept_dept")).isEqualTo("2801→0401");
      assertThat(stay.phase()).isEqualTo(Phase.DISCHARGED);
    }

    @Test
    void letsALaterAdmissionTimeWin() {
      Stay stay =
          Script.fold(
              ADMITTED + "2 | 2026-03-01T10:00:00 | VISIT=ZY1 | ADMIT at=2026-03-01T07:30:00\n");
      assertThat(value(stay, "adm_time")).isEqualTo("2026-03-01 07:30:00");
      assertThat(stay.admission().orElseThrow().location().departmentCode()).isEqualTo("0301");
    }

    @Test
    void letsACorrectedAdmissionTimeMoveTheAdmission() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-01T10:00:00 | VISIT=ZY1 | FACTS adm_time=2026-03-01T07:15:00\n");
      assertThat(stay.admission().orElseThrow().at())
          .isEqualTo(LocalDateTime.parse("2026-03-01T07:15:00"));
    }

    @Test
    void prefersTheTimeStatedBesideTheMovementInOneMessage() {
      Stay stay =
          Script.fold(
              "1.0 | 2026-03-01T08:05:00 | VISIT=ZY1 | FACTS adm_time=2026-03-01T08:00:00\n"
                  + "1.1 | 2026-03-01T08:05:00 | VISIT=ZY1 | ADMIT\n");
      assertThat(value(stay, "adm_time")).isEqualTo("2026-03-01 08:00:00");
    }

    @Test
    void forgetsAFactThatTheSourceTookBack() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-01T10:00:00 | VISIT=ZY1 | FACTS emp_name=甲 emp_tel=1\n"
                  + "3 | 2026-03-01T11:00:00 | VISIT=ZY1 | CLEARED emp_name=\n");
      assertThat(stay.fact("emp_name")).isEmpty();
      assertThat(value(stay, "emp_tel")).isEqualTo("1");
    }

    @Test
    void forgetsAFactOfASettlementThatTheSourceTookBack() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T10:00:00 | VISIT=ZY1 SETTLEMENT=S1 | SETTLED id=S1\n"
                  + "3 | 2026-03-02T11:00:00 | VISIT=ZY1 SETTLEMENT=S1 | FACTS bill_no=7\n"
                  + "4 | 2026-03-02T12:00:00 | VISIT=ZY1 SETTLEMENT=S1 | CLEARED bill_no=\n");
      assertThat(stay.settlements().get(0).fact("bill_no")).isEmpty();
    }

    @Test
    void keepsAStatedDepartmentBeforeADerivedOne() {
      Stay stay =
          Script.fold(
              ADMITTED + "2 | 2026-03-01T10:00:00 | VISIT=ZY1 | FACTS adm_dept_codg=0399\n");
      assertThat(value(stay, "adm_dept_codg")).isEqualTo("0399");
    }

    @Test
    void holdsADischargeBeforeTheAdmission() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T10:00:00 | VISIT=ZY1 | DISCHARGE at=2026-02-27T10:00:00\n");
      assertThat(stay.findings()).singleElement().satisfies(f -> assertThat(f.isError()).isTrue());
      assertThat(rules(stay)).containsExactly("stay.discharge-before-admission");
    }

    @Test
    void reportsADischargeWithoutAdmission() {
      Stay stay = Script.fold(DISCHARGED);
      assertThat(stay.phase()).isEqualTo(Phase.DISCHARGED);
      assertThat(rules(stay)).containsExactly("stay.admission-missing");
    }

    @Test
    void reportsATransferAfterTheDischarge() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + DISCHARGED
                  + "10 | 2026-03-19T10:00:00 | VISIT=ZY1 | TRANSFER dept=0401\n");
      assertThat(rules(stay)).containsExactly("stay.transfer-outside-stay");
    }
  }

  @Nested
  class ForStatements {
    @Test
    void letsTheLastStatementOfAFactWinByTimeOfEvent() {
      Stay stay =
          Script.fold(
              "7 | 2026-03-01T08:00:00 | VISIT=ZY1 | FACTS coner_name=甲 coner_tel=1\n"
                  + "3 | 2026-03-02T08:00:00 | VISIT=ZY1 | FACTS coner_name=乙\n");
      assertThat(value(stay, "coner_name")).isEqualTo("乙");
      assertThat(value(stay, "coner_tel")).isEqualTo("1");
    }

    @Test
    void letsTheLaterArrivalWinAtEqualTimes() {
      Stay stay =
          Script.fold(
              "8 | 2026-03-01T08:00:00 | VISIT=ZY1 | FACTS coner_name=乙\n"
                  + "7 | 2026-03-01T08:00:00 | VISIT=ZY1 | FACTS coner_name=甲\n");
      assertThat(value(stay, "coner_name")).isEqualTo("乙");
    }

    @Test
    void replacesWorkingDiagnosesAndFrontPageAsAWhole() {
      Stay stay =
          Script.fold(
              "1 | 2026-03-01T08:00:00 | VISIT=ZY1 | WORKING codes=I10.x00,E11.900\n"
                  + "2 | 2026-03-02T08:00:00 | VISIT=ZY1 | WORKING codes=I10.x01\n"
                  + "3 | 2026-03-12T08:00:00 | VISIT=ZY1 | CODED codes=I10.x01,E11.900 operations=88.5500\n"
                  + "4 | 2026-03-13T08:00:00 | VISIT=ZY1 | CODED codes=I20.000\n");
      assertThat(stay.workingDiagnoses()).hasSize(1);
      assertThat(stay.frontPage().diagnoses()).hasSize(1);
      assertThat(stay.frontPage().procedures()).isEmpty();
    }

    @Test
    void remembersEveryKeyAndNamesTheSurvivingNumberFirst() {
      Stay stay =
          Script.fold(
              "1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT\n"
                  + "2 | 2026-03-02T08:00:00 |  | MERGED from=P1 into=P2\n"
                  + "3 | 2026-03-03T08:00:00 | VISIT=ZY1 PATIENT=P1 MDTRT=J1 | FACTS gend=1\n");
      assertThat(stay.keys()).extracting(Key::value).containsExactly("P2", "P1", "ZY1", "J1");
      assertThat(stay.key(Key.Kind.PATIENT).orElseThrow().value()).isEqualTo("P2");
    }

    @Test
    void countsAnEventThatComesTwiceOnce() {
      List<EncounterEvent> once = Script.events(ADMITTED + DISCHARGED);
      List<EncounterEvent> twice = Script.events(ADMITTED + DISCHARGED + ADMITTED + DISCHARGED);
      assertThat(new EventFolder().fold(twice)).isEqualTo(new EventFolder().fold(once));
    }
  }

  @Nested
  class ForCharges {
    @Test
    void countsALineOnceByItsId() {
      Stay stay =
          Script.fold(
              "1 | 2026-03-02T08:00:00 | VISIT=ZY1 | CHARGE id=F1 amount=12.50\n"
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | CHARGE id=F1 amount=12.50\n");
      assertThat(stay.charges()).hasSize(1);
      assertThat(stay.findings()).isEmpty();
    }

    @Test
    void keepsTheFirstAmountOfALineAndReportsAnother() {
      Stay stay =
          Script.fold(
              "1 | 2026-03-02T08:00:00 | VISIT=ZY1 | CHARGE id=F1 amount=12.50\n"
                  + "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | CHARGE id=F1 amount=13.50\n");
      assertThat(stay.charges().get(0).amount()).hasToString("12.50");
      assertThat(rules(stay)).containsExactly("stay.charge-differs");
    }

    @Test
    void joinsThePlatformsDivisionWhicheverComesFirst() {
      String line = " | VISIT=ZY1 | CHARGE id=F1 amount=12.50 category=14 code=YP1 name=药\n";
      String division = " | MDTRT=J1 VISIT=ZY1 | CHARGE id=F1 amount=12.50 category=09 level=02\n";
      Stay lineFirst =
          Script.fold("1 | 2026-03-02T08:00:00" + line + "2 | 2026-03-02T09:00:00" + division);
      Stay divisionFirst =
          Script.fold("1 | 2026-03-02T08:00:00" + division + "2 | 2026-03-02T09:00:00" + line);
      for (Stay stay : List.of(lineFirst, divisionFirst)) {
        assertThat(stay.charges())
            .singleElement()
            .satisfies(
                c -> {
                  assertThat(c.split().level()).isEqualTo("02");
                  assertThat(c.localCode()).isEqualTo("YP1");
                });
      }
      assertThat(lineFirst.charges().get(0).category()).isEqualTo("09");
      assertThat(divisionFirst.charges().get(0).category()).isEqualTo("09");
    }

    @Test
    void keepsAReversalAsALineOfItsOwn() {
      Stay stay =
          Script.fold(
              ADMITTED
                  + "2 | 2026-03-02T08:00:00 | VISIT=ZY1 | CHARGE id=F2 amount=-12.50 reverses=F1\n"
                  + "3 | 2026-03-02T09:00:00 | VISIT=ZY1 | CHARGE id=F1 amount=12.50\n"
                  + DISCHARGED);
      assertThat(stay.charges())
          .extracting(c -> c.amount().toString())
          .containsExactly("-12.50", "12.50");
      assertThat(stay.findings()).isEmpty();
    }

    @Test
    void reportsAReversalWithoutItsLineOnceThePatientHasLeft() {
      String reversal =
          "2 | 2026-03-02T08:00:00 | VISIT=ZY1 | CHARGE id=F2 amount=-12.50 reverses=F1\n";
      assertThat(Script.fold(ADMITTED + reversal).findings()).isEmpty();
      Stay left = Script.fold(ADMITTED + reversal + DISCHARGED);
      assertThat(left.charges()).hasSize(1);
      assertThat(rules(left)).containsExactly("stay.reversal-without-line");
    }
  }

  @Nested
  class ForSettlements {
    private static final String SETTLED =
        "5 | 2026-03-09T11:00:00 | VISIT=ZY1 SETTLEMENT=S1 | SETTLED id=S1 medfee_sumamt=100.00 fund=310100:80\n";

    @Test
    void attachesTheInvoiceThatCameBeforeItsSettlement() {
      String invoice = "3 | 2026-03-09T10:59:00 | VISIT=ZY1 SETTLEMENT=S1 | FACTS bill_no=0001\n";
      Stay before = Script.fold(invoice);
      assertThat(before.settlements()).isEmpty();
      assertThat(before.facts()).isEmpty();
      assertThat(rules(before)).containsExactly("stay.settlement-awaited");
      Stay after = Script.fold(invoice + SETTLED);
      assertThat(after.settlements())
          .singleElement()
          .satisfies(
              s -> {
                assertThat(s.fact("bill_no").orElseThrow().value()).isEqualTo("0001");
                assertThat(s.fact("medfee_sumamt").orElseThrow().value()).isEqualTo("100.00");
                assertThat(s.funds()).hasSize(1);
              });
      assertThat(after.findings()).isEmpty();
    }

    @Test
    void keepsFactsOfOneSettlementFromTheOther() {
      Stay stay =
          Script.fold(
              "1 | 2026-03-05T11:00:00 | VISIT=ZY1 SETTLEMENT=S0 | SETTLED id=S0 mid=1\n"
                  + SETTLED
                  + "6 | 2026-03-09T12:00:00 | VISIT=ZY1 SETTLEMENT=S0 | FACTS bill_no=0000\n");
      assertThat(stay.settlements()).extracting(s -> s.setlId()).containsExactly("S0", "S1");
      assertThat(stay.settlements().get(0).midStay()).isTrue();
      assertThat(stay.settlements().get(0).fact("bill_no")).isPresent();
      assertThat(stay.settlements().get(1).fact("bill_no")).isEmpty();
    }

    @Test
    void takesARepeatedSettlementAsTheSame() {
      Stay stay = Script.fold(SETTLED + SETTLED.replace("5 |", "6 |"));
      assertThat(stay.settlements()).hasSize(1);
    }

    @Test
    void keepsTheFundsThatOneOfTwoSourcesLists() {
      String without =
          "6 | 2026-03-09T11:00:01 | VISIT=ZY1 SETTLEMENT=S1 | SETTLED id=S1 psn_part_amt=20.00\n";
      Stay stay = Script.fold(SETTLED + without);
      assertThat(stay.settlements())
          .singleElement()
          .satisfies(
              s -> {
                assertThat(s.funds()).hasSize(1);
                assertThat(s.fact("psn_part_amt")).isPresent();
              });
    }

    @Test
    void marksARefundWhicheverComesFirst() {
      String early = "2 | 2026-03-09T10:00:00 | VISIT=ZY1 | REFUNDED id=S1\n";
      String late = "8 | 2026-03-10T10:00:00 | VISIT=ZY1 | REFUNDED id=S1\n";
      assertThat(Script.fold(early + SETTLED).settlements().get(0).refunded()).isTrue();
      assertThat(Script.fold(SETTLED + late).settlements().get(0).refunded()).isTrue();
    }

    @Test
    void keepsTheRefundedSettlementBesideTheNewOne() {
      Stay stay =
          Script.fold(
              SETTLED
                  + "8 | 2026-03-10T10:00:00 | VISIT=ZY1 | REFUNDED id=S1\n"
                  + "9 | 2026-03-10T10:10:00 | VISIT=ZY1 SETTLEMENT=S2 | SETTLED id=S2\n");
      assertThat(stay.settlements()).extracting(s -> s.refunded()).containsExactly(true, false);
    }

    @Test
    void reportsARefundWithoutSettlement() {
      assertThat(rules(Script.fold("8 | 2026-03-10T10:00:00 | VISIT=ZY1 | REFUNDED id=S1\n")))
          .containsExactly("stay.refund-without-settlement");
    }
  }

  @Nested
  class ForPeriodsOfCare {
    private static final String ORDERED =
        "1 | 2026-03-01T09:00:00 | VISIT=ZY1 | CARE kind=nursing-1 id=O1"
            + " begin=2026-03-01T09:00:00\n";
    private static final String STOPPED =
        "5 | 2026-03-04T08:00:00 | VISIT=ZY1 | CARE id=O1 end=2026-03-04T08:00:00\n";

    @Test
    void joinsAnOrderWithItsStopWhicheverArrivesFirst() {
      Stay stay = Script.fold(ORDERED + STOPPED);
      assertThat(stay.carePeriods())
          .singleElement()
          .satisfies(
              period -> {
                assertThat(period.begin()).isEqualTo("2026-03-01T09:00:00");
                assertThat(period.end()).isEqualTo("2026-03-04T08:00:00");
              });
      String late = ORDERED.replace("1 |", "9 |");
      assertThat(Script.fold(STOPPED + late).carePeriods().get(0).end())
          .isEqualTo("2026-03-04T08:00:00");
      assertThat(Script.fold(ORDERED + STOPPED + ORDERED.replace("1 |", "9 |")).carePeriods())
          .isEqualTo(stay.carePeriods());
    }

    @Test
    void leavesOutWhatWasCancelled() {
      String cancelled =
          "6 | 2026-03-01T10:00:00 | VISIT=ZY1 | CARE kind=nursing-1 id=O1 cancelled=1\n";
      assertThat(Script.fold(ORDERED + cancelled).carePeriods()).isEmpty();
    }

    @Test
    void takesTheSameKindAndBeginWithoutNumberAsOne() {
      String first =
          "1 | 2026-03-01T09:00:00 | VISIT=ZY1 | CARE kind=ventilation begin=2026-03-01T09:00:00\n";
      String second =
          "2 | 2026-03-02T09:00:00 | VISIT=ZY1 | CARE kind=ventilation begin=2026-03-01T09:00:00"
              + " end=2026-03-02T08:00:00\n";
      assertThat(Script.fold(first + second).carePeriods()).hasSize(1);
    }

    @Test
    void reportsAPeriodOfWhichOnlyTheEndIsKnown() {
      Stay stay = Script.fold(STOPPED.replace("CARE id", "CARE kind=nursing-1 id"));
      assertThat(stay.carePeriods()).isEmpty();
      assertThat(rules(stay)).containsExactly("stay.care-without-begin");
      assertThat(rules(Script.fold(STOPPED))).isEmpty();
    }
  }

  @Nested
  class ForOpenStays {
    private final EventFolder folder = new EventFolder();
    private final LocalDateTime noon = LocalDateTime.parse("2026-03-02T12:00:00");

    @Test
    void findsTheOnlyStayOpenAtTheTime() {
      assertThat(
              folder.onlyOpenStay(
                  noon,
                  List.of(
                      new Window(noon.minusDays(9), noon.minusDays(3)),
                      new Window(noon.minusDays(1), null))))
          .hasValue(1);
    }

    @Test
    void findsNoneWhenTwoAreOpen() {
      assertThat(
              folder.onlyOpenStay(
                  noon,
                  List.of(new Window(null, null), new Window(noon.minusDays(1), noon.plusDays(1)))))
          .isEmpty();
    }

    @Test
    void findsNoneWhenAllAreClosed() {
      assertThat(
              folder.onlyOpenStay(noon, List.of(new Window(noon.minusDays(2), noon.minusDays(1)))))
          .isEmpty();
    }

    @Test
    void countsAdmissionAndDischargeThemselvesAsOpen() {
      assertThat(folder.onlyOpenStay(noon, List.of(new Window(noon, null)))).hasValue(0);
      assertThat(folder.onlyOpenStay(noon, List.of(new Window(null, noon)))).hasValue(0);
    }
  }
}
