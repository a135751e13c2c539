package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertStore.QueueFullException;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.report.AlertFacts.Fired;
import org.duima.api.report.AlertFacts.Orders;
import org.duima.api.report.ReportFacts.Period;
import org.duima.encounter.internal.EventFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trouble with the world is an exception, changes nothing, and ends when the world is back. */
class StoreTroubleTest {
  private final TestClock clock = new TestClock();
  private TestDatabase database;
  private BreakableDataSource dataSource;
  private Ledger ledger;

  @BeforeEach
  void open() {
    database = TestDatabase.h2Memory();
    dataSource = new BreakableDataSource(database.dataSource());
    ledger = Ledger.open(dataSource, LedgerSettings.DEFAULT, clock);
  }

  @AfterEach
  void close() {
    ledger.close();
    database.close();
  }

  private CompletableFuture<List<Arrival>> accept(String controlId) {
    return ledger.inbox().accept(List.of(Samples.message(controlId, "P1", clock.instant())));
  }

  /** Takes the writer's own connection away, as a restart of the server does. */
  private void cutOff() throws Exception {
    dataSource.setBroken(true);
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT ABORT_SESSION(session_id) FROM information_schema.sessions"
              + " WHERE session_id <> SESSION_ID()");
    }
    // a pool would find out by itself after half a second
    database.dataSource().getHikariPoolMXBean().softEvictConnections();
  }

  @Test
  void refusesMessagesWhileTheStoreIsAwayAndTakesThemAgainLater() throws Exception {
    accept("A1").get(20, TimeUnit.SECONDS);
    cutOff();

    assertThatThrownBy(() -> accept("A2").get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoreUnavailableException.class);
    dataSource.setBroken(false);

    assertThat(accept("A2").get(20, TimeUnit.SECONDS).get(0).repeated()).isFalse();
    assertThat(ledger.work().lease("test", 10, LedgerContract.MINUTE).orElseThrow().messages())
        .hasSize(2);
  }

  /** The pool closes a connection that met a lock timeout; that must not hide the timeout. */
  @Test
  void triesAgainAfterALockTimeout() throws Exception {
    accept("A1").get(20, TimeUnit.SECONDS);
    CompletableFuture<Boolean> leased;
    try (Connection other = database.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("SET DEFAULT_LOCK_TIMEOUT 200");
      database.dataSource().getHikariPoolMXBean().softEvictConnections();
      other.setAutoCommit(false);
      statement.execute("UPDATE lane SET leased_by = leased_by");
      leased =
          CompletableFuture.supplyAsync(
              () -> ledger.work().lease("test", 10, LedgerContract.MINUTE).isPresent());
      assertThatThrownBy(() -> leased.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      other.rollback();
    }

    assertThat(leased.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void changesNothingWhenRecordingFails() throws Exception {
    long number = accept("A1").get(20, TimeUnit.SECONDS).get(0).arrivalNumber();
    Batch batch = ledger.work().lease("test", 10, LedgerContract.MINUTE).orElseThrow();
    dataSource.setBroken(true);

    assertThatThrownBy(
            () ->
                ledger
                    .work()
                    .record(
                        batch,
                        List.of(
                            Samples.applied(number, Samples.stated(number, Samples.visit("V1"))))))
        .isInstanceOf(StoreUnavailableException.class);
    dataSource.setBroken(false);

    assertThat(
            ledger
                .work()
                .record(
                    batch,
                    List.of(Samples.applied(number, Samples.stated(number, Samples.visit("V1"))))))
        .isTrue();
  }

  @Test
  void tellsNoValuesInItsExceptions() {
    dataSource.setBroken(true);

    assertThatThrownBy(() -> ledger.work().lease("test", 10, LedgerContract.MINUTE))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("08001")
        .satisfies(
            e -> {
              StringWriter text = new StringWriter();
              e.printStackTrace(new PrintWriter(text));
              assertThat(text.toString()).doesNotContain("张三测试");
            });
    assertThat(ledger.view().isUp()).isFalse();
  }

  @Test
  void saysThatAnAlertIsNotOnRecordWhileTheStoreIsAway() throws Exception {
    ledger.alerts().record(AlertSamples.order().with()).get(20, TimeUnit.SECONDS);
    dataSource.setBroken(true);
    Alert alert = AlertSamples.shown("drug-sex", "K1");
    CompletableFuture<Void> lost = ledger.alerts().record(AlertSamples.order().with(alert));

    assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(
            () -> ledger.alerts().feedback(List.of(AlertSamples.accepted(alert, clock.instant()))))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(
            () ->
                ledger
                    .encounterReader(new EventFolder())
                    .read(List.of(Samples.visit("V1")), Samples.MORNING, LocalDate.of(2026, 1, 1)))
        .isInstanceOf(StoreUnavailableException.class);
    dataSource.setBroken(false);

    ledger
        .alerts()
        .record(AlertSamples.order().with(AlertSamples.shown("drug-sex", "K1")))
        .get(20, TimeUnit.SECONDS);
    assertThat(ledger.alertFacts().fired(Period.ALL)).extracting(Fired::shown).containsExactly(1L);
  }

  @Test
  void takesNoMoreAlertRecordsThanMayWait() throws Exception {
    ledger.alerts().record(AlertSamples.order().with()).get(20, TimeUnit.SECONDS);
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    try (Connection other = database.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE alert_day SET judged = judged");
      for (int i = 0; i < AlertWriter.MAX_WAITING; i++) {
        taken.add(ledger.alerts().record(AlertSamples.order().with()));
      }
      CompletableFuture<Void> refused = ledger.alerts().record(AlertSamples.order().with());

      assertThat(taken).noneMatch(CompletableFuture::isDone);
      assertThatThrownBy(refused::join).hasCauseInstanceOf(QueueFullException.class);
      other.rollback();
    }
    for (CompletableFuture<Void> one : taken) {
      one.get(60, TimeUnit.SECONDS);
    }
    assertThat(ledger.alertFacts().orders(Period.ALL))
        .extracting(Orders::judged)
        .containsExactly(AlertWriter.MAX_WAITING + 1L);
    ledger.alerts().record(AlertSamples.order().with()).get(20, TimeUnit.SECONDS);
  }
}
