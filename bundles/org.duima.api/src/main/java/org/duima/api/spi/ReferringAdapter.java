package org.duima.api.spi;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.ledger.MessageWork.Stored;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A source adapter whose messages name what other messages hold. What a message holds its reader
 * says with {@link RawMessage#names()}.
 */
@ConsumerType
public interface ReferringAdapter extends SourceAdapter {
  /**
   * Reads one message.
   *
   * @param arrivalNumber number of the message in the inbox, for event order and provenance
   * @param others finds what the message names and does not hold. Asked only where something is
   *     missing, since the patient's other messages wait for the answer. What it throws passes
   *     through: the message is then applied later
   */
  Parsed parse(RawMessage message, long arrivalNumber, Others others);

  /** Finds messages by what they hold. */
  @ProviderType
  @FunctionalInterface
  interface Others {
    /** Knows no other message. */
    Others NONE = (names, sender) -> Map.of();

    /**
     * The messages that hold what names mean, of the same format: the last one that came before the
     * message, else the first one that came after it.
     *
     * @param sender whether a {@link RawMessage#sender()} counts
     * @return by name; without those that are not known, or that would be too much for one message
     */
    Map<String, Stored> holding(Set<String> names, Predicate<String> sender);
  }
}
