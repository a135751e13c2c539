package org.duima.engine.internal;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.duima.api.ledger.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs leased work through a route, each worker one piece after another. Rests when there is none;
 * rests longer while the store is unavailable or work fails.
 *
 * <p>A worker that is told to end finishes the piece in its hands and gives the others back. It is
 * never interrupted: a step may be inside the embedded database, which closes its files when that
 * happens. One that takes longer than the stop waits ends by itself; its leases keep others off.
 */
final class WorkConsumer extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(WorkConsumer.class);
  private static final long TROUBLE_MS = 2_000;

  /** From the moment the workers are told; together with what follows within the 30 s of a stop. */
  private static final long STOP_MS = 10_000;

  private final WorkSource source;
  private final String word;
  private final int workers;
  private final long idleMs;
  private volatile Shift shift;

  WorkConsumer(
      Endpoint endpoint,
      Processor processor,
      WorkSource source,
      String word,
      int workers,
      long idleMs) {
    super(endpoint, processor);
    this.source = source;
    this.word = word;
    this.workers = workers;
    this.idleMs = idleMs;
  }

  /** The workers of one start; a later start has others, so no worker outlives its end. */
  private final class Shift {
    private final CountDownLatch atWork = new CountDownLatch(workers);
    private boolean ending;
    private long endBefore;

    void begin() {
      for (int i = 0; i < workers; i++) {
        String worker = ((DuimaEndpoint) getEndpoint()).node() + "/" + word + "-" + i;
        Thread thread = new Thread(() -> work(worker), "duima-" + word + "-" + i);
        thread.setDaemon(true);
        thread.start();
      }
    }

    private void work(String worker) {
      try {
        while (!isEnding()) {
          turn(worker);
        }
      } finally {
        atWork.countDown();
      }
    }

    private void turn(String worker) {
      try {
        List<WorkSource.Item> items = source.poll(worker);
        boolean failed = false;
        for (WorkSource.Item item : items) {
          if (isEnding()) {
            item.back().run();
          } else {
            failed |= !run(item);
          }
        }
        if (failed) {
          rest(TROUBLE_MS);
        } else if (items.isEmpty()) {
          rest(idleMs);
        }
      } catch (StoreUnavailableException e) {
        LOG.warn("数据库不可用，稍后重试 / store unavailable, will try again: {}", e.getMessage());
        rest(TROUBLE_MS);
      } catch (RuntimeException | LinkageError e) {
        // The class alone: a message could hold patient data.
        LOG.error("duima:{} 出错 / failed: {}", word, e.getClass().getName());
        LOG.debug("duima:{}", word, e);
        rest(TROUBLE_MS);
      }
    }

    private synchronized boolean isEnding() {
      return ending;
    }

    synchronized void askToEnd() {
      if (!ending) {
        ending = true;
        endBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
        notifyAll();
      }
    }

    private synchronized void rest(long ms) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
      long left = ms;
      try {
        while (!ending && left > 0) {
          wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
      } catch (InterruptedException e) {
        // nobody of ours does this; whoever it was wants the worker to go
        LOG.warn("duima:{} 被中断，工作线程结束 / interrupted, the worker ends", word);
        ending = true;
      }
    }

    void awaitEnd() throws InterruptedException {
      long left;
      synchronized (this) {
        left = endBefore - System.nanoTime();
      }
      if (!atWork.await(Math.max(left, 0), TimeUnit.NANOSECONDS)) {
        LOG.warn("duima:{} 仍在完成手中的一步，不予打断 / still finishes a step, which is not interrupted", word);
      }
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    ((DuimaEndpoint) getEndpoint()).component().started(this);
    shift = new Shift();
    shift.begin();
  }

  /** Tells the workers to take nothing new; returns at once. */
  void askToEnd() {
    Shift present = shift;
    if (present != null) {
      present.askToEnd();
    }
  }

  @Override
  protected void doStop() throws Exception {
    Shift present = shift;
    if (present != null) {
      present.askToEnd();
      present.awaitEnd();
      shift = null;
    }
    ((DuimaEndpoint) getEndpoint()).component().stopped(this);
    super.doStop();
  }

  private boolean run(WorkSource.Item item) {
    Exchange exchange = createExchange(false);
    try {
      exchange.getIn().setBody(item.body());
      exchange.getIn().setHeaders(new HashMap<>(item.headers()));
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    try {
      Exception trouble = exchange.getException();
      if (trouble == null) {
        item.done().run();
        return true;
      }
      LOG.warn("duima:{} 未完成，稍后重试 / not done, will try again: {}", word, kinds(trouble));
      LOG.debug("duima:{}", word, trouble);
      item.failed().run();
      return false;
    } finally {
      releaseExchange(exchange, false);
    }
  }

  private static String kinds(Throwable trouble) {
    StringBuilder kinds = new StringBuilder();
    for (Throwable t = trouble; t != null && kinds.length() < 300; t = t.getCause()) {
      kinds.append(kinds.isEmpty() ? "" : " < ").append(t.getClass().getName());
    }
    return kinds.toString();
  }
}
