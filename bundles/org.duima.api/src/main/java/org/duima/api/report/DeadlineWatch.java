package org.duima.api.report;

/** Keeps watch over the last day on which lists have to be submitted. Safe for several threads. */
public interface DeadlineWatch {
  /** What was found when it looked last; never waits for the store. */
  Alarm alarm();

  /**
   * How many lists are not submitted and late, or soon will be.
   *
   * @param overdue whose last day has passed
   * @param soon whose last day comes within the days of warning
   * @param warnDays the days of warning
   */
  record Alarm(long overdue, long soon, int warnDays) {
    /** Nothing to warn of. */
    public static final Alarm NONE = new Alarm(0, 0, 0);

    /** Whether people have to do something. */
    public boolean isRaised() {
      return overdue > 0 || soon > 0;
    }
  }
}
