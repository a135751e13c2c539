package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * A point in time as the list states it; a date alone is compared by date.
 *
 * @param at the time, midnight for a date alone
 * @param dayOnly whether only the date was stated
 */
record Moment(LocalDateTime at, boolean dayOnly) {
  static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Reads yyyy-MM-dd or yyyy-MM-dd HH:mm:ss; anything else, such as 2026-02-30, is empty. */
  static Optional<Moment> parse(String text) {
    try {
      if (text.length() == 10) {
        return Optional.of(new Moment(LocalDate.parse(text, DAY).atStartOfDay(), true));
      }
      if (text.length() == 19) {
        return Optional.of(new Moment(LocalDateTime.parse(text, SECOND), false));
      }
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  static Moment of(LocalDateTime at) {
    return new Moment(at, false);
  }

  /** The day of it alone. */
  Moment day() {
    return new Moment(date().atStartOfDay(), true);
  }

  LocalDate date() {
    return at.toLocalDate();
  }

  boolean isAfter(Moment other) {
    return dayOnly || other.dayOnly ? date().isAfter(other.date()) : at.isAfter(other.at);
  }
}
