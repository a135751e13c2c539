package org.duima.api.receive;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.duima.api.RawMessage;

/**
 * Reads resources, one or a bundle of them, as they come over HTTP, and makes the answers by the
 * book of their standard. Whoever holds the connection stores what was read before it answers. Safe
 * for use by several threads; does no input or output.
 */
public interface RestReader {
  /** How a body is written. */
  enum Form {
    JSON,
    XML
  }

  /** How much of what became of a resource its sender wants to be told. */
  enum Wanted {
    /** Nothing but the status. */
    MINIMAL,
    /** What was found about it. */
    OUTCOME,
    /** The resource as it was read. */
    REPRESENTATION
  }

  /**
   * A request that writes.
   *
   * @param method POST or PUT
   * @param base path of the interface, without a slash at its end
   * @param type that the URL names, empty where it names none
   * @param id that the URL names, empty where it names none
   * @param onlyIfNone the condition of {@code If-None-Exist}, decoded; empty without
   * @param declared what its content type says, empty if nothing
   * @param answer how to write the answer
   * @param wanted what the sender prefers to be told
   * @param body treated as immutable
   * @param receivedAt when the last byte was there
   */
  record Request(
      String method,
      String base,
      String type,
      String id,
      String onlyIfNone,
      Optional<Form> declared,
      Form answer,
      Wanted wanted,
      byte[] body,
      Instant receivedAt) {
    /** Leaves what was sent out. */
    @Override
    public String toString() {
      return "Request[" + method + "]";
    }
  }

  /**
   * What to answer.
   *
   * @param headers besides those of the content
   * @param body treated as immutable; empty for none
   */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    public Answer {
      headers = Map.copyOf(headers);
      Objects.requireNonNull(body, "body");
    }

    /** Leaves the body out. */
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  /** What became of reading. */
  sealed interface Outcome {}

  /** Nothing of it is taken. */
  record Refused(Answer answer) implements Outcome {}

  /** It can be stored; the answer depends on whether it is. */
  non-sealed interface Taken extends Outcome {
    /** What to store, all or none; empty where every part of it was refused by itself. */
    List<RawMessage> messages();

    /**
     * The control id that must not be known for the message's sender; if it is, nothing is stored
     * and {@link #known} answers. Empty if it is to be stored in any case.
     */
    Optional<String> unlessKnown();

    /**
     * The answer after it was stored for good.
     *
     * @param arrivalNumber of the message, that of the first copy for a repeat; 0 if there was
     *     nothing to store
     * @param isUpdate whether the sender used its control id before
     */
    Answer stored(long arrivalNumber, boolean isUpdate);

    /**
     * The answer where it was known.
     *
     * @param arrivalNumber of the message that is known
     */
    Answer known(long arrivalNumber);
  }

  /** Largest body in bytes. */
  int maxBytes();

  /** Reads a request; never throws for what it holds. */
  Outcome read(Request request);

  /**
   * What can be done here.
   *
   * @param base URL of the interface, without a slash at its end
   */
  byte[] capabilities(Form form, String base);
}
