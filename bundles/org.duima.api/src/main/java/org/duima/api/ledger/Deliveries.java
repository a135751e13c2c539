package org.duima.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;

/**
 * What destinations beside the national platform are to be told. A delivery arises in the
 * transaction that makes its list version or stores the platform's answer, and is stored with the
 * bytes that it is about. Every method throws {@link StoreUnavailableException} if the store cannot
 * be reached. Safe for use by several threads.
 */
public interface Deliveries {
  /**
   * Says which destinations there are and what each wants. From then on deliveries arise for them;
   * those of a destination that is no longer among them wait until it is back or a person discards
   * them.
   */
  void wanted(List<Wanted> destinations);

  /**
   * A destination.
   *
   * @param name as in {@code etc/org.duima.destination-NAME.cfg}
   * @param institutions fixmedins_codes whose lists it gets; empty for all
   * @param subjects what it is told
   * @param whenSubmitted whether it gets a list only once the platform has taken it as submitted,
   *     instead of as soon as it is ready
   */
  record Wanted(
      String name,
      Set<String> institutions,
      Set<Delivery.Subject> subjects,
      boolean whenSubmitted) {
    public Wanted {
      institutions = Set.copyOf(institutions);
      subjects = Set.copyOf(subjects);
    }
  }

  /** Leases deliveries that are due, the oldest of each settlement and destination only. */
  List<Due> due(String owner, Set<String> destinations, Instant now, int max, Duration lease);

  /**
   * A leased delivery.
   *
   * @param ask whether a call was made whose result is not known, so that the destination is to be
   *     asked before anything is handed over again
   * @param lock guards against two workers
   */
  record Due(Delivery delivery, boolean ask, long lock) {}

  /**
   * Stores that it is about to be handed over. From then until {@link #finish} the result is not
   * known in the store.
   *
   * @return false if it changed since it was leased; nothing must be sent then
   */
  boolean begin(Due due, Instant now);

  /**
   * Stores what came of a call.
   *
   * @param receipt the answer
   * @param next when to go on; null when nothing is left to do: it was accepted, or a person must
   *     look at it
   */
  void finish(Due due, Receipt receipt, Instant now, Instant next);

  /** Gives a leased delivery back unchanged. */
  void release(Due due, Instant next);

  /**
   * Deliveries for people, the newest first; {@code destination} and {@code state} may be empty.
   */
  List<Map<String, Object>> list(String destination, String state, int max);

  /** How many deliveries each destination has in each state, for status and metrics. */
  Map<String, Map<String, Long>> counts();

  /**
   * Has a delivery that was refused, or waits, handed over again, or gives it up.
   *
   * @return empty if done, else why not
   */
  Optional<org.duima.api.Text> command(
      String id, Command command, String who, String reason, Instant now);

  /** What a person can ask for. */
  enum Command {
    /** Hand it over again. */
    RESEND,
    /** Give it up; the next of its settlement goes on. */
    DISCARD
  }
}
