package org.duima.engine.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * {@code from duima:deliveries}: workers of its own for each destination, so that a slow one holds
 * up no other. They come and go with the destinations.
 */
final class DeliveryConsumer extends DefaultConsumer {
  private static final String WORD = "deliveries";
  private static final long FOLLOW_MS = 500;
  private static final long STOP_MS = 1_000;
  private static final long PAUSE_AFTER_FAILURE_SECONDS = 5;

  private final Rooms rooms;
  private final DeliveryRooms own;
  private final int workers;
  private final int batch;
  private final long idleMs;
  private final Map<String, WorkConsumer> crews = new HashMap<>();
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

  private WorkConsumer crew(String destination) {
    WorkConsumer crew =
        new WorkConsumer(
            getEndpoint(),
            getProcessor(),
            worker -> due(destination, worker),
            WORD + "-" + destination,
            workers,
            idleMs);
    crew.setRoute(getRoute());
    ServiceHelper.startService(crew);
    return crew;
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
                                rooms.clock().instant().plusSeconds(PAUSE_AFTER_FAILURE_SECONDS)),
                    () -> own.deliveries().release(due, rooms.clock().instant())))
        .toList();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    keeper = new Thread(this::keep, "duima-" + WORD);
    keeper.setDaemon(true);
    keeper.start();
  }

  private void keep() {
    try {
      while (isRunAllowed() && !isSuspendingOrSuspended()) {
        dismiss(followDestinations());
        synchronized (follow) {
          if (isRunAllowed()) {
            follow.wait(FOLLOW_MS);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Gives each new destination its workers.
   *
   * @return the workers of those that are gone
   */
  private List<WorkConsumer> followDestinations() {
    List<WorkConsumer> gone = new ArrayList<>();
    synchronized (follow) {
      if (isRunAllowed()) {
        Set<String> names = own.destinations().names();
        crews
            .entrySet()
            .removeIf(crew -> !names.contains(crew.getKey()) && gone.add(crew.getValue()));
        names.forEach(name -> crews.computeIfAbsent(name, this::crew));
      }
    }
    return gone;
  }

  /** Waits a while for calls under way, all at the same time; they end by themselves after that. */
  private static void dismiss(List<WorkConsumer> crews) {
    crews.forEach(WorkConsumer::askToEnd);
    ServiceHelper.stopService(crews);
  }

  @Override
  protected void doStop() throws Exception {
    List<WorkConsumer> all;
    synchronized (follow) {
      follow.notifyAll();
      all = new ArrayList<>(crews.values());
      crews.clear();
    }
    dismiss(all);
    if (keeper != null) {
      keeper.join(STOP_MS);
    }
    super.doStop();
  }
}
