package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.MessageWork.Outcome;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.settlement.ListDraft.State;
import org.junit.jupiter.api.Test;

/** Lanes, savepoints and dead messages on any database. */
abstract class WorkContract extends LedgerContract {
  private static final Key P1 = Samples.patient("P1");
  private static final Key V1 = Samples.visit("V1");

  @Test
  void givesTheMessagesOfALaneInOrderToOneOwner() throws Exception {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      numbers.add(accept("A" + i, "P1"));
    }

    Batch batch = ledger.work().lease("one", 3, MINUTE).orElseThrow();

    assertThat(batch.messages())
        .extracting(Stored::arrivalNumber)
        .containsExactlyElementsOf(numbers.subList(0, 3));
    assertThat(ledger.work().lease("two", 3, MINUTE)).isEmpty();
    ledger.work().release(batch);
    assertThat(ledger.work().lease("two", 9, MINUTE).orElseThrow().messages()).hasSize(5);
  }

  @Test
  void passesOverMessagesThatNobodyCanReadNow() throws Exception {
    long first = accept("A1", "P1");
    RawMessage other =
        new RawMessage(
            "his-export",
            "HIS",
            "X1",
            "row",
            Samples.HOSPITAL + "|P1",
            new byte[] {1},
            clock.instant());
    long unreadable = accept(other).get(0).arrivalNumber();
    long last = accept("A2", "P1");

    Batch batch = ledger.work().lease("one", 10, MINUTE, Set.of("his-export")).orElseThrow();
    assertThat(batch.messages()).extracting(Stored::arrivalNumber).containsExactly(first, last);
    ledger.work().record(batch, List.of(Samples.applied(first), Samples.applied(last)));

    assertThat(ledger.work().lease("one", 10, MINUTE, Set.of("his-export"))).isEmpty();
    assertThat(lease().messages()).extracting(Stored::arrivalNumber).containsExactly(unreadable);
  }

  @Test
  void aStayThatIsGivenBackIsDueAtOnce() throws Exception {
    long number = accept("A1", "P1");
    ledger.work().record(lease(), List.of(Samples.applied(number, Samples.stated(number, P1, V1))));
    DueStay stay = onlyDue();
    assertThat(ledger.stays().due("other", clock.instant(), 10, MINUTE)).isEmpty();

    ledger.stays().release(stay, clock.instant());

    assertThat(ledger.stays().due("other", clock.instant(), 10, MINUTE)).hasSize(1);
  }

  @Test
  void prefersTheLaneThatHasWaitedLongest() throws Exception {
    long first = accept("A1", "P1");
    accept("A2", "P2");
    accept("A3", "P3");

    assertThat(lease().messages().get(0).arrivalNumber()).isEqualTo(first);
  }

  @Test
  void changesNothingForAnOwnerWhoseLeaseWasTaken() throws Exception {
    long number = accept("A1", "P1");
    Batch late = lease();
    clock.forward(MINUTE.plusSeconds(1));
    Batch present = ledger.work().lease("other", 10, MINUTE).orElseThrow();

    Outcome applied = Samples.applied(number, Samples.stated(number, P1, V1));
    assertThat(ledger.work().record(late, List.of(applied))).isFalse();
    assertThat(count("SELECT COUNT(*) FROM event")).isZero();
    assertThat(ledger.work().record(present, List.of(applied))).isTrue();
    assertThat(count("SELECT COUNT(*) FROM event")).isOne();
    assertThat(ledger.inbox().waiting()).isZero();
  }

  @Test
  void leavesMessagesWithoutOutcomeWhereTheyAre() throws Exception {
    long first = accept("A1", "P1");
    long second = accept("A2", "P1");

    ledger.work().record(lease(), List.of(Samples.applied(first)));

    assertThat(lease().messages()).extracting(Stored::arrivalNumber).containsExactly(second);
  }

  @Test
  void refusesAnOutcomeOfAMessageThatIsNotInTheBatch() throws Exception {
    accept("A1", "P1");
    Batch batch = lease();

    assertThatThrownBy(() -> ledger.work().record(batch, List.of(Samples.applied(99))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void buriesOnlyTheMessageWhoseContentCannotBeStored() throws Exception {
    long good = accept("A1", "P1");
    long poison = accept("A2", "P1");
    long alsoGood = accept("A3", "P1");
    Outcome bad =
        Samples.applied(poison, Samples.stated(poison, P1, Samples.visit("V".repeat(600))));

    boolean recorded =
        ledger
            .work()
            .record(
                lease(),
                List.of(
                    Samples.applied(good, Samples.stated(good, P1, V1)),
                    bad,
                    Samples.applied(alsoGood, Samples.stated(alsoGood, P1, V1))));

    assertThat(recorded).isTrue();
    assertThat(ledger.view().queue("dead", 10))
        .singleElement()
        .satisfies(item -> assertThat(item).containsEntry("id", poison))
        .satisfies(item -> assertThat(item.get("reason").toString()).contains("SQLState 22"));
    DueStay stay = onlyDue();
    assertThat(arrivals(stay.events())).containsExactly(good, alsoGood);
    assertThat(stay.deadMessages()).containsExactly(poison);
  }

  @Test
  void buriesAMessageWhoseEventsBelongToAnother() throws Exception {
    long number = accept("A1", "P1");

    ledger
        .work()
        .record(lease(), List.of(Samples.applied(number, Samples.stated(number + 1, P1, V1))));

    assertThat(ledger.view().queue("dead", 10)).hasSize(1);
    assertThat(count("SELECT COUNT(*) FROM event")).isZero();
  }

  @Test
  void keepsTheFindingsOfAMessage() throws Exception {
    long number = accept("A1", "P1");
    Finding finding = Finding.warning("hl7.unknown", "ZZZ", "未知段", "unknown segment");
    ledger
        .work()
        .record(
            lease(),
            List.of(
                new Outcome.Applied(
                    number, List.of(Samples.stated(number, P1, V1)), List.of(finding))));

    assertThat(ledger.view().stay("V1").orElseThrow().get("messages").toString())
        .contains("hl7.unknown", "未知段");
  }

  @Test
  void holdsThePatientsListsUntilADeadMessageIsDiscarded() throws Exception {
    say("P1", P1, V1);
    save(onlyDue(), Samples.draft("S1", State.READY, "{}"));
    assertThat(ledger.outbox().due("node", clock.instant(), 10, Duration.ZERO)).hasSize(1);
    long number = accept("A9", "P1");
    ledger.work().record(lease(), List.of(Samples.dead(number)));

    clock.forward(MINUTE);
    assertThat(ledger.outbox().due("node", clock.instant(), 10, MINUTE)).isEmpty();
    DueStay held = onlyDue();
    assertThat(held.deadMessages()).containsExactly(number);
    save(held, Samples.draft("S1", State.READY, "{\"later\":1}"));
    assertThat(onlyList("S1"))
        .containsEntry("state", "held")
        .containsEntry("version", 1)
        .containsEntry("heldByDeadMessage", true);

    assertThat(ledger.work().discard(number, "admin", "重复报文")).isTrue();
    assertThat(ledger.work().discard(number, "admin", "again")).isFalse();
    save(onlyDue(), Samples.draft("S1", State.READY, "{\"later\":1}"));
    assertThat(onlyList("S1")).containsEntry("state", "ready").containsEntry("version", 2);
    assertThat(ledger.outbox().due("node", clock.instant(), 10, MINUTE)).hasSize(1);
    assertThat(count("SELECT COUNT(*) FROM decision WHERE what = 'discard'")).isOne();
  }

  @Test
  void appliesAResentMessageFirstAndFreesItsListsOnlyThen() throws Exception {
    say("P1", P1, V1);
    long number = accept("A9", "P1");
    ledger.work().record(lease(), List.of(Samples.dead(number)));
    long later = accept("A10", "P1");

    assertThat(ledger.work().resend(number, "admin", "已修正映射")).isTrue();
    assertThat(ledger.work().resend(number, "admin", "again")).isFalse();
    DueStay waiting = onlyDue();
    assertThat(waiting.deadMessages()).containsExactly(number);
    Batch batch = lease();
    assertThat(batch.messages()).extracting(Stored::arrivalNumber).containsExactly(number, later);
    ledger
        .work()
        .record(
            batch,
            List.of(
                Samples.applied(number, Samples.stated(number, P1, V1)), Samples.applied(later)));

    assertThat(onlyDue().deadMessages()).isEmpty();
    assertThat(count("SELECT COUNT(*) FROM dead_message")).isZero();
  }

  @Test
  void holdsNobodysListsForADeadMessageWithoutPatient() throws Exception {
    for (String laneKey : List.of("", "HIS|TEST|")) {
      RawMessage told =
          new RawMessage("hl7v2", "HIS|TEST", "", "ADT^A08", laneKey, new byte[1], clock.instant());
      long arrival = accept(told).get(0).arrivalNumber();
      applyAll(Map.of(arrival, List.of(Samples.stated(arrival, P1, V1))));
      long number = accept(told).get(0).arrivalNumber();
      ledger.work().record(lease(), List.of(Samples.dead(number)));
    }

    assertThat(onlyDue().deadMessages()).isEmpty();
    assertThat(ledger.view().queue("dead", 10)).hasSize(2);
  }

  /** Two nodes with several workers each; messages of one visit come under several patients. */
  @Test
  void appliesEveryMessageOnceAndInOrderWithSeveralWorkers() throws Exception {
    int messages = 600;
    int visits = 7;
    for (int i = 0; i < messages; i++) {
      ledger
          .inbox()
          .accept(
              List.of(Samples.message("A" + i, "P" + i % 40, "V" + i % visits, clock.instant())));
    }
    accept("last", "P0");
    Map<String, List<Long>> seen = Collections.synchronizedMap(new HashMap<>());
    try (Ledger second = Ledger.open(database.dataSource(), settings(), clock)) {
      ExecutorService workers = Executors.newFixedThreadPool(4);
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        MessageWork work = i % 2 == 0 ? ledger.work() : second.work();
        String owner = "worker " + i;
        Callable<Void> worker =
            () -> {
              for (Optional<Batch> batch = work.lease(owner, 10, MINUTE);
                  batch.isPresent();
                  batch = work.lease(owner, 10, MINUTE)) {
                List<Outcome> outcomes = new ArrayList<>();
                for (Stored stored : batch.get().messages()) {
                  long number = stored.arrivalNumber();
                  String visit = new String(stored.message().body(), "UTF-8");
                  Key named = Samples.visit(visit.startsWith("V") ? visit : "V0");
                  outcomes.add(
                      Samples.applied(
                          number,
                          Samples.stated(
                              number,
                              named,
                              Samples.key(Key.Kind.MDTRT, "M" + number % 3 + named.value()))));
                  seen.computeIfAbsent(
                          stored.message().laneKey(),
                          k -> Collections.synchronizedList(new ArrayList<>()))
                      .add(number);
                }
                assertThat(work.record(batch.get(), outcomes)).isTrue();
              }
              return null;
            };
        running.add(workers.submit(worker));
      }
      for (Future<Void> worker : running) {
        worker.get(60, TimeUnit.SECONDS);
      }
      workers.shutdown();
    }

    assertThat(seen.values().stream().mapToInt(List::size).sum()).isEqualTo(messages + 1);
    assertThat(seen.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    assertThat(count("SELECT COUNT(*) FROM event")).isEqualTo(messages + 1);
    assertThat(due()).hasSize(visits);
  }
}
