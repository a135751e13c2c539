package org.duima.engine.internal;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.OrderAlerts;

/**
 * What telling the platform of overrides (3103) works with.
 *
 * @param wanted whether the site wants the platform to be told
 * @param store the record of alerts while it is there
 * @param alerts they know the reasons while they are there
 */
public record OverrideRooms(
    BooleanSupplier wanted,
    Supplier<Optional<AlertStore>> store,
    Supplier<Optional<OrderAlerts>> alerts) {
  /** For a node without alerts. */
  public static final OverrideRooms NONE =
      new OverrideRooms(() -> false, Optional::empty, Optional::empty);
}
