package org.duima.demo.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Connections whose answer comes late or never, kept without a waiting thread. Thread-safe.
 *
 * <p>At most {@value #MAX_HELD} are held; then the oldest silent one is closed, and a late one is
 * no longer delayed.
 */
final class HeldAnswers implements AutoCloseable {
  private static final int MAX_HELD = 1_000;

  private final ScheduledThreadPoolExecutor timer;
  private final Set<HttpExchange> silent = new LinkedHashSet<>();
  private int waiting;

  HeldAnswers(ThreadFactory threads) {
    timer = new ScheduledThreadPoolExecutor(2, threads);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs the task after the delay, or now where too many wait. */
  void later(long delayMs, Runnable task) {
    synchronized (this) {
      if (waiting < MAX_HELD) {
        waiting++;
        timer.schedule(
            () -> {
              synchronized (HeldAnswers.this) {
                waiting--;
              }
              task.run();
            },
            delayMs,
            TimeUnit.MILLISECONDS);
        return;
      }
    }
    task.run();
  }

  /** Keeps the connection open without an answer and closes it after the delay. */
  void neverAnswer(HttpExchange exchange, long closeAfterMs) {
    HttpExchange oldest = null;
    synchronized (this) {
      silent.add(exchange);
      if (silent.size() > MAX_HELD) {
        Iterator<HttpExchange> first = silent.iterator();
        oldest = first.next();
        first.remove();
      }
    }
    if (oldest != null) {
      oldest.close();
    }
    timer.schedule(() -> drop(exchange), closeAfterMs, TimeUnit.MILLISECONDS);
  }

  private void drop(HttpExchange exchange) {
    synchronized (this) {
      silent.remove(exchange);
    }
    exchange.close();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      silent.forEach(HttpExchange::close);
      silent.clear();
    }
  }
}
