package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Text;

/**
 * A limit of age.
 *
 * @param count days, or completed years
 * @param inDays which of them
 */
record Age(int count, boolean inDays) {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,4})([dy])");

  /** Reads {@code 28d} or {@code 60y}. */
  static Optional<Age> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    return matcher.matches()
        ? Optional.of(new Age(Integer.parseInt(matcher.group(1)), matcher.group(2).equals("d")))
        : Optional.empty();
  }

  /** How much older than this somebody is, in its unit; negative for younger. */
  long olderBy(LocalDate born, LocalDate on) {
    long age = inDays ? ChronoUnit.DAYS.between(born, on) : Period.between(born, on).getYears();
    return age - count;
  }

  Text text() {
    return inDays
        ? new Text(count + " 天", count + " days")
        : new Text(count + " 岁", count + " years");
  }
}
