package org.duima.api.receive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads just as much of a frame as must be known before it is answered, and makes the answer. Does
 * not look at the content of a message. Safe for use by several threads; does no input or output.
 */
@ConsumerType
public interface MessageReader {
  /** The {@link org.duima.api.RawMessage#format()} of its messages, such as {@code hl7v2}. */
  String format();

  /**
   * Reads a frame: one message, or a batch of several.
   *
   * @param frame the bytes between the marks of the transport; treated as immutable
   * @param receivedAt when the last byte was there
   * @return at least one part, in the order of the frame; never throws for what the frame holds
   */
  Reading read(byte[] frame, Instant receivedAt);

  /**
   * A frame that the transport could not take, such as one that is too large.
   *
   * @param start what was read of it, as much as there is; the answer is addressed by it where it
   *     can be read
   * @param reason why, without patient data
   */
  Reading refuse(byte[] start, Finding reason);

  /**
   * Makes the answer of a frame, with one acknowledgement for each part. Refused parts are answered
   * with their reason.
   *
   * @param verdicts one for each of {@link Reading#messages()}, in order
   * @return the bytes to send without the marks of the transport; empty where the sender asked for
   *     no answer
   * @throws IllegalArgumentException if the numbers differ
   */
  byte[] answer(Reading reading, List<Verdict> verdicts);

  /**
   * The bytes of a frame that a transport brought as text, such as a JMS text message: in the
   * character set in which {@link #read} is going to decode them.
   */
  default byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * An answer as text, for a transport that carries text.
   *
   * @param answer made by {@link #answer}
   */
  default String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }
}
