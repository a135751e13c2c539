package org.duima.api.alert;

import java.time.Instant;
import java.util.Objects;

/**
 * What became of a card.
 *
 * @param alertId id of the alert (card uuid, warn_rslt_id)
 * @param outcome whether the doctor followed it
 * @param reasonCode code of an {@link AlertAnswer.OverrideReason}, empty if none was chosen
 * @param comment in the doctor's own words, empty if none; may hold patient data, so it is kept in
 *     the ledger and never logged
 * @param at when
 */
public record AlertFeedback(
    String alertId, Outcome outcome, String reasonCode, String comment, Instant at) {
  /** Whether an alert was followed. */
  public enum Outcome {
    /** The order was changed (dspo_way 2). */
    ACCEPTED,
    /** It went on as it was (dspo_way 1). */
    OVERRIDDEN
  }

  public AlertFeedback {
    Objects.requireNonNull(alertId, "alertId");
    Objects.requireNonNull(outcome, "outcome");
    reasonCode = reasonCode == null ? "" : reasonCode;
    comment = comment == null ? "" : comment;
    Objects.requireNonNull(at, "at");
  }

  /** Whether a reason came with it. */
  public boolean hasReason() {
    return !reasonCode.isEmpty() || !comment.isBlank();
  }

  /** Leaves the comment out. */
  @Override
  public String toString() {
    return "AlertFeedback[" + alertId + " " + outcome + "]";
  }
}
