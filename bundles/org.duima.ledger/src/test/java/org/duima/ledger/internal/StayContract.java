package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.StayFolder.Window;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StayStore.Summary;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.Test;

/** Stays, merges and list versions on any database. */
abstract class StayContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key P2 = Samples.patient("P2");
  private static final Key V1 = Samples.visit("V1");
  private static final Key V2 = Samples.visit("V2");
  private static final Key M1 = Samples.key(Key.Kind.MDTRT, "M1");

  @Test
  void givesAStayWithAllItsEventsAfterTheDebounce() throws Exception {
    long first = say("P1", P1, V1);
    long second = say("P1", P1, V1);

    assertThat(ledger.stays().due("test", clock.instant(), 10, MINUTE)).isEmpty();
    DueStay stay = onlyDue();

    assertThat(arrivals(stay.events())).containsExactly(first, second);
    assertThat(stay.version()).isEqualTo(2);
    assertThat(stay.unassigned()).isEmpty();
    assertThat(stay.deadMessages()).isEmpty();
  }

  @Test
  void leasesAStayToOneWorkerUntilTheLeaseEnds() throws Exception {
    say("P1", P1, V1);
    DueStay first = onlyDue();

    assertThat(due()).isEmpty();
    clock.forward(MINUTE);
    DueStay second = onlyDue();

    assertThat(save(second)).isTrue();
    assertThat(save(first)).as("the former owner is too late").isFalse();
    assertThat(due()).isEmpty();
  }

  @Test
  void savesNothingWhenTheStayChangedMeanwhile() throws Exception {
    say("P1", P1, V1);
    DueStay stay = onlyDue();
    say("P1", P1, V1);

    assertThat(save(stay, Samples.draft("S1", State.READY, "{}"))).isFalse();
    assertThat(count("SELECT COUNT(*) FROM settlement_list")).isZero();
    assertThat(onlyDue().events()).hasSize(2);
  }

  @Test
  void looksAgainAtTheTimeThatEvaluationAskedFor() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), List.of(), clock.instant().plus(Duration.ofMinutes(10)));

    assertThat(due()).isEmpty();
    clock.forward(Duration.ofMinutes(10));
    assertThat(due()).hasSize(1);
  }

  @Test
  void joinsStaysWhenALateMessageNamesBothKeys() throws Exception {
    long one = say("P1", P1, V1);
    long other = say("P2", P1, M1);
    for (DueStay stay : due()) {
      save(stay, Samples.draft("S" + stay.stayId(), State.READY, "{\"a\":1}"));
    }

    long link = say("P1", V1, M1);
    DueStay joined = onlyDue();

    assertThat(arrivals(joined.events())).containsExactly(one, other, link);
    assertThat(count("SELECT COUNT(*) FROM stay WHERE superseded_by IS NOT NULL")).isOne();
    assertThat(count("SELECT COUNT(DISTINCT stay_id) FROM settlement_list")).isOne();
    long afterwards = say("P1", M1);
    assertThat(arrivals(onlyDue().events())).contains(one, afterwards);
    assertThat(ledger.view().stay("M1").orElseThrow().get("stayId"))
        .isEqualTo(ledger.view().stay("V1").orElseThrow().get("stayId"));
  }

  @Test
  void joinsChainsOfKeysWithinOneBatch() throws Exception {
    say("P1", P1, V1);
    say("P1", P1, V2);
    say("P1", P1, M1);
    long arrival = accept("", "P1");
    applyAll(
        Map.of(
            arrival,
            List.of(Samples.stated(arrival, 0, V2, M1), Samples.stated(arrival, 1, V1, M1))));

    assertThat(onlyDue().events()).hasSize(5);
  }

  @Test
  void offersAnEventWithoutVisitToThePatientsStays() throws Exception {
    say("P1", P1, V1);
    save(onlyDue());
    long loose = say("P1", P1);

    DueStay stay = onlyDue();
    assertThat(arrivals(stay.unassigned())).containsExactly(loose);
    assertThat(ledger.view().queue("unassigned", 10)).hasSize(1);
    assertThat(save(stay, stay.unassigned(), null)).isTrue();

    say("P1", P1, V1);
    DueStay later = onlyDue();
    assertThat(later.unassigned()).isEmpty();
    assertThat(arrivals(later.events())).contains(loose);
    assertThat(ledger.view().queue("unassigned", 10)).isEmpty();
  }

  @Test
  void showsTheWindowsOfThePatientsOtherStays() throws Exception {
    say("P1", P1, V1);
    save(onlyDue());
    say("P1", P1, V2);
    say("P1", P1);

    List<DueStay> due = due();
    DueStay second =
        due.stream()
            .filter(stay -> stay.events().get(0).header().keys().contains(V2))
            .findAny()
            .orElseThrow();

    assertThat(second.otherStays()).containsExactly(new Window(Samples.MORNING, null));
    assertThat(second.unassigned()).hasSize(1);
  }

  @Test
  void showsNoWindowOfAStayThatIsPlannedOrCancelled() throws Exception {
    say("P1", P1, V1);
    Summary planned = new Summary(List.of(), "PLANNED", Samples.MORNING, null, "", List.of());
    ledger.stays().save(onlyDue(), planned, List.of(), List.of(), null);
    say("P1", P1, V2);
    say("P1", P1);

    assertThat(due())
        .filteredOn(stay -> stay.events().get(0).header().keys().contains(V2))
        .singleElement()
        .satisfies(stay -> assertThat(stay.otherStays()).isEmpty());
  }

  @Test
  void letsOnlyOneStayTakeAnEvent() throws Exception {
    say("P1", P1, V1);
    say("P1", P1, V2);
    say("P1", P1);
    List<DueStay> due = due();
    assertThat(due).hasSize(2);

    assertThat(save(due.get(0), due.get(0).unassigned(), null)).isTrue();
    assertThat(save(due.get(1), due.get(1).unassigned(), null)).isFalse();
    DueStay again = onlyDue();
    assertThat(again.stayId()).isEqualTo(due.get(1).stayId());
    assertThat(again.unassigned()).isEmpty();
  }

  @Test
  void wakesTheOtherStaysWhenAWindowBecomesKnown() throws Exception {
    say("P1", P1, V1);
    say("P1", P1, V2);
    say("P1", P1);
    List<DueStay> due = due();
    save(due.get(0));

    assertThat(save(due.get(1))).as("its other stay is known now").isFalse();
    DueStay again = onlyDue();
    assertThat(again.otherStays()).containsExactly(new Window(Samples.MORNING, null));
  }

  @Test
  void followsPatientMergesInBothDirectionsAndInAnyOrder() throws Exception {
    long loose = say("P2", P2);
    say("P1", P1, V1);
    save(onlyDue());

    long arrival = accept("", "P1");
    applyAll(Map.of(arrival, List.<EncounterEvent>of(Samples.merged(arrival, P1, P2))));

    DueStay stay = onlyDue();
    assertThat(arrivals(stay.unassigned())).containsExactly(loose);
    assertThat(stay.events()).hasAtLeastOneElementOfType(EncounterEvent.PatientsMerged.class);
    save(stay, stay.unassigned(), null);

    long late = say("P2", P2);
    assertThat(arrivals(onlyDue().unassigned())).containsExactly(late);
    assertThat(ledger.view().queue("unassigned", 10)).hasSize(1);
  }

  @Test
  void offersAnEventWithPatientNumberOnlyByThatNumber() throws Exception {
    Key mother = Samples.key(Key.Kind.PERSON, "P-MOTHER");
    say("P1", P1, mother, V1);
    say("P2", P2, mother, V2);
    say("P2", P2, mother);

    for (DueStay stay : due()) {
      boolean newborn = stay.events().get(0).header().keys().contains(V2);
      assertThat(stay.unassigned()).hasSize(newborn ? 1 : 0);
    }
  }

  @Test
  void makesAVersionOnlyWhenTheBytesDiffer() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{\"a\":1}"));
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{\"a\":1}"));
    assertThat(onlyList("S1")).containsEntry("version", 1).containsEntry("state", "ready");

    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{\"a\":2}"));

    assertThat(onlyList("S1")).containsEntry("version", 2);
    assertThat(count("SELECT COUNT(*) FROM list_version")).isEqualTo(2);
    assertThat(count("SELECT COUNT(*) FROM submission")).isOne();
    assertThat(count("SELECT list_version FROM submission")).isEqualTo(2);
  }

  @Test
  void keepsOneRowForAStayWithoutSettlementUntilThereIsOne() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("", State.WAITING, null));
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("", State.WAITING, null));
    assertThat(ledger.view().counts(clock.instant()).get("lists")).isEqualTo(Map.of("waiting", 1L));

    say("P1", P1, V1);
    ListDraft midStay = Samples.draft("S1", State.READY, "{}");
    save(onlyDue(), midStay, Samples.draft("S2", State.HELD, "{}"));

    assertThat(ledger.view().counts(clock.instant()).get("lists"))
        .isEqualTo(Map.of("ready", 1L, "held", 1L));
  }

  @Test
  void givesTheOtherStaysWhenTheEventsOfOneCannotBeRead() throws Exception {
    long damaged = say("P1", P1, V1);
    say("P2", P2, V2);
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE event SET body = ? WHERE event_no = ?")) {
      update.setBytes(1, Deflated.deflate("{}".getBytes(StandardCharsets.UTF_8)));
      update.setLong(2, Lanes.eventNo(damaged, 0));
      assertThat(update.executeUpdate()).isOne();
    }

    assertThat(onlyDue().events().get(0).header().keys()).contains(V2);
  }

  @Test
  void evaluatesEveryStayAgainWhenAsked() throws Exception {
    say("P1", P1, V1);
    say("P2", P2, V2);
    List<DueStay> due = due();
    assertThat(save(due.get(0))).isTrue();

    assertThat(ledger.stays().evaluateAll(clock.instant())).isEqualTo(2);

    assertThat(save(due.get(1))).as("it was evaluated with the former files").isFalse();
    assertThat(due()).hasSize(2);
  }
}
