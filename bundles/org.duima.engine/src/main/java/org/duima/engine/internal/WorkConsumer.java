package org.duima.engine.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs leased work through a route with a fixed number of workers.
 *
 * <p>A worker that is told to end finishes the piece in its hands and gives the others back. It is
 * never interrupted: a step may be inside the embedded database, which closes its files when that
 * happens. One that takes longer than the stop waits ends by itself; its leases keep others off.
 */
final class WorkConsumer extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(WorkConsumer.class);

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
    private final WorkLoop loop =
        new WorkLoop(WorkConsumer.this, source, word, idleMs, () -> !this.ending);
    private volatile boolean ending;
    private volatile long endBefore;

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
        loop.work(worker);
      } finally {
        atWork.countDown();
      }
    }

    synchronized void askToEnd() {
      if (!ending) {
        endBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
        ending = true;
        loop.wake();
      }
    }

    void awaitEnd() throws InterruptedException {
      long left = endBefore - System.nanoTime();
      if (!atWork.await(Math.max(left, 0), TimeUnit.NANOSECONDS)) {
        LOG.warn("duima:{} 仍在完成手中的一步，不予打断 / still finishes a step, which is not interrupted", word);
      }
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    ((DuimaEndpoint) getEndpoint()).component().started(this);
    Shift next = new Shift();
    shift = next;
    next.begin();
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
}
