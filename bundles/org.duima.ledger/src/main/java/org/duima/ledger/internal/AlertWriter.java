package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.alert.AlertStore.AlertRecord;
import org.duima.api.alert.AlertStore.QueueFullException;
import org.duima.api.ledger.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what came of orders. One thread stores all records that wait in one transaction, then
 * completes their futures. A group in which an alert is shown is made durable before that; others
 * are waited for a moment, so that orders without a hit cost next to nothing.
 */
final class AlertWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWriter.class);

  /** Records that may wait; documented at AlertStore. */
  static final int MAX_WAITING = 10_000;

  private static final int MAX_RECORDS = 1_000;
  private static final int MAX_ALERTS = 5_000;

  /** For how long records that nobody waits for are gathered. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_CHUNKS = Duration.ofMillis(20);
  private static final Duration FIRST_CLEANING = Duration.ofMinutes(5);
  private static final Duration CLEANING = Duration.ofDays(1);
  private static final Duration CLEANING_FAILED = Duration.ofHours(1);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Database database;

  /** Deletes some old rows; false when there are no more. */
  private final Cleaning cleaning;

  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  /** Handed over, and neither stored nor refused yet. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final Thread thread;
  private long nextCleaning = System.nanoTime() + FIRST_CLEANING.toNanos();
  private boolean failing;
  private volatile boolean closed;

  /** Deletes in small steps what is kept no longer. */
  interface Cleaning {
    /** Whether there may be more to delete. */
    boolean step();
  }

  /**
   * @param record null for a mark behind the records that were handed over before it
   */
  private record Waiting(AlertRecord record, CompletableFuture<Void> answer) {
    boolean isMark() {
      return record == null;
    }

    boolean isWaitedFor() {
      return isMark() || AlertRows.isShown(record);
    }
  }

  AlertWriter(Database database, Cleaning cleaning) {
    this.database = database;
    this.cleaning = cleaning;
    thread = new Thread(this::run, "duima-alerts");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  CompletableFuture<Void> record(AlertRecord record) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(new QueueFullException());
    }
    return put(record);
  }

  /** Returns when every record that was handed over before is stored or refused. */
  void flush() {
    if (waiting.get() > 0) {
      put(null).exceptionally(closed -> null).join();
    }
  }

  private CompletableFuture<Void> put(AlertRecord record) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    queue.add(new Waiting(record, answer));
    if (closed) {
      refuseQueued();
    }
    return answer;
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        boolean mayClean = System.nanoTime() - nextCleaning >= 0;
        Duration patience = mayClean ? BETWEEN_CHUNKS : IDLE;
        Waiting first = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          write(gather(first));
        } else if (mayClean) {
          clean();
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("提醒记录被中断 / the alert writer was interrupted");
    } finally {
      closed = true;
      refuseQueued();
    }
  }

  private List<Waiting> gather(Waiting first) throws InterruptedException {
    List<Waiting> group = new ArrayList<>();
    long until = System.nanoTime() + GATHER.toNanos();
    boolean waitedFor = false;
    int records = 0;
    int alerts = 0;
    Waiting next = first;
    while (next != null) {
      group.add(next);
      waitedFor |= next.isWaitedFor();
      if (!next.isMark()) {
        records++;
        alerts += next.record.answer().alerts().size();
      }
      if (records >= MAX_RECORDS || alerts >= MAX_ALERTS) {
        break;
      }
      next = queue.poll();
      if (next == null && !waitedFor && !closed) {
        next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }
    return group;
  }

  private void write(List<Waiting> group) {
    List<Waiting> records = new ArrayList<>();
    List<AlertRows> rows = new ArrayList<>();
    for (Waiting one : group) {
      if (!one.isMark()) {
        try {
          rows.add(AlertRows.of(one.record));
          records.add(one);
        } catch (RuntimeException e) {
          // a defect of ours in one record must not take the others with it
          LOG.error("提醒无法记录 / an alert cannot be recorded: {}", e.getClass().getName());
          refuse(one, new StoreUnavailableException("提醒无法记录 / an alert cannot be recorded", e));
        }
      }
    }
    store(records, rows);
    group.stream().filter(Waiting::isMark).forEach(mark -> mark.answer.complete(null));
  }

  private void store(List<Waiting> records, List<AlertRows> rows) {
    if (records.isEmpty()) {
      return;
    }
    String what = "记录提醒失败 / recording alerts failed";
    Database.Work<Void> work =
        tx -> {
          AlertRows.store(tx, rows);
          return null;
        };
    try {
      if (records.stream().anyMatch(Waiting::isWaitedFor)) {
        database.changeDurably(what, work);
      } else {
        database.change(what, work);
      }
    } catch (StoreUnavailableException e) {
      if (records.size() > 1 && isContent(e)) {
        for (int i = 0; i < records.size(); i++) {
          store(List.of(records.get(i)), List.of(rows.get(i)));
        }
        return;
      }
      fail(records, e);
      return;
    } catch (RuntimeException e) {
      LOG.error("提醒记录出错 / writing alerts failed", e);
      fail(records, new StoreUnavailableException(what, e));
      return;
    }
    if (failing) {
      failing = false;
      LOG.info("数据库已恢复，提醒继续记录 / the database is back, alerts are recorded again");
    }
    for (Waiting one : records) {
      waiting.decrementAndGet();
      one.answer.complete(null);
    }
  }

  /** Whether one of the records is the reason rather than the database. */
  private static boolean isContent(StoreUnavailableException e) {
    return e.getCause() instanceof SQLException cause && SqlProblem.of(cause) != SqlProblem.WORLD;
  }

  private void fail(List<Waiting> records, StoreUnavailableException why) {
    if (!failing) {
      failing = true;
      LOG.error("提醒无法写入数据库 / alerts cannot be written to the database: {}", why.getMessage());
    }
    records.forEach(one -> refuse(one, why));
  }

  private void refuse(Waiting one, StoreUnavailableException why) {
    if (!one.isMark()) {
      waiting.decrementAndGet();
    }
    one.answer.completeExceptionally(why);
  }

  private void refuseQueued() {
    List<Waiting> left = new ArrayList<>();
    queue.drainTo(left);
    StoreUnavailableException why =
        new StoreUnavailableException("提醒记录已关闭 / the alert writer is closed", null);
    left.forEach(one -> refuse(one, why));
  }

  private void clean() {
    Duration wait;
    try {
      wait = cleaning.step() ? Duration.ZERO : CLEANING;
    } catch (StoreUnavailableException e) {
      LOG.warn("无法清理旧提醒 / old alerts cannot be deleted: {}", e.getMessage());
      wait = CLEANING_FAILED;
    }
    nextCleaning = System.nanoTime() + wait.toNanos();
  }

  /** Stores what waits, then stops. Records that come later are refused. */
  @Override
  public void close() {
    closed = true;
    // ends the wait: interrupting would close H2's file under the writer
    queue.add(new Waiting(null, new CompletableFuture<>()));
    try {
      thread.join(CLOSE.toMillis());
      if (thread.isAlive()) {
        LOG.warn("提醒记录仍在等待数据库 / the alert writer still waits for the database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseQueued();
  }
}
