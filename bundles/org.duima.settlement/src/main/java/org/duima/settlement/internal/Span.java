package org.duima.settlement.internal;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time in whole minutes, written days/hours/minutes (1/13/24) on the list. */
record Span(long minutes) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})/([0-9]{1,5})/([0-9]{1,7})");

  /**
   * Reads days/hours/minutes. Hours over 23 and minutes over 59 are taken as they stand, so that
   * 0/37/0 is 37 hours.
   */
  static Optional<Span> parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Span(
            (Long.parseLong(form.group(1)) * 24 + Long.parseLong(form.group(2))) * 60
                + Long.parseLong(form.group(3))));
  }

  static Span between(LocalDateTime from, LocalDateTime to) {
    return new Span(Duration.between(from, to).toMinutes());
  }

  /** Whether a text is in the strict form: 0–23 hours, 0–59 minutes. */
  static boolean isStrict(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        && Long.parseLong(form.group(2)) < 24
        && Long.parseLong(form.group(3)) < 60;
  }

  @Override
  public String toString() {
    return minutes / 1440 + "/" + minutes / 60 % 24 + "/" + minutes % 60;
  }
}
