package org.duima.ledger.internal;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.Origin;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.MessageWork.Outcome;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.report.ReportFacts.Period;
import org.duima.encounter.internal.EventFolder;

/**
 * Measures what an order costs at the ledger. No test: run it by hand with {@code h2} or {@code
 * postgres}.
 */
public final class AlertBench {
  private static final int STAYS = 300;
  private static final int EVENTS = 120;
  private static final int FIRINGS = 100_000;

  private AlertBench() {}

  /**
   * @param args {@code h2} or {@code postgres}
   */
  public static void main(String[] args) throws Exception {
    boolean onPostgres = args[0].equals("postgres");
    Postgres postgres = onPostgres ? Postgres.start().orElseThrow() : null;
    Path folder = Files.createTempDirectory(Path.of("target"), "alert-bench");
    try (TestDatabase database =
            onPostgres ? postgres.freshDatabase() : TestDatabase.h2File(folder);
        Ledger ledger =
            Ledger.open(database.dataSource(), LedgerSettings.DEFAULT, Clock.systemUTC())) {
      stays(ledger);
      reading(ledger);
      recording(ledger);
      history(ledger);
    } finally {
      if (postgres != null) {
        postgres.stop();
      }
    }
  }

  private static Key visit(int stay) {
    return Samples.visit("V" + stay);
  }

  private static Key patient(int stay) {
    return Samples.patient("P" + stay);
  }

  private static void stays(Ledger ledger) throws Exception {
    for (int stay = 0; stay < STAYS; stay++) {
      say(ledger, stay, Movement.ADMIT, EVENTS);
    }
  }

  /** A message with a movement and facts. */
  private static void say(Ledger ledger, int stay, Movement movement, int events) throws Exception {
    ledger
        .inbox()
        .accept(List.of(Samples.message("", "P" + stay, Instant.now())))
        .get(20, TimeUnit.SECONDS);
    Batch batch = ledger.work().lease("bench", 100, Duration.ofMinutes(1)).orElseThrow();
    List<Outcome> outcomes = new ArrayList<>();
    for (Stored stored : batch.messages()) {
      long arrival = stored.arrivalNumber();
      List<EncounterEvent> said = new ArrayList<>();
      if (movement != null) {
        said.add(
            new EncounterEvent.Moved(
                Samples.header(arrival, 0, Samples.MORNING, patient(stay), visit(stay)),
                movement,
                Samples.MORNING,
                Location.UNKNOWN,
                new Origin(arrival, "ADT", "PV1")));
      }
      while (said.size() < events) {
        said.add(Samples.stated(arrival, said.size(), patient(stay), visit(stay)));
      }
      outcomes.add(new Outcome.Applied(arrival, said, List.of()));
    }
    ledger.work().record(batch, outcomes);
  }

  private static void reading(Ledger ledger) throws Exception {
    EncounterReader reader = ledger.encounterReader(new EventFolder());
    LocalDateTime at = Samples.MORNING.plusDays(1);
    LocalDate since = LocalDate.of(2025, 9, 1);
    AtomicInteger next = new AtomicInteger();
    time(
        "read a stay of " + EVENTS + " events that was not asked for before",
        STAYS,
        () -> reader.read(List.of(patient(next.get()), visit(next.getAndIncrement())), at, since));
    for (int round = 0; round < 2; round++) {
      time(
          "read an unchanged stay by visit and patient",
          5_000,
          () -> reader.read(List.of(patient(7), visit(7)), at, since));
      time(
          "read an unchanged stay by patient",
          5_000,
          () -> reader.read(List.of(patient(7)), at, since));
      time(
          "read an unchanged stay by visit",
          5_000,
          () -> reader.read(List.of(visit(7)), at, since));
    }
    long[] times = new long[500];
    for (int i = 0; i < times.length; i++) {
      say(ledger, 7, null, 1);
      long begin = System.nanoTime();
      reader.read(List.of(patient(7), visit(7)), at, since);
      times[i] = System.nanoTime() - begin;
    }
    print("read a stay of " + EVENTS + " and more events after one more came", times);
  }

  private static void recording(Ledger ledger) throws Exception {
    time(
        "record one shown alert and wait",
        2_000,
        () ->
            ledger
                .alerts()
                .record(
                    AlertSamples.order()
                        .under(patient(7), visit(7))
                        .with(AlertSamples.shown("drug-sex", "K1")))
                .get(20, TimeUnit.SECONDS));
    for (String kind : List.of("no hit", "a silent hit", "a shown alert")) {
      int count = 50_000;
      long begin = System.nanoTime();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Alert[] alerts =
            switch (kind) {
              case "no hit" -> new Alert[0];
              case "a silent hit" -> new Alert[] {AlertSamples.silent("drug-sex", "K" + i % 1_000)};
              default -> new Alert[] {AlertSamples.shown("drug-sex", "K" + i % 1_000)};
            };
        all.add(ledger.alerts().record(AlertSamples.order().with(alerts)));
        if (all.size() == 5_000) {
          for (CompletableFuture<Void> one : all) {
            one.get(60, TimeUnit.SECONDS);
          }
          all.clear();
        }
      }
      System.out.printf(
          "%-70s %,.0f a second%n",
          "record orders with " + kind, count / ((System.nanoTime() - begin) / 1e9));
    }
  }

  private static void history(Ledger ledger) throws Exception {
    List<Alert> answered = new ArrayList<>();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < FIRINGS; i++) {
      Alert alert = AlertSamples.shown("drug-sex", "K" + i % 2_000);
      if (i % 50 == 0) {
        answered.add(alert);
      }
      all.add(
          ledger
              .alerts()
              .record(
                  AlertSamples.order().under(patient(i % STAYS), visit(i % STAYS)).with(alert)));
      if (all.size() == 5_000) {
        for (CompletableFuture<Void> one : all) {
          one.get(60, TimeUnit.SECONDS);
        }
        all.clear();
      }
    }
    AtomicInteger next = new AtomicInteger();
    time(
        "feedback",
        answered.size(),
        () -> {
          Alert alert = answered.get(next.getAndIncrement());
          List<AlertFeedback> given = List.of(AlertSamples.overridden(alert, "R1", Instant.now()));
          return ledger.alerts().feedback(given);
        });
    for (int round = 0; round < 2; round++) {
      time(
          "overridden in a visit",
          5_000,
          () -> ledger.alerts().overridden(List.of(patient(7), visit(7)), Instant.EPOCH));
      time(
          "overridden of a patient",
          5_000,
          () -> ledger.alerts().overridden(List.of(patient(7)), Instant.EPOCH));
    }
    time("firings, newest 50 of each", 10, () -> ledger.alerts().firings(50, Instant.EPOCH));
    time("report: fired", 10, () -> ledger.alertFacts().fired(Period.ALL));
    time("report: points", 10, () -> ledger.alertFacts().points(Period.ALL, 50));
    time("ignored", 1_000, () -> ledger.alerts().ignored());
    System.out.println(Map.of("alerts", ledger.alertFacts().fired(Period.ALL)));
  }

  private static void time(String what, int times, Callable<?> work) throws Exception {
    long[] nanos = new long[times];
    long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      work.call();
      nanos[i] = System.nanoTime() - begin;
    }
    processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
    print(what, nanos);
    // what other processes on the machine do not blur; with H2 it is all there is
    System.out.printf("%-70s processor %.3f ms%n", "", processor / 1e6 / times);
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%-70s p50 %.3f ms, p99 %.3f ms%n",
        what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
  }
}
