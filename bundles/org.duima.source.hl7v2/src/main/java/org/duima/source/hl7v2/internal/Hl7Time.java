package org.duima.source.hl7v2.internal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Timestamps of HL7 ({@code YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]}), and the spelling with
 * dashes and colons that many hospital systems send instead.
 */
final class Hl7Time {
  private Hl7Time() {}

  /**
   * Hospital local time. A time with an offset is converted; parts that are missing after the day
   * are zero; fractions of a second are dropped.
   *
   * @return null if it is no time, or less precise than a day
   */
  static LocalDateTime dateTime(String text, ZoneId zone) {
    String digits = text;
    ZoneOffset offset = null;
    int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    if (sign > 8 && isOffset(text, sign) && (text.charAt(sign) == '+' || sign > 10)) {
      int hours = Integer.parseInt(text.substring(sign + 1, sign + 3));
      int minutes = Integer.parseInt(text.substring(text.length() - 2));
      if (hours > 14 || minutes > 59) {
        return null;
      }
      int seconds = (hours * 60 + minutes) * 60;
      offset = ZoneOffset.ofTotalSeconds(text.charAt(sign) == '-' ? -seconds : seconds);
      digits = text.substring(0, sign);
    }
    digits = compact(digits);
    if (digits == null || digits.length() < 8) {
      return null;
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              two(digits, 0) * 100 + two(digits, 2),
              two(digits, 4),
              two(digits, 6),
              two(digits, 8),
              two(digits, 10),
              two(digits, 12));
      return offset == null
          ? local
          : local.atOffset(offset).atZoneSameInstant(zone).toLocalDateTime();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * The date as written, without conversion: a birth date has no time zone.
   *
   * @return null if it is no date, or less precise than a day
   */
  static LocalDate date(String text) {
    int day = text.length() > 4 && !Character.isDigit(text.charAt(4)) ? 10 : 8;
    LocalDateTime time =
        text.length() < day ? null : dateTime(text.substring(0, day), ZoneOffset.UTC);
    // the rest must be a time too, or the date is no better than a guess
    return time == null || dateTime(text, ZoneOffset.UTC) == null ? null : time.toLocalDate();
  }

  /** The form of the wire: {@code yyyy-MM-dd HH:mm:ss}. */
  static String wire(LocalDateTime time) {
    StringBuilder text = new StringBuilder(19).append(time.toLocalDate()).append(' ');
    append(text, time.getHour()).append(':');
    append(text, time.getMinute()).append(':');
    return append(text, time.getSecond()).toString();
  }

  private static StringBuilder append(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** Reads what {@link #wire} has written. */
  static LocalDateTime ofWire(String text) {
    return LocalDateTime.of(
        two(text, 0) * 100 + two(text, 2),
        two(text, 5),
        two(text, 8),
        two(text, 11),
        two(text, 14),
        two(text, 17));
  }

  private static boolean isOffset(String text, int sign) {
    String offset = text.substring(sign + 1);
    if (offset.length() == 5 && offset.charAt(2) == ':') {
      offset = offset.substring(0, 2) + offset.substring(3);
    }
    return offset.length() == 4 && offset.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Digits alone, an even number of them up to the second; null if something else is in it. */
  private static String compact(String text) {
    int fraction = text.indexOf('.');
    String whole = fraction < 0 ? text : text.substring(0, fraction);
    if (fraction >= 0 && !text.substring(fraction + 1).chars().allMatch(Character::isDigit)) {
      return null;
    }
    if (whole.length() > 4 && (whole.charAt(4) == '-' || whole.charAt(4) == '/')) {
      if (!whole.matches("\\d{4}[-/]\\d{2}[-/]\\d{2}([ T]\\d{2}(:\\d{2}(:\\d{2})?)?)?")) {
        return null;
      }
      whole = whole.replaceAll("\\D", "");
    }
    boolean digits = whole.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && whole.length() % 2 == 0 && whole.length() <= 14 ? whole : null;
  }

  private static int two(String digits, int at) {
    return at + 2 > digits.length()
        ? 0
        : (digits.charAt(at) - '0') * 10 + digits.charAt(at + 1) - '0';
  }
}
