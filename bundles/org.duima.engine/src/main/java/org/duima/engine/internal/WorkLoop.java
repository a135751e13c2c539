package org.duima.engine.internal;

import java.util.HashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.duima.api.ledger.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs leased work through a route, one piece after another, on any number of threads. Rests when
 * there is none; rests longer while the store is unavailable or work fails.
 */
final class WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
  private static final long TROUBLE_MS = 2_000;

  private final DefaultConsumer consumer;
  private final WorkSource source;
  private final String word;
  private final long idleMs;
  private final BooleanSupplier goesOn;
  private final Object rest = new Object();

  /**
   * @param goesOn asked before each poll, each piece and each rest; what was not begun is given
   *     back; call {@link #wake} when it turns false
   */
  WorkLoop(
      DefaultConsumer consumer,
      WorkSource source,
      String word,
      long idleMs,
      BooleanSupplier goesOn) {
    this.consumer = consumer;
    this.source = source;
    this.word = word;
    this.idleMs = idleMs;
    this.goesOn = goesOn;
  }

  /** Ends the rests. */
  void wake() {
    synchronized (rest) {
      rest.notifyAll();
    }
  }

  void work(String worker) {
    while (goesOn.getAsBoolean()) {
      try {
        List<WorkSource.Item> items = source.poll(worker);
        boolean failed = false;
        for (WorkSource.Item item : items) {
          if (goesOn.getAsBoolean()) {
            failed |= !run(item);
          } else {
            item.back().run();
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
  }

  private boolean run(WorkSource.Item item) {
    Exchange exchange = consumer.createExchange(false);
    try {
      exchange.getIn().setBody(item.body());
      exchange.getIn().setHeaders(new HashMap<>(item.headers()));
      consumer.getProcessor().process(exchange);
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
      consumer.releaseExchange(exchange, false);
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
      if (goesOn.getAsBoolean()) {
        try {
          rest.wait(ms);
        } catch (InterruptedException e) {
          // nobody of ours does this; passed on, it would close the embedded database at the next
          // step
          LOG.warn("duima:{} 被中断 / was interrupted", word);
        }
      }
    }
  }
}
