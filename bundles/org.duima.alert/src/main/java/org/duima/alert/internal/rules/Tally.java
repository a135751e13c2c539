package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duima.alert.internal.rules.Active.Days;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * How often the items of a point are used, by day. What was ordered is charged afterwards, so of
 * orders and charges of before the larger number counts for each item, and lines of the order add
 * to it; when charges are asked about, charges alone count. In thousandths, since half of an item
 * may be charged.
 */
final class Tally {
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000_000L);

  /** A line may say any number of days; beyond so many the rest is left out. */
  private static final int LONGEST = 366;

  private static final int ORDERED = 0;
  private static final int CHARGED = 1;
  private static final int CURRENT = 2;

  private final OrderCase order;
  private final LocalDate first;
  private final int length;
  private final Map<String, long[][]> byItem = new HashMap<>();
  private boolean isDayMissing;

  /**
   * The count of a stretch of days.
   *
   * @param last its last day
   */
  record Count(BigDecimal value, LocalDate last) {}

  /**
   * Counts the days from {@code reach} days before the first line of the order to the last day of
   * any of them.
   */
  Tally(OrderCase order, List<Use> current, int reach) {
    this.order = order;
    LocalDate from = LocalDate.MAX;
    LocalDate to = LocalDate.MIN;
    for (Use use : current) {
      Days days = days(use);
      from = days.first().isBefore(from) ? days.first() : from;
      to = days.last().isAfter(to) ? days.last() : to;
    }
    first = from.minusDays(reach);
    LocalDate furthest = from.plusDays(LONGEST);
    length = (int) ((to.isAfter(furthest) ? furthest : to).toEpochDay() - first.toEpochDay()) + 1;
    current.forEach(this::add);
  }

  void add(List<Use> earlier) {
    earlier.forEach(this::add);
  }

  private void add(Use use) {
    if (!use.isCurrent() && !use.isCharged() && Use.isCharging(order)) {
      return;
    }
    if (use.begin() == null) {
      isDayMissing = true;
      return;
    }
    Days days = days(use);
    long from = Math.max(days.first().toEpochDay() - first.toEpochDay(), 0);
    long to = Math.min(days.last().toEpochDay() - first.toEpochDay(), length - 1L);
    if (from > to) {
      return;
    }
    long[] counts =
        byItem
            .computeIfAbsent(use.identity(), item -> new long[3][length + 1])[
            use.isCurrent() ? CURRENT : use.isCharged() ? CHARGED : ORDERED];
    long daily = thousandths(daily(use, days));
    counts[(int) from] += daily;
    counts[(int) to + 1] -= daily;
  }

  private Days days(Use use) {
    return Active.days(use, order.context().at());
  }

  /** How often on each of the days of a line. */
  private static BigDecimal daily(Use use, Days days) {
    OrderLine line = use.line();
    BigDecimal timesPerDay = line.dosage().timesPerDay();
    long length = days.last().toEpochDay() - days.first().toEpochDay() + 1;
    boolean isOneDay = length == 1 && !line.is(Mark.LONG_TERM);
    if (isOneDay || timesPerDay == null || timesPerDay.signum() <= 0) {
      boolean isSpread = use.quantity() != null && !line.is(Mark.LONG_TERM);
      return isSpread
          ? use.quantity().divide(BigDecimal.valueOf(length), 3, RoundingMode.HALF_UP)
          : use.times();
    }
    return timesPerDay;
  }

  private static long thousandths(BigDecimal value) {
    return value
        .max(LARGEST.negate())
        .min(LARGEST)
        .movePointRight(3)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /** Whether a line of before does not say of which day it is. */
  boolean isDayMissing() {
    return isDayMissing;
  }

  /**
   * The largest count of so many days in a row of which at least one has a line of the order; empty
   * if there is none.
   */
  Optional<Count> largest(int days) {
    long[] totals = new long[length];
    boolean[] isConcerned = new boolean[length];
    for (long[][] item : byItem.values()) {
      long[] window = new long[3];
      long[][] daily = daily(item);
      for (int day = 0; day < length; day++) {
        for (int kind = 0; kind < 3; kind++) {
          window[kind] += daily[kind][day] - (day < days ? 0 : daily[kind][day - days]);
        }
        totals[day] += Math.max(window[ORDERED], window[CHARGED]) + window[CURRENT];
        isConcerned[day] |= window[CURRENT] > 0;
      }
    }
    int best = -1;
    for (int day = 0; day < length; day++) {
      if (isConcerned[day] && (best < 0 || totals[day] > totals[best])) {
        best = day;
      }
    }
    return best < 0
        ? Optional.empty()
        : Optional.of(new Count(BigDecimal.valueOf(totals[best], 3), first.plusDays(best)));
  }

  private long[][] daily(long[][] changes) {
    long[][] daily = new long[3][length];
    for (int kind = 0; kind < 3; kind++) {
      long sum = 0;
      for (int day = 0; day < length; day++) {
        sum += changes[kind][day];
        daily[kind][day] = sum;
      }
    }
    return daily;
  }

  /** How often a line is used altogether; one that goes on, until now. */
  static BigDecimal total(OrderCase order, Use use) {
    if (use.isCharged() || use.begin() == null) {
      return use.times();
    }
    boolean isLongTerm = use.line().is(Mark.LONG_TERM);
    if (use.quantity() != null && !isLongTerm) {
      return use.quantity();
    }
    Days days = Active.days(use, order.context().at());
    long length = days.last().toEpochDay() - days.first().toEpochDay() + 1;
    return daily(use, days).multiply(BigDecimal.valueOf(length));
  }

  /**
   * The sum of a number over all lines, orders and charges of the same item counted once.
   *
   * @param value of a line
   */
  static BigDecimal sum(
      OrderCase order, List<Use> current, List<Use> earlier, Function<Use, BigDecimal> value) {
    Map<String, BigDecimal[]> before = new HashMap<>();
    for (Use use : earlier) {
      if (!use.isCharged() && Use.isCharging(order)) {
        continue;
      }
      BigDecimal[] sums =
          before.computeIfAbsent(
              use.identity(), item -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
      int kind = use.isCharged() ? CHARGED : ORDERED;
      sums[kind] = sums[kind].add(value.apply(use));
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal[] sums : before.values()) {
      sum = sum.add(sums[ORDERED].max(sums[CHARGED]));
    }
    for (Use use : current) {
      sum = sum.add(value.apply(use));
    }
    return sum;
  }
}
