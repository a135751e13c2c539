package org.duima.api.ledger;

import java.time.Instant;
import java.util.OptionalInt;
import org.duima.api.mapping.CodeDecision;

/**
 * Where coders' decisions are made on this node: recorded, brought into force, and the lists that
 * waited for them released. Other nodes of the same database follow by themselves. Safe for use by
 * several threads.
 */
public interface DecisionDesk {
  /**
   * Records a decision and brings it into force.
   *
   * @throws StoreUnavailableException if the store cannot be reached; whether the decision was
   *     recorded shows in {@link CodeDecisions#standing()}
   */
  Decided decide(CodeDecision decision);

  /**
   * Withdraws a decision; the lists that used it and were not sent yet are evaluated again.
   *
   * @return how many stays are evaluated again; empty if no such decision stands
   */
  OptionalInt withdraw(long number, String who, String why, Instant at);

  /**
   * What came of a decision.
   *
   * @param decision with its number
   * @param stays how many stays are evaluated again
   */
  record Decided(CodeDecision decision, int stays) {}
}
