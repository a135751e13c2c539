package org.duima.ledger.internal;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.MessageWork.Outcome;
import org.duima.api.ledger.MessageWork.Stored;

/**
 * Measures the inbox beside bare group-committed inserts in the same run, then applying. No test:
 * run it by hand with {@code h2} or {@code postgres} and the seconds of each round.
 */
public final class LedgerBench {
  private static final int SIZE = 2_500;
  private static final int STAY_MESSAGES = 40;

  private LedgerBench() {}

  /**
   * @param args {@code h2} or {@code postgres}, seconds of each round
   */
  public static void main(String[] args) throws Exception {
    boolean onPostgres = args[0].equals("postgres");
    int seconds = Integer.parseInt(args[1]);
    Postgres postgres = onPostgres ? Postgres.start().orElseThrow() : null;
    try {
      for (int round = 0; round < 3; round++) {
        for (int senders : round == 0 ? List.of(8) : List.of(1, 8)) {
          Path folder = Files.createTempDirectory(Path.of("target"), "bench");
          try (TestDatabase database =
              onPostgres ? postgres.freshDatabase() : TestDatabase.h2File(folder)) {
            bare(database.dataSource(), onPostgres, senders, seconds);
          }
          delete(folder);
          folder = Files.createTempDirectory(Path.of("target"), "bench");
          try (TestDatabase database =
                  onPostgres ? postgres.freshDatabase() : TestDatabase.h2File(folder);
              Ledger ledger =
                  Ledger.open(
                      database.dataSource(),
                      new LedgerSettings(
                          10_000_000, 256L << 20, Duration.ofDays(30), Duration.ofSeconds(1), 400),
                      Clock.systemUTC())) {
            long stored =
                load("inbox", senders, seconds, message -> ledger.inbox().accept(List.of(message)));
            if (senders > 1) {
              apply(ledger, stored);
            }
          }
          delete(folder);
        }
      }
    } finally {
      if (postgres != null) {
        postgres.stop();
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] body(int number) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder("MSH|^~\\&|HIS|TEST|DUIMA|YB|20260302080000||ADT^A01|");
    while (text.length() < SIZE) {
      text.append("OBX|").append(random.nextInt(100)).append("|NM|");
      text.append(random.nextInt(1_000_000)).append("^测试^LN||");
      text.append(random.nextInt(10_000)).append("|g/L|||||F|||20260302\r");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Processor time of this process, which other processes on the machine do not blur. */
  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long load(
      String what, int senders, int seconds, Function<RawMessage, CompletableFuture<?>> take)
      throws InterruptedException {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      bodies.add(body(i));
    }
    AtomicLong done = new AtomicLong();
    List<long[]> times = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long cpu = cpuNanos();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (int s = 0; s < senders; s++) {
      int sender = s;
      Thread thread =
          new Thread(
              () -> {
                long[] own = new long[1_000_000];
                int count = 0;
                while (System.nanoTime() < end) {
                  long start = System.nanoTime();
                  int stay = (sender * 1_000_000 + count) / STAY_MESSAGES;
                  take.apply(
                          new RawMessage(
                              "hl7v2",
                              "HIS|TEST",
                              sender + "-" + count,
                              "ADT^A01",
                              "H1|P" + stay,
                              bodies.get(count % bodies.size()),
                              Clock.systemUTC().instant()))
                      .join();
                  own[count++ % own.length] = System.nanoTime() - start;
                }
                done.addAndGet(count);
                synchronized (times) {
                  times.add(Arrays.copyOf(own, Math.min(count, own.length)));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%-6s %d senders: %6d/s, p50 %.2f ms, p99 %.2f ms, %.0f us of processor each%n",
        what,
        senders,
        done.get() / seconds,
        all[all.length / 2] / 1e6,
        all[(int) (all.length * 0.99)] / 1e6,
        (cpuNanos() - cpu) / 1e3 / done.get());
    return done.get();
  }

  /** One table with a unique index, one writer, one commit with sync for all that wait. */
  private static void bare(HikariDataSource dataSource, boolean postgres, int senders, int seconds)
      throws Exception {
    record Wait(RawMessage message, CompletableFuture<Void> answer) {}
    BlockingQueue<Wait> queue = new LinkedBlockingQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try (Connection connection = dataSource.getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute(
                    "CREATE TABLE bare (no BIGINT PRIMARY KEY, id VARCHAR UNIQUE, body "
                        + (postgres ? "BYTEA" : "VARBINARY(100000)")
                        + ")");
                connection.setAutoCommit(false);
                long no = 0;
                try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO bare VALUES (?, ?, ?)")) {
                  while (!stop.get()) {
                    List<Wait> batch = new ArrayList<>();
                    Wait first = queue.poll(100, TimeUnit.MILLISECONDS);
                    if (first == null) {
                      continue;
                    }
                    batch.add(first);
                    queue.drainTo(batch);
                    for (Wait wait : batch) {
                      insert.setLong(1, no++);
                      insert.setString(2, wait.message.controlId());
                      insert.setBytes(3, wait.message.body());
                      insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                    if (!postgres) {
                      statement.execute("CHECKPOINT SYNC");
                    }
                    batch.forEach(wait -> wait.answer.complete(null));
                  }
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    load(
        "bare",
        senders,
        seconds,
        message -> {
          CompletableFuture<Void> answer = new CompletableFuture<>();
          queue.add(new Wait(message, answer));
          return answer;
        });
    stop.set(true);
    writer.join();
  }

  private static void apply(Ledger ledger, long messages) throws Exception {
    long start = System.nanoTime();
    long cpu = cpuNanos();
    AtomicLong applied = new AtomicLong();
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      String owner = "worker " + w;
      Thread worker =
          new Thread(
              () -> {
                while (true) {
                  Optional<Batch> batch = ledger.work().lease(owner, 100, Duration.ofMinutes(1));
                  if (batch.isEmpty()) {
                    return;
                  }
                  List<Outcome> outcomes = new ArrayList<>();
                  for (Stored stored : batch.get().messages()) {
                    outcomes.add(outcome(stored));
                  }
                  ledger.work().record(batch.get(), outcomes);
                  applied.addAndGet(outcomes.size());
                }
              });
      workers.add(worker);
      worker.start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "apply  2 workers: %d of %d, %.0f/s, %.0f us of processor each%n",
        applied.get(), messages, applied.get() / seconds, (cpuNanos() - cpu) / 1e3 / applied.get());
    cpu = cpuNanos();
    start = System.nanoTime();
    long stays = 0;
    while (true) {
      var due =
          ledger
              .stays()
              .due(
                  "bench", Clock.systemUTC().instant().plusSeconds(5), 100, Duration.ofMinutes(10));
      if (due.isEmpty()) {
        break;
      }
      for (var stay : due) {
        ledger
            .stays()
            .save(
                stay,
                new org.duima.api.ledger.StayStore.Summary(
                    List.of(), "ADMITTED", Samples.MORNING, null, "", List.of()),
                List.of(),
                List.of(
                    Samples.draft(
                        "S" + stay.stayId(), org.duima.api.settlement.ListDraft.State.READY, "{}")),
                null);
      }
      stays += due.size();
    }
    seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "stays  1 worker: %d, %.0f/s, %.0f us of processor each%n",
        stays, stays / seconds, (cpuNanos() - cpu) / 1e3 / stays);
  }

  private static Outcome outcome(Stored stored) {
    long number = stored.arrivalNumber();
    String patient = stored.message().laneKey().substring(3);
    Key visit = Samples.visit("V" + patient);
    EncounterEvent moved =
        new EncounterEvent.Moved(
            Samples.header(number, 0, Samples.MORNING, Samples.patient(patient), visit),
            EncounterEvent.Movement.ADMIT,
            Samples.MORNING,
            null,
            new org.duima.api.Origin(number, "ADT^A01 T", "PV1-44"));
    return Samples.applied(
        number, moved, Samples.stated(number, 1, Samples.patient(patient), visit));
  }
}
