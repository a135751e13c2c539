package org.duima.demo.day;

import java.time.LocalDateTime;
import java.util.Set;

/**
 * One message of the day, ready to be sent.
 *
 * @param visit the stay it belongs to, empty for a fault
 * @param lane messages of one lane are sent one after another: a stay, or stays of one patient
 * @param sender sending system: HIS, EMR, LIS
 * @param kind how it travels
 * @param name what it is, such as ADT^A01, Encounter or 2304
 * @param at when it is sent
 * @param controlId MSH-10, msgid or the identifier of a Bundle
 * @param body bytes without frame
 * @param answers acceptable MSA-1 values, over HTTP classes of status; empty where no answer is
 *     owed
 * @param afterAccepted setl_id that must have been accepted before this is sent, empty if none
 * @param order number of the order it asks about, empty if none
 */
public record Message(
    String visit,
    String lane,
    String sender,
    Kind kind,
    String name,
    LocalDateTime at,
    String controlId,
    byte[] body,
    Set<String> answers,
    String afterAccepted,
    String order) {
  /** HTTP took it. */
  static final Set<String> HTTP_TAKEN = Set.of("2xx");

  /** HTTP refused it, and sending it again would not help. */
  static final Set<String> HTTP_REFUSED = Set.of("4xx");

  /** How a message travels. */
  public enum Kind {
    /** HL7 v2 over MLLP. */
    HL7,
    /** A FHIR R4 resource, JSON or XML, over HTTP. */
    FHIR,
    /** JSON over HTTP. */
    TRANSACTION,
    /** A question of CDS Hooks over HTTP. */
    HOOK,
    /** A question in the national shape 3101 over HTTP. */
    PREAUDIT,
    /** Bytes on a connection of their own, framed as they are. */
    RAW
  }

  /** A message that asks about no order. */
  public Message(
      String visit,
      String lane,
      String sender,
      Kind kind,
      String name,
      LocalDateTime at,
      String controlId,
      byte[] body,
      Set<String> answers,
      String afterAccepted) {
    this(visit, lane, sender, kind, name, at, controlId, body, answers, afterAccepted, "");
  }

  /** Whether a node stores it: neither a fault nor a question over HTTP. */
  public boolean isStored() {
    return switch (kind) {
      case HL7, TRANSACTION -> true;
      case FHIR -> !isToBeRefused();
      case HOOK, PREAUDIT, RAW -> false;
    };
  }

  /** Whether HTTP must refuse it. */
  public boolean isToBeRefused() {
    return answers.equals(HTTP_REFUSED);
  }

  Message inLane(String other) {
    return new Message(
        visit, other, sender, kind, name, at, controlId, body, answers, afterAccepted, order);
  }
}
