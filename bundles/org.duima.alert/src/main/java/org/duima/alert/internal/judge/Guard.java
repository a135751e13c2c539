package org.duima.alert.internal.judge;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks something that may hang, on threads of its own whose number is bounded, and waits no longer
 * than the order can. After several misses in a row it is left alone. Safe for use by several
 * threads.
 *
 * <p>What is late is never interrupted: an interrupt in the middle of a file operation makes the
 * embedded database close its files, and a rule from outside may ask the ledger, too.
 */
final class Guard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final int WAITING = 256;
  private static final long IDLE_SECONDS = 30;

  /** Misses in a row after which it is left alone. */
  static final int PATIENCE = 5;

  private final String name;
  private final Duration rest;
  private final ThreadPoolExecutor threads;
  private final AtomicInteger misses = new AtomicInteger();
  private final AtomicLong leftAloneAt = new AtomicLong();

  /**
   * @param name for threads and the log
   * @param rest after which it is tried again; null for never
   */
  Guard(String name, int most, Duration rest) {
    this.name = name;
    this.rest = rest;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread =
                  new Thread(task, "duima-alert-" + name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Whether it is left alone. */
  boolean isLeftAlone() {
    if (misses.get() < PATIENCE) {
      return false;
    }
    if (rest == null) {
      return true;
    }
    long since = leftAloneAt.get();
    // one caller tries again; the others wait for what comes of it
    return System.nanoTime() - since < rest.toNanos()
        || !leftAloneAt.compareAndSet(since, System.nanoTime());
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param deadline of {@link System#nanoTime}
   * @return empty if it did not answer in time, failed, or too many are waiting already
   */
  <T> Optional<T> ask(Callable<T> question, long deadline) {
    return begin(question).flatMap(answer -> end(answer, deadline));
  }

  /** Asks; empty if too many are waiting already. */
  <T> Optional<Future<T>> begin(Callable<T> question) {
    try {
      return Optional.of(threads.submit(question));
    } catch (RejectedExecutionException e) {
      return missed("队列已满 / too many are waiting");
    }
  }

  /**
   * Waits for an answer.
   *
   * @param deadline of {@link System#nanoTime}
   * @return empty if it did not come in time, or it failed
   */
  <T> Optional<T> end(Future<T> answer, long deadline) {
    try {
      T given = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      misses.set(0);
      return Optional.of(given);
    } catch (TimeoutException e) {
      answer.cancel(false);
      return missed("超时 / not in time");
    } catch (ExecutionException e) {
      // the text of an exception may hold what it was asked
      return missed(e.getCause().getClass().getName());
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private <T> Optional<T> missed(String why) {
    int inRow = misses.incrementAndGet();
    if (inRow <= PATIENCE) {
      LOG.warn("{}: 未及时回答（{}） / did not answer ({})", name, inRow, why);
    }
    if (inRow == PATIENCE) {
      leftAloneAt.set(System.nanoTime());
      LOG.error(
          "{}: 连续 {} 次未及时回答，{} / {} misses in a row, {}",
          name,
          PATIENCE,
          rest == null ? "已隔离，重新安装后恢复" : "暂停询问",
          PATIENCE,
          rest == null
              ? "not asked any more until it is registered again"
              : "left alone for a while");
    }
    return Optional.empty();
  }

  /** Whatever still runs may end by itself. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
