package org.duima.encounter.internal;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times in the form of the wire. */
final class WireTime {
  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private WireTime() {}

  static String format(LocalDateTime time) {
    return FORM.format(time);
  }

  /** The time, or null if the text is no time of that form. */
  static LocalDateTime parse(String text) {
    try {
      return LocalDateTime.parse(text, FORM);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
