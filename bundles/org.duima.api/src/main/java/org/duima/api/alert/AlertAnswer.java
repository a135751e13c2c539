package org.duima.api.alert;

import java.util.List;
import java.util.Objects;
import org.duima.api.Text;

/**
 * The answer to an order.
 *
 * @param request what was asked
 * @param alerts every hit, those that are shown first and the most severe of them first
 * @param cannotTell how many opinions lacked a fact
 * @param missed names of what did not answer within the deadline; the order goes on without it
 * @param reasons what a doctor may give as reason for an override
 */
public record AlertAnswer(
    OrderRequest request,
    List<Alert> alerts,
    int cannotTell,
    List<String> missed,
    List<OverrideReason> reasons) {
  /**
   * A reason to go on against an alert.
   *
   * @param code goes out with 3103 and into statistics
   */
  public record OverrideReason(String code, Text text) {}

  public AlertAnswer {
    Objects.requireNonNull(request, "request");
    alerts = List.copyOf(alerts);
    missed = List.copyOf(missed);
    reasons = List.copyOf(reasons);
  }

  /** What whoever asked sees. */
  public List<Alert> shown() {
    return alerts.stream().filter(Alert::isShown).toList();
  }

  /** Whether the order must not go on. */
  public boolean isBlocked() {
    return alerts.stream().anyMatch(alert -> alert.isShown() && alert.reaction() == Reaction.BLOCK);
  }
}
