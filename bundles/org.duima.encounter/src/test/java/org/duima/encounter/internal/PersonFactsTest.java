package org.duima.encounter.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duima.api.Origin;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.PersonFacts;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder.Grouped;
import org.junit.jupiter.api.Test;

/** What is said of a person without naming a stay. */
class PersonFactsTest {
  private static final String ADMITTED = "5 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT\n";
  private static final EventFolder FOLDER = new EventFolder();

  /** The facts of each stay by visit number, without those that the movements give. */
  private static Map<String, Map<String, String>> facts(List<EncounterEvent> events) {
    Map<String, Map<String, String>> facts = new TreeMap<>();
    for (List<EncounterEvent> one : FOLDER.group(events).stays()) {
      Stay stay = FOLDER.fold(one);
      Map<String, String> values = new TreeMap<>();
      stay.facts().forEach((name, fact) -> values.put(name, fact.value()));
      values.remove("adm_time");
      values.remove("dscg_time");
      facts.put(stay.key(Key.Kind.VISIT).orElseThrow().value(), values);
    }
    return facts;
  }

  private static String facts(String listing) {
    return facts(Script.events(listing)).toString();
  }

  private static List<Long> unassigned(String listing) {
    Grouped grouped = FOLDER.group(Script.events(listing));
    return grouped.unassigned().stream().map(event -> event.header().arrivalNumber()).toList();
  }

  @Test
  void holdForAStayThatBeginsLater() {
    String listing =
        "1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街 psn_no=N1\n" + ADMITTED;
    assertThat(facts(listing)).isEqualTo("{ZY1={curr_addr=北街, psn_no=N1}}");
    assertThat(unassigned(listing)).isEmpty();
  }

  @Test
  void holdForEachLaterStayOfThePatientAndKeepTheirOrigin() {
    List<EncounterEvent> events =
        Script.events(
            """
            1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街
            2 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
            3 | 2026-03-05T08:00:00 | VISIT=ZY1 PATIENT=P1 | DISCHARGE
            4 | 2026-06-01T08:00:00 | VISIT=ZY2 PATIENT=P1 | ADMIT
            5 | 2026-06-01T08:00:00 | VISIT=ZY3 PATIENT=P2 | ADMIT
            """);
    assertThat(facts(events).toString())
        .isEqualTo("{ZY1={curr_addr=北街}, ZY2={curr_addr=北街}, ZY3={}}");
    assertThat(FOLDER.group(events).stays())
        .filteredOn(stay -> stay.get(0).header().arrivalNumber() == 1)
        .hasSize(2)
        .allSatisfy(
            stay ->
                assertThat(FOLDER.fold(stay).fact("curr_addr").orElseThrow().origin())
                    .isEqualTo(new Origin(0, "M1", "FACTS")));
  }

  @Test
  void giveWayToWhatIsSaidLaterWithTheVisitOrWithout() {
    String listing =
        """
        1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街 coner_tel=1 prfs=11
        2 | 2026-02-21T08:00:00 | PATIENT=P1 | FACTS coner_tel=2
        3 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | FACTS curr_addr=南街
        """;
    assertThat(facts(ADMITTED + listing)).isEqualTo("{ZY1={coner_tel=2, curr_addr=南街, prfs=11}}");
  }

  @Test
  void giveWayToALaterStatementWithTheVisitBeforeTheAdmission() {
    assertThat(
            facts(
                ADMITTED
                    + """
                    1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街
                    2 | 2026-02-25T08:00:00 | VISIT=ZY1 PATIENT=P1 | FACTS curr_addr=南街
                    """))
        .isEqualTo("{ZY1={curr_addr=南街}}");
  }

  @Test
  void canBeTakenBack() {
    assertThat(
            facts(
                ADMITTED
                    + """
                    1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街 prfs=11
                    2 | 2026-02-21T08:00:00 | PATIENT=P1 | CLEARED curr_addr=
                    """))
        .isEqualTo("{ZY1={prfs=11}}");
  }

  @Test
  void holdForEveryStayThatIsOpen() {
    String listing =
        """
        1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
        2 | 2026-03-02T08:00:00 | VISIT=MZ1 PATIENT=P1 | REGISTER
        3 | 2026-03-02T09:00:00 | PATIENT=P1 | FACTS curr_addr=北街
        """;
    assertThat(facts(listing)).isEqualTo("{MZ1={curr_addr=北街}, ZY1={curr_addr=北街}}");
    assertThat(unassigned(listing)).isEmpty();
  }

  @Test
  void doNotReachAStayThatIsOver() {
    String listing =
        ADMITTED
            + """
            6 | 2026-03-05T08:00:00 | VISIT=ZY1 PATIENT=P1 | DISCHARGE
            7 | 2026-03-06T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街
            """;
    assertThat(facts(listing)).isEqualTo("{ZY1={}}");
    assertThat(
            facts(listing + "8 | 2026-03-07T08:00:00 | VISIT=ZY1 PATIENT=P1 | CANCEL_DISCHARGE\n"))
        .isEqualTo("{ZY1={curr_addr=北街}}");
  }

  @Test
  void doNotReachAPlannedStayBeforeItsAdmission() {
    String listing =
        """
        1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街
        2 | 2026-02-21T08:00:00 | VISIT=ZY1 PATIENT=P1 | PREADMIT at=2026-03-01T08:00:00
        """;
    assertThat(facts(listing)).isEqualTo("{ZY1={}}");
    assertThat(facts(listing + ADMITTED)).isEqualTo("{ZY1={curr_addr=北街}}");
  }

  @Test
  void growOldInsuranceBeforeTheRest() {
    assertThat(
            facts(
                ADMITTED
                    + """
                    1 | 2025-02-28T08:00:00 | PATIENT=P1 | FACTS prfs=11
                    2 | 2025-03-02T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街 payer=01 insuplc=440100
                    3 | 2026-01-30T08:00:00 | PATIENT=P1 | FACTS hi_no=1 coner_tel=2
                    4 | 2026-01-31T08:00:00 | PATIENT=P1 | FACTS insutype=310
                    """))
        .isEqualTo("{ZY1={coner_tel=2, curr_addr=北街, hi_no=1, insutype=310}}");
    assertThat(
            facts(
                ADMITTED.replace("03-01", "03-02")
                    + "3 | 2026-01-30T08:00:00 | PATIENT=P1 | FACTS hi_no=1 coner_tel=2\n"))
        .isEqualTo("{ZY1={coner_tel=2}}");
  }

  @Test
  void bringTheInsuredNumberOnlyWhileItHolds() {
    String said = "1 | 2026-0%s-20T08:00:00 | PATIENT=P1 PERSON=N1 | FACTS gend=1\n" + ADMITTED;
    for (boolean isFresh : new boolean[] {true, false}) {
      Grouped grouped = FOLDER.group(Script.events(said.formatted(isFresh ? 2 : 1)));
      Stay stay = FOLDER.fold(grouped.stays().get(0));
      assertThat(stay.fact("gend")).isPresent();
      assertThat(stay.key(Key.Kind.PERSON).isPresent()).isEqualTo(isFresh);
    }
  }

  @Test
  void areNeverFactsOfAStayOrSettlement() {
    String listing =
        ADMITTED
            + """
            1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街 adm_way=1 bill_no=7
            2 | 2026-02-20T09:00:00 | PATIENT=P1 | FACTS nwb_bir_wt=3100 age=40
            3 | 2026-02-20T10:00:00 | VISIT=ZY9 PATIENT=P1 SETTLEMENT=S9 | FACTS psn_no=N9
            4 | 2026-02-20T07:00:00 | VISIT=ZY9 PATIENT=P1 | ADMIT
            6 | 2026-02-20T07:30:00 | VISIT=ZY9 PATIENT=P1 | DISCHARGE
            """;
    assertThat(facts(listing)).isEqualTo("{ZY1={curr_addr=北街}, ZY9={}}");
    assertThat(unassigned(listing))
        .as("what they say of a stay still waits")
        .containsExactly(1L, 2L);
  }

  @Test
  void ofAStatementThatAStayTookHoldForTheNextToo() {
    String listing =
        """
        1 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 | ADMIT
        2 | 2026-03-02T08:00:00 | PATIENT=P1 | FACTS adm_way=2 curr_addr=北街
        3 | 2026-03-05T08:00:00 | VISIT=ZY1 PATIENT=P1 | DISCHARGE
        4 | 2026-03-20T08:00:00 | VISIT=ZY2 PATIENT=P1 | ADMIT
        """;
    assertThat(facts(listing)).isEqualTo("{ZY1={adm_way=2, curr_addr=北街}, ZY2={curr_addr=北街}}");
    assertThat(unassigned(listing)).isEmpty();
  }

  @Test
  void needAPatientNumberBecauseANewbornBearsItsMothersInsuredNumber() {
    String listing =
        """
        1 | 2026-02-20T08:00:00 | PERSON=N1 | FACTS gend=2
        2 | 2026-02-20T09:00:00 | PATIENT=P1 PERSON=N1 | FACTS curr_addr=北街
        3 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=P1 PERSON=N1 | ADMIT
        4 | 2026-03-01T20:00:00 | VISIT=ZY2 PATIENT=P2 PERSON=N1 | ADMIT
        """;
    assertThat(facts(listing)).isEqualTo("{ZY1={curr_addr=北街}, ZY2={}}");
    assertThat(unassigned(listing)).containsExactly(1L);
  }

  @Test
  void areNotOfTheSameNumberInAnotherInstitution() {
    List<EncounterEvent> events =
        new ArrayList<>(
            Script.events(
                "1 | 2026-02-20T08:00:00 | PATIENT=P1 | FACTS curr_addr=北街\n" + ADMITTED));
    Stated said = (Stated) events.get(0);
    Key elsewhere = new Key(Key.Kind.PATIENT, "H44010000002", "P1");
    events.set(
        0,
        new Stated(
            new EventHeader("H44010000002", List.of(elsewhere), said.header().time(), 1, 0),
            said.facts()));
    assertThat(facts(events).toString()).isEqualTo("{ZY1={}}");
    assertThat(FOLDER.group(events).unassigned()).hasSize(1);
  }

  @Test
  void followAMergeWhicheverNumberTheyWereSaidUnder() {
    String listing =
        """
        1 | 2026-02-01T08:00:00 | PATIENT=A | FACTS curr_addr=北街
        2 | 2026-02-02T08:00:00 |  | MERGED from=A into=B
        3 | 2026-02-03T08:00:00 | PATIENT=B | FACTS coner_tel=1
        4 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=B | ADMIT
        """;
    assertThat(facts(listing)).isEqualTo("{ZY1={coner_tel=1, curr_addr=北街}}");
  }

  @Test
  void areNotOfAnotherPersonToWhomARetiredNumberWasGiven() {
    String listing =
        """
        1 | 2026-02-01T08:00:00 | PATIENT=A | FACTS curr_addr=北街
        2 | 2026-02-02T08:00:00 |  | MERGED from=A into=B
        3 | 2026-02-20T08:00:00 | PATIENT=A | FACTS coner_tel=1
        4 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=B | ADMIT
        5 | 2026-03-01T08:00:00 | VISIT=ZY9 PATIENT=A | ADMIT
        """;
    assertThat(facts(listing)).isEqualTo("{ZY1={curr_addr=北街}, ZY9={coner_tel=1}}");
  }

  @Test
  void followTheIdOfAResourceHoweverOftenItIsLinkedToANumber() {
    String listing =
        """
        1 | 2026-02-01T08:00:00 | PATIENT=MR1 PATIENT=Patient/7 | FACTS curr_addr=北街
        1.1 | 2026-02-01T08:00:00 | PATIENT=MR1 PATIENT=Patient/7 | MERGED from=Patient/7 into=MR1
        2 | 2026-02-20T08:00:00 | PATIENT=Patient/7 | FACTS insutype=310
        3 | 2026-02-21T08:00:00 | PATIENT=MR1 PATIENT=Patient/7 | MERGED from=Patient/7 into=MR1
        4 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=MR1 | ADMIT
        5 | 2026-03-01T08:00:00 | VISIT=ZY2 PATIENT=Patient/7 | ADMIT
        """;
    assertThat(facts(listing))
        .isEqualTo("{ZY1={curr_addr=北街, insutype=310}, ZY2={curr_addr=北街, insutype=310}}");
  }

  @Test
  void areNotGuessedForAStayWhoseBeginIsUnknown() {
    assertThat(
            facts(
                """
                1 | 2025-12-01T08:00:00 | PATIENT=P1 | FACTS insutype=310 gend=1
                2 | 2026-03-02T08:00:00 | VISIT=ZY1 PATIENT=P1 | CHARGE id=F1 amount=1
                """))
        .as("its first event stands for the begin")
        .isEqualTo("{ZY1={gend=1}}");
  }

  @Test
  void comeOutTheSameInEveryOrderOfArrival() {
    List<EncounterEvent> events =
        Script.events(
            """
            1 | 2026-01-01T08:00:00 | PATIENT=A | FACTS curr_addr=北街 payer=01
            2 | 2026-02-20T08:00:00 | PATIENT=A PERSON=N1 | FACTS psn_no=N1 coner_tel=1 adm_way=3
            3 | 2026-02-21T08:00:00 |  | MERGED from=A into=B
            4 | 2026-02-22T08:00:00 | PATIENT=B | CLEARED coner_tel=
            5 | 2026-03-01T08:00:00 | VISIT=ZY1 PATIENT=B | ADMIT
            6 | 2026-03-02T08:00:00 | PATIENT=B | FACTS prfs=11 adm_way=1
            7 | 2026-03-02T09:00:00 | VISIT=MZ1 PATIENT=B | REGISTER
            8 | 2026-03-02T10:00:00 | PATIENT=B | FACTS emp_name=厂
            9 | 2026-03-05T08:00:00 | VISIT=ZY1 PATIENT=B | DISCHARGE
            10 | 2026-03-06T08:00:00 | PATIENT=B | FACTS curr_addr=南街
            11 | 2026-03-20T08:00:00 | VISIT=ZY2 PATIENT=B | ADMIT
            12 | 2026-03-20T08:00:00 | VISIT=ZY9 PATIENT=A | ADMIT
            13 | 2026-03-19T08:00:00 | PATIENT=A | FACTS curr_addr=西街
            """);
    Map<String, Map<String, String>> expected = facts(events);
    assertThat(expected)
        .hasToString(
            "{MZ1={curr_addr=北街, emp_name=厂, prfs=11, psn_no=N1},"
                + " ZY1={adm_way=1, curr_addr=北街, emp_name=厂, prfs=11, psn_no=N1},"
                + " ZY2={curr_addr=南街, emp_name=厂, prfs=11, psn_no=N1},"
                + " ZY9={curr_addr=西街}}");
    for (int seed = 0; seed < 200; seed++) {
      List<Long> numbers =
          events.stream()
              .map(event -> event.header().arrivalNumber())
              .collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(numbers, new Random(seed));
      List<EncounterEvent> arrived = new ArrayList<>();
      for (int i = 0; i < numbers.size(); i++) {
        arrived.add(Script.arrivedAs(events.get(Math.toIntExact(numbers.get(i)) - 1), 1000L + i));
      }
      assertThat(facts(arrived)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void areOneGroupEach() {
    assertThat(PersonFacts.of("curr_addr")).contains(PersonFacts.REGISTERED);
    assertThat(PersonFacts.of("insuplc")).contains(PersonFacts.INSURED);
    for (String ofAStay :
        List.of("adm_time", "age", "nwb_adm_wt", "adm_way", "bill_no", "setl_id")) {
      assertThat(PersonFacts.of(ofAStay)).as(ofAStay).isEmpty();
    }
  }
}
