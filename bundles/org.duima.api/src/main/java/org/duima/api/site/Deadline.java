package org.duima.api.site;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Objects;

/**
 * Until when a settlement list has to be submitted. Regions differ, so a site says it.
 *
 * @param base what the days are counted from
 * @param number days after the day counted from, or for {@link Base#MONTH} the day of the month
 *     that follows the discharge; not used with {@link Base#NONE}
 * @param warnDays how many days before it passes people are warned
 */
public record Deadline(Base base, int number, int warnDays) {
  /** How many days before it passes people are warned, where a site does not say. */
  public static final int WARN_DAYS = 3;

  /** No deadline: nothing is ever overdue. */
  public static final Deadline NONE = new Deadline(Base.NONE, 0, WARN_DAYS);

  private static final int MOST_DAYS = 366;
  private static final int MOST_DAYS_OF_A_MONTH = 31;

  /** What a deadline is counted from. */
  public enum Base {
    NONE,
    /** The day of discharge. */
    DISCHARGE,
    /** The day of settlement. */
    SETTLEMENT,
    /** A day of the month after that of discharge; its last day where the month is shorter. */
    MONTH
  }

  public Deadline {
    Objects.requireNonNull(base, "base");
  }

  /**
   * Reads {@code discharge+7}, {@code settlement+10}, {@code month+10}, or empty for none.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Deadline of(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (value.isEmpty()) {
      return NONE;
    }
    int plus = value.indexOf('+');
    try {
      Base base =
          Base.valueOf(value.substring(0, Math.max(plus, 0)).strip().toUpperCase(Locale.ROOT));
      int number = Integer.parseInt(value.substring(plus + 1).strip());
      int least = base == Base.MONTH ? 1 : 0;
      int most = base == Base.MONTH ? MOST_DAYS_OF_A_MONTH : MOST_DAYS;
      if (base != Base.NONE && number >= least && number <= most) {
        return new Deadline(base, number, WARN_DAYS);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "deadline: 应为 discharge+天数、settlement+天数 或 month+日 / expected discharge+DAYS, settlement+DAYS"
            + " or month+DAY: "
            + text.strip());
  }

  /**
   * The same deadline with another warning.
   *
   * @param days {@code deadlineWarnDays}, empty for {@link #WARN_DAYS}
   * @throws IllegalArgumentException saying what is wrong
   */
  public Deadline warning(String days) {
    String value = days.strip();
    if (value.isEmpty()) {
      return this;
    }
    if (!value.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "deadlineWarnDays: 应为天数 / expected a number of days: " + value);
    }
    return new Deadline(base, number, Integer.parseInt(value));
  }

  /**
   * The last day on which a list is in time.
   *
   * @param discharged null if not known
   * @param settled null if not known
   * @return null without a deadline, or while the day it counts from is not known
   */
  public LocalDate dueOn(LocalDate discharged, LocalDate settled) {
    try {
      return switch (base) {
        case NONE -> null;
        case DISCHARGE -> discharged == null ? null : discharged.plusDays(number);
        case SETTLEMENT -> settled == null ? null : settled.plusDays(number);
        case MONTH -> {
          if (discharged == null) {
            yield null;
          }
          YearMonth next = YearMonth.from(discharged).plusMonths(1);
          yield next.atDay(Math.min(number, next.lengthOfMonth()));
        }
      };
    } catch (DateTimeException e) {
      // a date at the end of all time, from a message
      return null;
    }
  }
}
