package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.duima.api.alert.OrderContext;
import org.duima.api.encounter.OrderLine;

/** When lines are given, and how far back lines are known. */
final class History {
  private History() {}

  /** The day that a line begins on; one that does not say begins when it is asked about. */
  static LocalDate dayOf(OrderLine line, LocalDateTime asked) {
    return (line.begin() == null ? asked : line.begin()).toLocalDate();
  }

  /** Whether everything from a day on is known. */
  static boolean isWholeSince(OrderContext context, LocalDate day) {
    return context.earlierSince().map(since -> !since.isAfter(day)).orElse(false);
  }
}
