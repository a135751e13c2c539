package org.duima.engine.internal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;

/**
 * What judging orders works with.
 *
 * @param doors by family, as they come and go
 * @param alerts while there are any
 */
public record AlertRooms(Map<String, OrderDoor> doors, Supplier<Optional<OrderAlerts>> alerts) {
  /** Nobody judges orders. */
  public static final AlertRooms NONE = new AlertRooms(Map.of(), Optional::empty);
}
