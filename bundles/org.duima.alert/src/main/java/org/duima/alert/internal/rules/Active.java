package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * How long lines last. A line lasts until its end; else for its days, the first of which is the day
 * of its begin; a long-term order lasts until it is stopped; a service or consumable without any of
 * these is of its day. How long a drug lasts that says nothing is not known: a day at least, and a
 * prescription's longest time at most. A charge is of its day.
 */
final class Active {
  private Active() {}

  /**
   * When a line is in force. Begins are inclusive, ends exclusive.
   *
   * @param from surely from then
   * @param to surely until then; not after {@code from} if nothing is sure
   * @param mayFrom perhaps from then
   * @param mayTo perhaps until then
   */
  record Span(LocalDateTime from, LocalDateTime to, LocalDateTime mayFrom, LocalDateTime mayTo) {
    static final Span ALWAYS =
        new Span(LocalDateTime.MIN, LocalDateTime.MAX, LocalDateTime.MIN, LocalDateTime.MAX);

    static Span sure(LocalDateTime from, LocalDateTime to) {
      return new Span(from, to, from, to);
    }

    private static Span perhaps(LocalDateTime from, LocalDateTime to) {
      return new Span(from, from, from, to);
    }
  }

  /**
   * Days on which a line is used for sure.
   *
   * @param isLengthKnown false if it may go on after that
   */
  record Days(LocalDate first, LocalDate last, boolean isLengthKnown) {}

  /** When a line is in force. */
  static Span span(Use use, LocalDateTime at) {
    OrderLine line = use.line();
    LocalDateTime begin = use.begin();
    if (begin == null) {
      return withoutBegin(use, at);
    }
    if (use.isCharged()) {
      return Span.sure(startOf(begin), endOf(begin.toLocalDate()));
    }
    if (line.end() != null) {
      return Span.sure(begin, line.end());
    }
    if (isPositive(line.dosage().days())) {
      return Span.sure(begin, endOf(lastOf(begin, line.dosage().days())));
    }
    if (line.is(Mark.LONG_TERM)) {
      return Span.sure(begin, LocalDateTime.MAX);
    }
    LocalDateTime dayEnd = endOf(begin.toLocalDate());
    if (isOnce(line)) {
      return Span.sure(begin, dayEnd);
    }
    return new Span(begin, dayEnd, begin, endOf(lastOf(begin, Windows.LONGEST_PRESCRIPTION)));
  }

  /** An order of before that does not say when it began had begun when it was spoken of. */
  private static Span withoutBegin(Use use, LocalDateTime at) {
    OrderLine line = use.line();
    if (use.isCharged() || !use.isSameVisit()) {
      return Span.perhaps(LocalDateTime.MIN, LocalDateTime.MAX);
    }
    if (line.end() != null) {
      return line.end().isAfter(at)
          ? new Span(at, line.end(), LocalDateTime.MIN, line.end())
          : Span.perhaps(LocalDateTime.MIN, line.end());
    }
    return line.is(Mark.LONG_TERM)
        ? new Span(at, LocalDateTime.MAX, LocalDateTime.MIN, LocalDateTime.MAX)
        : Span.perhaps(LocalDateTime.MIN, LocalDateTime.MAX);
  }

  /**
   * Days of a line that says when it begins. A long-term order is used until today, what comes is
   * not known.
   */
  static Days days(Use use, LocalDateTime at) {
    OrderLine line = use.line();
    LocalDate first = use.begin().toLocalDate();
    if (use.isCharged()) {
      return new Days(first, first, true);
    }
    if (line.end() != null) {
      // What stops at midnight is not used on the day that begins then.
      LocalDate last = line.end().minusNanos(1).toLocalDate();
      return new Days(first, last.isBefore(first) ? first : last, true);
    }
    if (isPositive(line.dosage().days())) {
      return new Days(first, lastOf(use.begin(), line.dosage().days()), true);
    }
    if (line.is(Mark.LONG_TERM)) {
      LocalDate today = at.toLocalDate();
      return new Days(first, today.isBefore(first) ? first : today, false);
    }
    return new Days(first, first, isOnce(line));
  }

  private static boolean isOnce(OrderLine line) {
    return line.kind() == Kind.SERVICE || line.kind() == Kind.CONSUMABLE;
  }

  private static boolean isPositive(Integer days) {
    return days != null && days > 0;
  }

  private static LocalDate lastOf(LocalDateTime begin, int days) {
    return begin.toLocalDate().plusDays(days - 1L);
  }

  private static LocalDateTime startOf(LocalDateTime time) {
    return time.toLocalDate().atStartOfDay();
  }

  private static LocalDateTime endOf(LocalDate day) {
    return day.plusDays(1).atStartOfDay();
  }
}
