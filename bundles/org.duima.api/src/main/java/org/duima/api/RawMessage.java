package org.duima.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * A message exactly as it came in.
 *
 * @param format which {@link org.duima.api.spi.SourceAdapter} reads it: {@code hl7v2}, {@code
 *     transaction} or {@code fhir-r4}
 * @param sender who sent it, as the message itself says (MSH-3 and MSH-4 joined by {@code |}, or
 *     the fixmedins_code); never null
 * @param controlId the sender's own id of the message, empty if it has none
 * @param type the kind, such as {@code ADT^A01} or {@code 2304}
 * @param laneKey institution and patient id, or the nearest that can be read without parsing: equal
 *     keys are applied one after another in order of arrival. Empty or ending with {@code |} when
 *     nothing of a patient can be read: such a message, should it die, holds nobody's lists
 * @param body the bytes as received; treat as immutable
 * @param receivedAt when the last byte was there
 * @param names under which later messages may speak of what this one holds, such as {@code
 *     Practitioner/5}; kept in an index of the store, so empty in a message that is read from it
 */
public record RawMessage(
    String format,
    String sender,
    String controlId,
    String type,
    String laneKey,
    byte[] body,
    Instant receivedAt,
    Set<String> names) {
  public RawMessage {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(controlId, "controlId");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(laneKey, "laneKey");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(receivedAt, "receivedAt");
    names = Set.copyOf(names);
  }

  /** A message that no later one speaks of. */
  public RawMessage(
      String format,
      String sender,
      String controlId,
      String type,
      String laneKey,
      byte[] body,
      Instant receivedAt) {
    this(format, sender, controlId, type, laneKey, body, receivedAt, Set.of());
  }
}
