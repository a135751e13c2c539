package org.duima.api.report;

import java.time.LocalDate;
import java.util.List;

/**
 * What a ledger answers about alerts. All methods throw {@link
 * org.duima.api.ledger.StoreUnavailableException} if the store cannot be reached. Safe for use by
 * several threads.
 */
public interface AlertFacts {
  /** Orders by day and department. */
  List<Orders> orders(ReportFacts.Period period);

  /** What fired, by class, department and what became of it. */
  List<Fired> fired(ReportFacts.Period period);

  /** The points that fired most, at most so many. */
  List<FiredPoint> points(ReportFacts.Period period, int max);

  /** Reasons given for overrides, by class and department. */
  List<Reason> reasons(ReportFacts.Period period);

  /** Points that fell silent by themselves, or would have if their class allowed it. */
  List<Ignored> ignored();

  /** Orders judged on a day, and those with a card that interrupts. */
  record Orders(LocalDate day, String department, long judged, long interrupted, long missed) {}

  /**
   * @param shown cards that somebody saw
   * @param silent hits that nobody saw
   * @param accepted cards that were followed
   * @param overridden cards that were not
   * @param withReason overrides that had a reason
   */
  record Fired(
      String ruleClass,
      String department,
      long shown,
      long silent,
      long accepted,
      long overridden,
      long withReason) {}

  /** A knowledge point that fired. */
  record FiredPoint(
      String pointId,
      String ruleClass,
      String batch,
      String itemName,
      long shown,
      long silent,
      long accepted,
      long overridden) {}

  /**
   * @param reason code of the reason, {@code comment} for own words, empty for none
   */
  record Reason(String ruleClass, String department, String reason, long overridden) {}

  /**
   * @param silent whether it fell silent; false where its class must not and the office is only
   *     told
   */
  record Ignored(String pointId, String ruleClass, LocalDate since, String why, boolean silent) {}
}
