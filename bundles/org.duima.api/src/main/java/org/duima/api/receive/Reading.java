package org.duima.api.receive;

import java.util.List;
import java.util.Objects;
import org.duima.api.Finding;
import org.duima.api.RawMessage;

/**
 * What a frame holds.
 *
 * @param parts at least one, in order
 * @param envelope the batch headers and trailers as the reader needs them for the answer; empty
 *     when the frame had none
 * @param findings about the frame as a whole, such as a batch count that does not fit; an error
 *     beside a message that can be stored says what of it was left out
 */
public record Reading(List<Part> parts, List<byte[]> envelope, List<Finding> findings) {
  /** One message of a frame. */
  public sealed interface Part {}

  /** It can be stored. */
  public record Readable(RawMessage message) implements Part {
    public Readable {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * It cannot even be stored as a message.
   *
   * @param body the bytes, or their start
   * @param reason why, without patient data; its path names the segment and field
   */
  public record Refused(byte[] body, Finding reason) implements Part {
    public Refused {
      Objects.requireNonNull(body, "body");
      Objects.requireNonNull(reason, "reason");
    }
  }

  public Reading {
    parts = List.copyOf(parts);
    envelope = List.copyOf(envelope);
    findings = List.copyOf(findings);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a reading has at least one part");
    }
  }

  /** The messages to store, in order; all of them in one transaction. */
  public List<RawMessage> messages() {
    return parts.stream()
        .filter(Readable.class::isInstance)
        .map(part -> ((Readable) part).message())
        .toList();
  }

  /** Why parts were refused, in order. */
  public List<Finding> refusals() {
    return parts.stream()
        .filter(Refused.class::isInstance)
        .map(part -> ((Refused) part).reason())
        .toList();
  }
}
