package org.duima.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;
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
   * Says which destinations there are and what each wants, for all nodes on the store: they have
   * the same files. From then on deliveries arise for them; those of a destination that is no
   * longer among them wait until it is back or a person discards them.
   *
   * @param destinations those whose file could be read
   * @param unread names of those whose file is there and wrong: they stay as they were
   */
  void wanted(List<Wanted> destinations, Set<String> unread);

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

  /** What has become of a delivery. */
  enum State {
    /** Is to be handed over, or asked for. */
    WAITING("待投递", "waiting"),
    /** The destination will not take it as it is: a person must look. Holds back what follows. */
    REFUSED("对方拒收", "refused"),
    /** The destination has it. */
    DELIVERED("已送达", "delivered"),
    /** Never went out: a newer version or the refund took its place. */
    SUPERSEDED("已被取代", "superseded"),
    /** A person gave it up. */
    DISCARDED("已放弃", "discarded");

    private final Text text;

    State(String zh, String en) {
      this.text = new Text(zh, en);
    }

    /** The word people see. */
    public Text text() {
      return text;
    }

    /** The word in tables and machine-readable output. */
    public String id() {
      return text.en();
    }
  }

  /**
   * Leases deliveries that are due, the oldest of each settlement and destination only. A list that
   * is kept back, or no longer passes its checks, is not among them unless it may be with the
   * destination already.
   */
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
   * Stores that a call is about to be made: it is handed over or, with {@link Due#ask}, asked for.
   * From then until {@link #finish} the result is not known in the store.
   *
   * @param lease from now on; longer than the call takes
   * @return false if it changed since it was leased; no call must be made then
   */
  boolean begin(Due due, Instant now, Duration lease);

  /**
   * Stores what came of the call. It has been delivered if the destination accepted or holds it. If
   * the destination does not hold it, it is handed over next without another question. What changed
   * since {@link #begin}, by a person or by another worker after the lease ran out, stays as it is.
   *
   * @param receipt the answer
   * @param next when to go on; null when nothing is left to do: it has been delivered, or a person
   *     must look at it
   */
  void finish(Due due, Receipt receipt, Instant now, Instant next);

  /** Gives a leased delivery back unchanged; null leaves the time at which it is due. */
  void release(Due due, Instant next);

  /**
   * Deliveries for people, the newest first; {@code destination} and {@code state} (a {@link
   * State#id}) may be empty.
   */
  List<Map<String, Object>> list(String destination, String state, int max);

  /** How destinations stand, for status, metrics and health; those without any are left out. */
  List<Standing> standing();

  /**
   * How many deliveries of a destination are in a state.
   *
   * @param oldest when the oldest of them arose; lists that are kept back do not count. Null for
   *     none
   */
  record Standing(String destination, State state, long count, Instant oldest) {}

  /**
   * Has a delivery that was refused, or waits, handed over again, or gives it up.
   *
   * @return empty if done, else why not
   */
  Optional<Text> command(String id, Command command, String who, String reason, Instant now);

  /** What a person can ask for. */
  enum Command {
    /** Hand it over again; one whose result is not known is asked for first. */
    RESEND,
    /** Give it up; the next of its settlement goes on. */
    DISCARD
  }

  /**
   * Has lists of a month delivered that were ready before the destination was there. Takes those
   * that are free to go out and were never to be told to it.
   *
   * @param discharged month of discharge
   * @param max at most so many; call again for more
   * @return how many deliveries arose; -1 if there is no such destination
   */
  int catchUp(
      String destination, YearMonth discharged, int max, String who, String reason, Instant now);
}
