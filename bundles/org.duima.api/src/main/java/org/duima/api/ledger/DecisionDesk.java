package org.duima.api.ledger;

import java.time.Instant;
import java.util.Optional;
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
   * @throws StoreUnavailableException if it could not be recorded
   */
  Decided decide(CodeDecision decision);

  /**
   * Withdraws a decision; the lists that used it and were not sent yet are evaluated again.
   *
   * @return what came of it; empty if no such decision stands
   * @throws StoreUnavailableException if it could not be recorded
   */
  Optional<Effect> withdraw(long number, String who, String why, Instant at);

  /**
   * A decision with what came of it.
   *
   * @param decision with its number
   */
  record Decided(CodeDecision decision, Effect effect) {}

  /**
   * What came of a change that was recorded.
   *
   * @param inForce whether this node translates by it now; if not, it says why in its status and
   *     tries again
   * @param stays how many stays are evaluated again
   */
  record Effect(boolean inForce, int stays) {}
}
