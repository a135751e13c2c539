package org.duima.demo.simulator;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;

/** Dates and times as the interface writes them, hospital local time. */
final class WireTime {
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final DateTimeFormatter DATE_TIME = strict("uuuu-MM-dd HH:mm:ss");
  static final DateTimeFormatter SECONDS = strict("uuuuMMddHHmmss");
  static final DateTimeFormatter MILLIS = strict("uuuuMMddHHmmssSSS");
  private static final DateTimeFormatter DATE = strict("uuuu-MM-dd");

  private WireTime() {}

  private static DateTimeFormatter strict(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
  }

  /** Hospital local time. */
  static LocalDateTime now() {
    return LocalDateTime.now(ZONE);
  }

  /** A D value, or null where the text is no such date. */
  static LocalDate date(String text) {
    try {
      return LocalDate.parse(text, DATE);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** A DT value, or null where the text is no such time. */
  static LocalDateTime dateTime(String text) {
    try {
      return LocalDateTime.parse(text, DATE_TIME);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Whether the text is a time as yyyyMMddHHmmss. */
  static boolean isSeconds(String text) {
    try {
      LocalDateTime.parse(text, SECONDS);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
