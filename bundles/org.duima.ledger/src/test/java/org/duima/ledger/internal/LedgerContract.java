package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.MessageWork.Outcome;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.ledger.StayStore.DueStay;
import org.duima.api.ledger.StayStore.Summary;
import org.duima.api.settlement.ListDraft;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the ledger need, on a fresh database of one kind. */
abstract class LedgerContract {
  static final Duration MINUTE = Duration.ofMinutes(1);

  final TestClock clock = new TestClock();
  TestDatabase database;
  Ledger ledger;

  abstract TestDatabase freshDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    database = freshDatabase();
    ledger = Ledger.open(database.dataSource(), settings(), clock);
  }

  LedgerSettings settings() {
    return LedgerSettings.DEFAULT;
  }

  @AfterEach
  void close() {
    ledger.close();
    database.close();
  }

  List<Arrival> accept(RawMessage... messages) throws Exception {
    return ledger.inbox().accept(List.of(messages)).get(20, TimeUnit.SECONDS);
  }

  long accept(String controlId, String patient) throws Exception {
    return accept(Samples.message(controlId, patient, clock.instant())).get(0).arrivalNumber();
  }

  Batch lease() {
    return ledger.work().lease("test", 100, MINUTE).orElseThrow();
  }

  /** Applies all that waits; messages without given events have none. */
  void applyAll(Map<Long, List<EncounterEvent>> events) {
    for (Optional<Batch> batch = ledger.work().lease("test", 100, MINUTE);
        batch.isPresent();
        batch = ledger.work().lease("test", 100, MINUTE)) {
      List<Outcome> outcomes = new ArrayList<>();
      for (Stored stored : batch.get().messages()) {
        outcomes.add(
            new Outcome.Applied(
                stored.arrivalNumber(),
                events.getOrDefault(stored.arrivalNumber(), List.of()),
                List.of()));
      }
      assertThat(ledger.work().record(batch.get(), outcomes)).isTrue();
    }
  }

  /** A message of a patient that says something under some keys. */
  long say(String patient, org.duima.api.encounter.Key... keys) throws Exception {
    long arrival = accept("", patient);
    applyAll(Map.of(arrival, List.of(Samples.stated(arrival, keys))));
    return arrival;
  }

  List<DueStay> due() {
    clock.forward(Duration.ofSeconds(2));
    return ledger.stays().due("test", clock.instant(), 100, MINUTE);
  }

  DueStay onlyDue() {
    List<DueStay> due = due();
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  boolean save(DueStay stay, ListDraft... drafts) {
    return save(stay, List.of(), null, drafts);
  }

  boolean save(DueStay stay, List<EncounterEvent> assigned, Instant next, ListDraft... drafts) {
    Summary summary = new Summary(List.of(), "ADMITTED", Samples.MORNING, null, "0101", List.of());
    return ledger.stays().save(stay, summary, assigned, List.of(drafts), next);
  }

  static List<Long> arrivals(List<EncounterEvent> events) {
    return events.stream().map(event -> event.header().arrivalNumber()).toList();
  }

  long count(String sql) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  Map<String, Object> onlyList(String setlId) {
    List<Map<String, Object>> lists = ledger.view().lists(List.of(setlId), null, 10);
    assertThat(lists).hasSize(1);
    return new HashMap<>(lists.get(0));
  }
}
