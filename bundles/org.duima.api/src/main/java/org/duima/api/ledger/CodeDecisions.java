package org.duima.api.ledger;

import java.time.Instant;
import java.util.List;
import org.duima.api.mapping.CodeDecision;

/** Coders' decisions, kept for good: a withdrawn one stays on record. Safe for several threads. */
public interface CodeDecisions {
  /**
   * Records a decision durably. One that stood for the same source and department before is
   * withdrawn by it.
   *
   * @param decision its number is ignored
   * @return the decision with its number
   * @throws StoreUnavailableException if the store cannot be reached
   */
  CodeDecision decide(CodeDecision decision);

  /**
   * Withdraws a decision.
   *
   * @return false if there is none of that number, or it was withdrawn before
   */
  boolean withdraw(long number, String who, String why, Instant at);

  /** All that stand, by number. */
  List<CodeDecision> standing();

  /** All, newest first, with what became of them. */
  List<Past> history(int max);

  /** Grows with every change, so that a node knows when another one decided. */
  long revision();

  /**
   * A decision with its end.
   *
   * @param withdrawnBy empty while it stands
   * @param withdrawnAt null while it stands
   * @param withdrawnWhy empty while it stands
   */
  record Past(
      CodeDecision decision, String withdrawnBy, Instant withdrawnAt, String withdrawnWhy) {}
}
