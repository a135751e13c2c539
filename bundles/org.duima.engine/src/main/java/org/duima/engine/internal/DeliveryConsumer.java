package org.duima.engine.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code from duima:deliveries}: workers of its own for each destination, so that a slow one holds
 * up no other. A call under way is never interrupted, since it may be inside an embedded database
 * next: a worker whose destination is gone, or whose route stops, ends after its call.
 */
final class DeliveryConsumer extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryConsumer.class);
  private static final String WORD = "deliveries";
  private static final long FOLLOW_MS = 500;
  private static final long STOP_MS = 10_000;
  private static final long PAUSE_AFTER_FAILURE_SECONDS = 5;

  private final Rooms rooms;
  private final DeliveryRooms own;
  private final int workers;
  private final int batch;
  private final long idleMs;
  private final Map<String, Crew> crews = new HashMap<>();
  private final Object follow = new Object();
  private Thread keeper;

  DeliveryConsumer(
      Endpoint endpoint, Processor processor, Rooms rooms, int workers, int batch, long idleMs) {
    super(endpoint, processor);
    this.rooms = rooms;
    this.own = DeliverCall.own(rooms);
    this.workers = workers;
    this.batch = batch;
    this.idleMs = idleMs;
  }

  /** The workers of one destination. */
  private final class Crew {
    private final List<Thread> threads = new ArrayList<>();
    private final WorkLoop loop;
    private volatile boolean dismissed;

    Crew(String destination) {
      loop =
          new WorkLoop(
              DeliveryConsumer.this,
              worker -> due(destination, worker),
              WORD,
              idleMs,
              () -> !dismissed && isRunAllowed() && !isSuspendingOrSuspended());
      for (int i = 0; i < workers; i++) {
        String worker =
            "%s/%s-%s-%d".formatted(((DuimaEndpoint) getEndpoint()).node(), WORD, destination, i);
        threads.add(start("duima-" + WORD + "-" + destination, () -> loop.work(worker)));
      }
    }

    void dismiss() {
      dismissed = true;
      loop.wake();
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private List<WorkSource.Item> due(String destination, String worker) {
    Instant now = rooms.clock().instant();
    if (!own.destinations().isOpen(destination, now)) {
      return List.of();
    }
    return own.deliveries().due(worker, Set.of(destination), now, batch, DeliverCall.LEASE).stream()
        .map(
            due ->
                new WorkSource.Item(
                    due,
                    Map.of(),
                    () -> {},
                    () ->
                        own.deliveries()
                            .release(
                                due,
                                rooms.clock().instant().plusSeconds(PAUSE_AFTER_FAILURE_SECONDS))))
        .toList();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    keeper = start("duima-" + WORD, this::keep);
  }

  /** Gives each destination its workers, as destinations come and go. */
  private void keep() {
    synchronized (follow) {
      while (isRunAllowed() && !isSuspendingOrSuspended()) {
        Set<String> names = own.destinations().names();
        for (String gone : crews.keySet().stream().filter(n -> !names.contains(n)).toList()) {
          crews.remove(gone).dismiss();
        }
        names.forEach(name -> crews.computeIfAbsent(name, Crew::new));
        try {
          follow.wait(FOLLOW_MS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  @Override
  protected void doStop() throws Exception {
    List<Thread> threads = new ArrayList<>();
    synchronized (follow) {
      follow.notifyAll();
      for (Crew crew : crews.values()) {
        crew.dismiss();
        threads.addAll(crew.threads);
      }
      crews.clear();
    }
    if (keeper != null) {
      threads.add(keeper);
    }
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
    for (Thread thread : threads) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      thread.join(Math.max(1, leftMs));
      if (thread.isAlive()) {
        LOG.info(
            "{} 仍在等待对方应答，稍后自行结束 / still waits for an answer and ends by itself", thread.getName());
      }
    }
    super.doStop();
  }
}
