package org.duima.report.internal;

import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.report.AlertFacts;

/** Where the report about alerts gets what it says; each may be missing. */
public record AlertRooms(
    Supplier<Optional<AlertFacts>> facts,
    Supplier<Optional<KnowledgeBase>> knowledge,
    Supplier<Optional<OrderAlerts>> alerts) {
  public static final AlertRooms NONE =
      new AlertRooms(Optional::empty, Optional::empty, Optional::empty);
}
