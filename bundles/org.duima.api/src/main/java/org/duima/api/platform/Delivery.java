package org.duima.api.platform;

import java.time.Instant;
import java.util.Objects;
import org.duima.api.settlement.ListContent;

/**
 * One thing to tell a destination beside the national platform: a version of a settlement list, or
 * what became of it. Of one settlement the next is sent when the one before has ended.
 *
 * @param id stable over every repeat of it: what the destination recognises a repeat by
 * @param destination name of the destination, as in {@code etc/org.duima.destination-NAME.cfg}
 * @param setlId setl_id
 * @param institution fixmedins_code
 * @param infno 4101A or 4101: the shape of {@code input}
 * @param listVersion version of the list
 * @param subject what is told
 * @param state what the platform holds as far as we know, at the time the delivery arose
 * @param reference setl_list_id, empty before the first upload
 * @param told why, in the words of the answers table; empty if there is nothing to say. Without
 *     patient data
 * @param input exact bytes of {@code input} of that version
 * @param content the list with its codes and names; null for versions stored before it was kept
 * @param arisenAt when it arose
 * @param attempts calls in a row that failed for reasons of the world
 */
public record Delivery(
    String id,
    String destination,
    String setlId,
    String institution,
    String infno,
    int listVersion,
    Subject subject,
    Submission.State state,
    String reference,
    String told,
    byte[] input,
    ListContent content,
    Instant arisenAt,
    int attempts) {
  /** What is told. */
  public enum Subject {
    /** A version of the list that is complete and passed its checks. */
    LIST,
    /** The platform's answer: its state changed. */
    ANSWER,
    /** The settlement was refunded: the list is void. */
    VOID
  }

  public Delivery {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(input, "input");
  }

  /** Leaves the list out, so that it may stand in a log. */
  @Override
  public String toString() {
    return "Delivery[%s to %s, %s v%d, %s]".formatted(id, destination, subject, listVersion, state);
  }
}
