package org.duima.engine.internal;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
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
 */
final class WorkConsumer extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(WorkConsumer.class);
  private static final long TROUBLE_MS = 2_000;

  private final WorkSource source;
  private final String word;
  private final int workers;
  private final long idleMs;
  private final Object rest = new Object();
  private ExecutorService threads;

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

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    threads =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newFixedThreadPool(this, "duima-" + word, workers);
    for (int i = 0; i < workers; i++) {
      String worker = ((DuimaEndpoint) getEndpoint()).node() + "/" + word + "-" + i;
      threads.execute(() -> work(worker));
    }
  }

  @Override
  protected void doStop() throws Exception {
    synchronized (rest) {
      rest.notifyAll();
    }
    if (threads != null) {
      threads.shutdown();
      // A step in progress ends by itself; its lease protects it if it does not.
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    }
    super.doStop();
  }

  private void work(String worker) {
    while (isRunAllowed() && !isSuspendingOrSuspended()) {
      try {
        List<WorkSource.Item> items = source.poll(worker);
        boolean failed = false;
        for (WorkSource.Item item : items) {
          failed |= !run(item);
        }
        if (failed) {
          rest(TROUBLE_MS);
        } else if (items.isEmpty()) {
          rest(idleMs);
        }
      } catch (StoreUnavailableException e) {
        LOG.warn("数据库不可用，稍后重试 / store unavailable, will try again: {}", e.getMessage());
        rest(TROUBLE_MS);
      } catch (RuntimeException e) {
        // The class alone: a message could hold patient data.
        LOG.error("duima:{} 出错 / failed: {}", word, e.getClass().getName());
        LOG.debug("duima:{}", word, e);
        rest(TROUBLE_MS);
      }
    }
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

  private void rest(long ms) {
    synchronized (rest) {
      if (isRunAllowed()) {
        try {
          rest.wait(ms);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
