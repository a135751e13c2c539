package org.duima.engine.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.Deliveries.Due;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.spi.PlatformConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:deliver}: one call to a destination. It is stored before it is made; what was
 * called for without a known result is asked for first, and handed over by another call.
 */
final class DeliverCall {
  private static final Logger LOG = LoggerFactory.getLogger(DeliverCall.class);

  /** A call stays below a minute. */
  static final Duration LEASE = Duration.ofSeconds(90);

  private final Rooms rooms;

  DeliverCall(Rooms rooms) {
    this.rooms = rooms;
  }

  void process(Exchange exchange) {
    Due due = exchange.getMessage().getBody(Due.class);
    DeliveryRooms own = own(rooms);
    Deliveries deliveries = own.deliveries();
    String name = due.delivery().destination();
    // of a batch the rest waits when the destination went away
    if (!own.destinations().isOpen(name, rooms.clock().instant())) {
      deliveries.release(due, null);
      return;
    }
    Optional<OpenLine.Use> found = own.destinations().use(name);
    if (found.isEmpty()) {
      deliveries.release(due, null);
      return;
    }
    try (OpenLine.Use use = found.get()) {
      if (deliveries.begin(due, rooms.clock().instant(), LEASE)) {
        Receipt receipt = call(use.line(), due);
        Instant now = rooms.clock().instant();
        Instant next = own.destinations().next(name, receipt, due.delivery().attempts(), now);
        deliveries.finish(due, receipt, now, next);
        tell(due.delivery(), receipt);
      }
    }
  }

  static DeliveryRooms own(Rooms rooms) {
    return rooms
        .delivering()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "duima:deliver: 此节点没有投递功能 / this node has no deliveries"));
  }

  /** Whatever a plug-in throws, the destination may have the delivery. */
  private static Receipt call(PlatformConnector.Line line, Due due) {
    Receipt receipt;
    try {
      receipt = due.ask() ? line.query(due.delivery()) : line.submit(due.delivery());
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("{}", due.delivery(), e);
      return new Receipt.Unknown(true, e.getClass().getSimpleName());
    }
    return receipt == null ? new Receipt.Unknown(true, "no receipt") : receipt;
  }

  /** Receipts and deliveries have text forms without patient data. */
  private static void tell(Delivery delivery, Receipt receipt) {
    if (receipt instanceof Receipt.Unknown || receipt instanceof Receipt.Refused) {
      LOG.warn("投递 {} 未成功 / not delivered: {} {}", delivery.id(), delivery, receipt);
    } else {
      LOG.debug("{} {}", delivery, receipt);
    }
  }
}
