package org.duima.web.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderRequest;
import org.duima.api.ledger.StoreUnavailableException;

/** Finds nothing wrong, knows no card, and has counted a few orders. */
final class PlayedAlerts implements OrderAlerts {
  final List<OrderRequest> asked = new ArrayList<>();
  final List<AlertFeedback> told = new ArrayList<>();
  List<String> quarantined = List.of();
  boolean storeIsDown;

  @Override
  public AlertAnswer evaluate(OrderRequest request) {
    asked.add(request);
    return new AlertAnswer(request, List.of(), 0, List.of(), List.of());
  }

  @Override
  public Set<String> feedback(List<AlertFeedback> feedback) {
    if (storeIsDown) {
      throw new StoreUnavailableException("down", null);
    }
    told.addAll(feedback);
    return Set.of("unknown");
  }

  @Override
  public List<AlertAnswer.OverrideReason> reasons() {
    return List.of();
  }

  @Override
  public Status status() {
    return new Status(
        10,
        2,
        3,
        Map.of("8", 5L),
        Map.of("8", 4L),
        Map.of("ledger", 1L),
        quarantined,
        6,
        0.97,
        Map.of(0.001, 7L, 0.01, 9L),
        0.25);
  }
}
