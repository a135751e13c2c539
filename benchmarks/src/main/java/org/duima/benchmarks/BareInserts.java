package org.duima.benchmarks;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The least that durable receiving can cost: submitters hand rows of the same size to one writer,
 * which inserts all that wait, commits, syncs, and lets them go on. No network, no protocol.
 */
final class BareInserts {
  private BareInserts() {}

  private record Row(byte[] body, CompletableFuture<Void> stored) {}

  static double perSecond(Path directory, int submitters, Duration length) throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("bare").toAbsolutePath();
    ExecutorService threads = Executors.newFixedThreadPool(submitters + 1);
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "create table row_of_bytes (id bigint primary key, at timestamp with time zone,"
                + " sha varbinary(32), body blob)");
        statement.execute("create unique index by_sha on row_of_bytes (sha)");
      }
      connection.commit();
      BlockingQueue<Row> queue = new ArrayBlockingQueue<>(10_000);
      long until = System.nanoTime() + length.toNanos();
      Future<?> writer = threads.submit(() -> write(connection, queue, until));
      List<Future<Long>> sent = new ArrayList<>();
      for (int s = 0; s < submitters; s++) {
        int first = s * 10_000_000;
        sent.add(threads.submit(() -> submit(queue, first, until)));
      }
      long total = 0;
      for (Future<Long> one : sent) {
        total += one.get();
      }
      writer.get();
      return total / (length.toMillis() / 1000.0);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long submit(BlockingQueue<Row> queue, int first, long until) throws Exception {
    long count = 0;
    while (System.nanoTime() < until) {
      Row row =
          new Row(
              AdmissionMessage.of("B" + (first + count), (int) (first + count)),
              new CompletableFuture<>());
      queue.put(row);
      row.stored().get();
      count++;
    }
    return count;
  }

  private static Void write(Connection connection, BlockingQueue<Row> queue, long until)
      throws Exception {
    List<Row> batch = new ArrayList<>();
    long id = 0;
    try (PreparedStatement insert =
            connection.prepareStatement("insert into row_of_bytes values (?, ?, ?, ?)");
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() < until || !queue.isEmpty()) {
        Row first = queue.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch);
        for (Row row : batch) {
          bind(insert, id++, row.body());
        }
        insert.executeBatch();
        connection.commit();
        statement.execute("checkpoint sync");
        batch.forEach(row -> row.stored().complete(null));
        batch.clear();
      }
    }
    return null;
  }

  private static void bind(PreparedStatement insert, long id, byte[] body)
      throws SQLException, java.security.NoSuchAlgorithmException {
    insert.setLong(1, id);
    insert.setTimestamp(2, Timestamp.from(Instant.now()));
    insert.setBytes(3, MessageDigest.getInstance("SHA-256").digest(body));
    insert.setBytes(4, body);
    insert.addBatch();
  }
}
