package org.duima.api.ledger;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.duima.api.RawMessage;

/**
 * Takes messages into the ledger. Safe for use by many threads: one writer inserts all that wait in
 * one transaction and makes it durable before it answers any of them.
 */
public interface Inbox {
  /**
   * Stores messages in one transaction, all or none. The same sender, control id and content within
   * 30 days is not stored again.
   *
   * @return one arrival for each message, in order, completed after the true sync; completed
   *     exceptionally with {@link StoreUnavailableException} when nothing was stored. Futures of
   *     successive calls complete in the order of the calls
   * @throws InboxFullException at once, when the limit of unprocessed messages or of waiting bytes
   *     is reached; nothing was taken
   */
  CompletableFuture<List<Arrival>> accept(List<RawMessage> messages);

  /**
   * The message that a sender sent last under a control id, however long ago; it need not be
   * applied yet. Found by an index.
   *
   * @param controlId not empty
   * @return its arrival number, empty if there is none
   * @throws StoreUnavailableException if that cannot be known now
   */
  OptionalLong find(String sender, String controlId);

  /** How many messages are stored and not applied yet. Approximate, cheap. */
  long waiting();

  /**
   * What became of a message.
   *
   * @param arrivalNumber its place in the inbox; that of the first copy for a repeat
   * @param repeated whether it was there already
   * @param controlIdReused whether the sender used this control id before with another content
   */
  record Arrival(long arrivalNumber, boolean repeated, boolean controlIdReused) {}

  /** The inbox takes no more until messages have been applied. */
  class InboxFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InboxFullException() {
      super("inbox is full", null, false, false);
    }
  }
}
