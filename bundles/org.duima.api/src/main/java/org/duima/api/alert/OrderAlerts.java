package org.duima.api.alert;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Judges orders. Answers within the configured deadline whatever happens; never throws for what an
 * order holds. Safe for use by several threads.
 */
@ProviderType
public interface OrderAlerts {
  /** Judges an order. Shown alerts are on record before this returns, if the deadline allows it. */
  AlertAnswer evaluate(OrderRequest request);

  /**
   * Takes note of what became of cards.
   *
   * @return ids of alerts that are not known
   * @throws org.duima.api.ledger.StoreUnavailableException if it could not be stored; send it again
   */
  Set<String> feedback(List<AlertFeedback> feedback);

  /** What a doctor may give as reason for an override, at present. */
  List<AlertAnswer.OverrideReason> reasons();

  /** How it goes, for health and metrics. */
  Status status();

  /**
   * Counts since the start of the node.
   *
   * @param requests orders judged
   * @param interrupted orders with at least one card that interrupts
   * @param cannotTell opinions that lacked a fact
   * @param hits by class id, shown or not
   * @param shown by class id
   * @param missed deadlines missed, by what missed them ({@code context}, {@code ledger}, or the
   *     name of a rule)
   * @param quarantined rules that are not asked any more since they were too slow, with the class
   *     of the rule
   * @param unrecorded alerts that were not on record when the answer left
   * @param budget the share of orders without an interrupting card that the site wants, 0 to 1
   * @param seconds durations of evaluations: upper bound in seconds to count, cumulative
   * @param secondsSum of all durations
   */
  record Status(
      long requests,
      long interrupted,
      long cannotTell,
      Map<String, Long> hits,
      Map<String, Long> shown,
      Map<String, Long> missed,
      List<String> quarantined,
      long unrecorded,
      double budget,
      Map<Double, Long> seconds,
      double secondsSum) {}
}
