package org.duima.encounter.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.StayFolder.Grouped;
import org.junit.jupiter.api.Test;

class GroupingTest {
  /** Arrival numbers by stay, then those unassigned after a slash. */
  private static String group(String listing) {
    return shown(new EventFolder().group(Script.events(listing)));
  }

  private static String shown(Grouped grouped) {
    return grouped.stays().stream().map(GroupingTest::arrivals).collect(Collectors.joining(" ; "))
        + " / "
        + arrivals(grouped.unassigned());
  }

  private static String arrivals(List<EncounterEvent> events) {
    return events.stream()
        .map(event -> Long.toString(event.header().arrivalNumber()))
        .collect(Collectors.joining(" "));
  }

  @Test
  void keepsStaysOfDifferentVisitsApart() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                2 | 2026-03-01T08:00:00 | VISIT=ZY2 PATIENT=P2 | ADMIT
                3 | 2026-03-02T08:00:00 | VISIT=ZY1 PATIENT=P1 | FACTS gend=1
                """))
        .isEqualTo("1 3 ; 2 / ");
  }

  @Test
  void followsChainsOfKeysThatNameOneStay() {
    assertThat(
            group(
                """
                1 | 2026-03-09T08:00:00 | SETTLEMENT=S1 | FACTS bill_no=1
                2 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                3 | 2026-03-09T09:00:00 | MDTRT=J1 SETTLEMENT=S1 | SETTLED id=S1
                4 | 2026-03-01T09:00:00 | VISIT=ZY1 MDTRT=J1 PERSON=N1 | FACTS insutype=310
                """))
        .isEqualTo("2 4 1 3 / ");
  }

  @Test
  void givesAnEventWithoutVisitToTheOnlyOpenStay() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                2 | 2026-03-05T08:00:00 | VISIT=ZY1 PATIENT=P1 | DISCHARGE
                3 | 2026-03-20T08:00:00 | VISIT=ZY2 PATIENT=P1 | ADMIT
                4 | 2026-03-03T08:00:00 | PATIENT=P1 | FACTS nwb_bir_wt=3200
                5 | 2026-03-21T08:00:00 | PATIENT=P1 | CHARGE id=F1 amount=1
                6 | 2026-03-10T08:00:00 | PATIENT=P1 | CHARGE id=F2 amount=1
                """))
        .isEqualTo("1 4 2 ; 3 5 / 6");
  }

  @Test
  void leavesAnEventUnassignedWhenTwoStaysAreOpen() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                2 | 2026-03-02T08:00:00 | VISIT=ZY2 PATIENT=P1 | ADMIT
                3 | 2026-03-03T08:00:00 | PATIENT=P1 | FACTS adm_way=1
                """))
        .isEqualTo("1 ; 2 / 3");
  }

  @Test
  void doesNotCountPlannedAndCancelledStaysAsOpen() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                2 | 2026-03-01T09:00:00 | VISIT=ZY1 PATIENT=P1 | CANCEL_ADMIT
                3 | 2026-03-01T08:00:00 | VISIT=ZY2 PATIENT=P1 | ADMIT
                4 | 2026-03-01T08:00:00 | VISIT=ZY3 PATIENT=P1 | PREADMIT at=2026-04-01T08:00:00
                5 | 2026-03-03T08:00:00 | PATIENT=P1 | FACTS gend=1
                """))
        .isEqualTo("1 2 ; 3 5 ; 4 / ");
  }

  @Test
  void countsAnOutpatientVisitAsOpenOnItsDayOnly() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=MZ1 PATIENT=P1 | REGISTER
                2 | 2026-03-02T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                3 | 2026-03-03T08:00:00 | PATIENT=P1 | FACTS adm_way=1
                4 | 2026-03-01T10:00:00 | PATIENT=P1 | FACTS adm_way=1
                """))
        .isEqualTo("1 4 ; 2 3 / ");
  }

  @Test
  void closesAStayByADischargeWithoutVisitNumber() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
                2 | 2026-03-05T08:00:00 | PATIENT=P1 | DISCHARGE
                3 | 2026-03-06T08:00:00 | PATIENT=P1 | CHARGE id=F1 amount=1
                """))
        .isEqualTo("1 2 / 3");
  }

  @Test
  void followsChainsOfMerges() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=A | ADMIT
                2 | 2026-03-02T08:00:00 |  | MERGED from=A into=B
                3 | 2026-03-03T08:00:00 |  | MERGED from=B into=C
                4 | 2026-03-04T08:00:00 | PATIENT=C | FACTS gend=1
                5 | 2026-03-02T10:00:00 | PATIENT=B | FACTS coner_name=甲
                """))
        .isEqualTo("1 2 5 3 4 / ");
  }

  @Test
  void followsMergesWhateverTheirOrderOfArrival() {
    assertThat(
            group(
                """
                1 | 2026-03-04T08:00:00 | PATIENT=C | FACTS gend=1
                2 | 2026-03-03T08:00:00 |  | MERGED from=B into=C
                3 | 2026-03-02T08:00:00 |  | MERGED from=A into=B
                4 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=A | ADMIT
                """))
        .isEqualTo("4 3 2 1 / ");
  }

  @Test
  void survivesAMergeThatIsTurnedRound() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=A | ADMIT
                2 | 2026-03-02T08:00:00 |  | MERGED from=A into=B
                3 | 2026-03-03T08:00:00 |  | MERGED from=B into=A
                4 | 2026-03-04T08:00:00 | PATIENT=A | FACTS gend=1
                """))
        .isEqualTo("1 2 3 4 / ");
  }

  @Test
  void takesARetiredNumberInANewStayAsAnotherPerson() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=A | ADMIT
                2 | 2026-03-02T08:00:00 |  | MERGED from=A into=B
                3 | 2026-03-10T08:00:00 | VISIT=ZY9 PATIENT=A | ADMIT
                4 | 2026-03-11T08:00:00 | PATIENT=A | FACTS gend=2
                5 | 2026-03-11T08:00:00 | PATIENT=B | FACTS gend=1
                """))
        .isEqualTo("1 2 5 ; 3 4 / ");
  }

  @Test
  void takesARetiredNumberAsTheSamePersonWhileNoStayShowsOtherwise() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=A | ADMIT
                2 | 2026-03-02T08:00:00 |  | MERGED from=A into=B
                3 | 2026-03-03T08:00:00 | PATIENT=A | FACTS gend=1
                4 | 2026-03-04T08:00:00 | VISIT=ZY1 PATIENT=A | FACTS prfs=31
                """))
        .isEqualTo("1 2 3 4 / ");
  }

  @Test
  void keepsAMergeOfPatientsWithoutStayForLater() {
    assertThat(group("1 | 2026-03-02T08:00:00 |  | MERGED from=A into=B")).isEqualTo(" / 1");
  }

  @Test
  void usesTheInsuredNumberWhereNoPatientNumberIsGiven() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 PERSON=N1 | ADMIT
                2 | 2026-03-02T08:00:00 | PERSON=N1 | FACTS insutype=310
                """))
        .isEqualTo("1 2 / ");
  }

  @Test
  void doesNotTakeANewbornForItsMother() {
    assertThat(
            group(
                """
                1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 PERSON=N1 | ADMIT
                2 | 2026-03-02T08:00:00 | VISIT=ZY2 PATIENT=P2 PERSON=N1 | ADMIT
                3 | 2026-03-02T09:00:00 | PATIENT=P2 PERSON=N1 | FACTS nwb_bir_wt=3100
                4 | 2026-03-02T09:00:00 | PERSON=N1 | FACTS insutype=310
                """))
        .isEqualTo("1 ; 2 3 / 4");
  }

  @Test
  void givesTheSameStaysWhateverTheOrderOfTheCollection() {
    List<EncounterEvent> events =
        Script.events(
            """
            1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=A | ADMIT
            2 | 2026-03-02T08:00:00 |  | MERGED from=A into=B
            3 | 2026-03-02T09:00:00 | PATIENT=B | FACTS gend=1
            4 | 2026-03-01T09:00:00 | VISIT=ZY1 MDTRT=J1 | FACTS insutype=310
            5 | 2026-03-08T09:00:00 | MDTRT=J1 SETTLEMENT=S1 | SETTLED id=S1
            6 | 2026-03-09T09:00:00 | SETTLEMENT=S1 | FACTS bill_no=1
            7 | 2026-03-10T08:00:00 | VISIT=ZY9 PATIENT=A | ADMIT
            8 | 2026-03-11T08:00:00 | PATIENT=A | FACTS gend=2
            9 | 2026-03-11T08:00:00 | PATIENT=X | FACTS gend=2
            """);
    String expected = shown(new EventFolder().group(events));
    Random random = new Random(20260301);
    for (int i = 0; i < 100; i++) {
      List<EncounterEvent> shuffled = new ArrayList<>(events);
      Collections.shuffle(shuffled, random);
      assertThat(shown(new EventFolder().group(shuffled))).isEqualTo(expected);
    }
    assertThat(expected).isEqualTo("1 4 2 3 5 6 ; 7 8 / 9");
  }
}
