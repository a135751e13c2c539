package org.duima.api.alert;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Finding;

/**
 * A way to ask about orders: reads a request of its family and writes the answer in the same
 * family. Does no input or output. Safe for use by several threads.
 */
public interface OrderDoor {
  /** The family: {@code cds-hooks}, {@code hl7v2} or {@code national}. */
  String family();

  /**
   * Whether a message asks about orders, told by its type before it is read.
   *
   * @param type such as {@code ORM^O01}
   */
  default boolean takes(String type) {
    return true;
  }

  /**
   * Reads what was sent. Never throws for its content.
   *
   * @param what which service is asked: id of a CDS service with {@code /feedback} where that is
   *     meant, or {@code 3101}, {@code 3102}, {@code 3103}; empty for HL7, or to tell it from the
   *     body
   * @param at when it came
   */
  Asked read(String what, byte[] body, Instant at);

  /**
   * Writes the answer to a {@link Question}.
   *
   * @param answer made for its request
   */
  byte[] answer(Question asked, AlertAnswer answer);

  /** Writes the answer to {@link Told}. */
  byte[] answer(Told told, Set<String> unknownAlerts);

  /** Writes the answer to {@link Refused}. */
  byte[] answer(Refused refused);

  /**
   * What the door tells anybody of its services, such as the discovery of CDS Hooks.
   *
   * @return empty if its family has no such thing
   */
  default Optional<byte[]> discovery() {
    return Optional.empty();
  }

  /** What was sent. */
  sealed interface Asked {}

  /**
   * A question about an order.
   *
   * @param frame what the door needs to answer, opaque to others
   * @param findings what of the request could not be read; the rest still counts
   */
  record Question(OrderRequest request, Object frame, List<Finding> findings) implements Asked {
    public Question {
      Objects.requireNonNull(request, "request");
      findings = List.copyOf(findings);
    }
  }

  /** What became of cards. */
  record Told(List<AlertFeedback> feedback, Object frame) implements Asked {
    public Told {
      feedback = List.copyOf(feedback);
    }
  }

  /**
   * It cannot be answered.
   *
   * @param status the HTTP status that says so
   * @param reason without patient data
   */
  record Refused(int status, Finding reason, Object frame) implements Asked {
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
