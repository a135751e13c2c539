package org.duima.api.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;

/**
 * Hands stored messages to workers, lane by lane. A lane is a hash of the message's lane key; a
 * lane is leased to one worker of one node at a time, so its messages are applied in order.
 */
public interface MessageWork {
  /**
   * Leases the lane that has waited longest, if any lane has work.
   *
   * @param owner who leases: node and worker, for people to read
   * @param max at most so many messages, in order of arrival
   * @param lease for how long; a lease that runs out may be taken by another worker, and {@link
   *     #record} of the former owner then changes nothing
   * @throws StoreUnavailableException if the store cannot be reached
   */
  default Optional<Batch> lease(String owner, int max, Duration lease) {
    return lease(owner, max, lease, Set.of());
  }

  /**
   * As above, but leaves messages of some formats where they are, because nobody can read them now.
   *
   * @param without formats to pass over
   */
  Optional<Batch> lease(String owner, int max, Duration lease, Set<String> without);

  /**
   * Records in one transaction what became of the messages of a batch: stores events with their
   * keys, marks their stays due, marks messages applied or dead, holds the lists of a dead
   * message's stay, gives the lane back. Each message is under its own savepoint: one whose events
   * cannot be stored because of their content becomes dead, the others stand.
   *
   * @return false if the lease had run out and nothing was changed
   * @throws StoreUnavailableException if the store cannot be reached; nothing was changed
   */
  boolean record(Batch batch, List<Outcome> outcomes);

  /** Gives a lane back with its messages untouched. */
  void release(Batch batch);

  /**
   * The messages that hold what names mean: for each name the last one that came before a message,
   * else the first one that came after it. Whether they are applied does not matter. Of the
   * messages with a name the nearest few are looked at, and no more bodies are read than fit into
   * memory beside others; what is left out is not in the answer.
   *
   * @param format of all of them
   * @param names as {@link RawMessage#names()} says them
   * @param arrivalNumber of the message that speaks of them
   * @param sender whether a {@link RawMessage#sender()} counts
   * @throws StoreUnavailableException if the store cannot be reached
   */
  Map<String, Stored> holding(
      String format, Set<String> names, long arrivalNumber, Predicate<String> sender);

  /** Messages of one lane, in order of arrival. */
  record Batch(int lane, String owner, long leaseToken, List<Stored> messages) {
    public Batch {
      messages = List.copyOf(messages);
    }
  }

  /** A stored message with its number. */
  record Stored(long arrivalNumber, RawMessage message) {}

  /** What became of a message. */
  sealed interface Outcome {
    long arrivalNumber();

    /** It was understood; the findings are kept with it. */
    record Applied(long arrivalNumber, List<EncounterEvent> events, List<Finding> findings)
        implements Outcome {
      public Applied {
        events = List.copyOf(events);
        findings = List.copyOf(findings);
      }
    }

    /** It could not be processed; it waits for a person. */
    record Dead(long arrivalNumber, Finding reason) implements Outcome {}
  }

  /**
   * Applies a dead message again, or for the first time. Its lane processes it next.
   *
   * @return false if there is no dead message of that number
   */
  boolean resend(long arrivalNumber, String who, String reason);

  /**
   * Gives a dead message up and frees the lists that it held.
   *
   * @return false if there is no dead message of that number
   */
  boolean discard(long arrivalNumber, String who, String reason);
}
