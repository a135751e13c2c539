package org.duima.source.transaction.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is done to a value on its way to the field: the transform column of the mapping file. */
interface Transform {
  String CHOICE =
      " (copy, date, datetime, number, grams, duration, without-institution, map:A=1;B=2)";

  DateTimeFormatter WIRE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /**
   * Turns a value into the form of the wire.
   *
   * @param value not blank
   * @param institution fixmedins_code
   * @return empty if there is no such value for the field
   * @throws Advice if the value has not the form that the transform needs
   */
  Optional<String> apply(String value, String institution);

  /**
   * The transform of a name.
   *
   * @throws Advice if there is none
   */
  static Transform of(String text) {
    if (text.startsWith("map:")) {
      return map(text.substring("map:".length()));
    }
    return switch (text) {
      case "", "copy" -> (value, institution) -> Optional.of(value);
      case "date" -> (value, institution) -> Optional.of(Times.date(value).toString());
      case "datetime" ->
          (value, institution) -> Optional.of(WIRE_TIME.format(Times.dateTime(value)));
      case "number" -> (value, institution) -> Optional.of(number(value).toPlainString());
      case "grams" -> (value, institution) -> Optional.of(grams(value));
      case "duration" -> (value, institution) -> Optional.of(duration(value));
      case "without-institution" ->
          (value, institution) ->
              Optional.of(
                      value.startsWith(institution) ? value.substring(institution.length()) : value)
                  .filter(rest -> !rest.isBlank());
      default -> throw new Advice("没有这种转换 " + text + CHOICE, "no such transform: " + text + CHOICE);
    };
  }

  private static Transform map(String pairs) {
    Map<String, String> map = new HashMap<>();
    for (String pair : pairs.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0 || equals == pair.length() - 1) {
        throw new Advice(
            "map: 应为 值=结果;值=结果，而不是 " + pair,
            "map: expected VALUE=RESULT;VALUE=RESULT instead of " + pair);
      }
      if (map.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim()) != null) {
        throw new Advice("map: 值重复 " + pair, "map: a value given twice: " + pair);
      }
    }
    return (value, institution) -> Optional.ofNullable(map.get(value));
  }

  /**
   * A decimal number.
   *
   * @throws Advice if it is none
   */
  static BigDecimal number(String value) {
    try {
      BigDecimal number = new BigDecimal(value.trim());
      // the specification knows up to 16 digits; an exponent must not make a text of a million
      if (Math.abs((long) number.precision() - number.scale()) > 14 || number.scale() > 14) {
        throw notANumber();
      }
      return number;
    } catch (NumberFormatException e) {
      throw notANumber();
    }
  }

  /** A weight in grams; kilograms count where the value says so. */
  private static String grams(String value) {
    String text = value.trim().toLowerCase(Locale.ROOT);
    for (String unit : List.of("kg", "千克", "公斤")) {
      if (text.endsWith(unit)) {
        BigDecimal kilograms = number(text.substring(0, text.length() - unit.length()));
        return kilograms.movePointRight(3).stripTrailingZeros().toPlainString();
      }
    }
    return number(text.replaceFirst("(g|克)$", "")).toPlainString();
  }

  private static Advice notANumber() {
    return new Advice("应为数值，例如 12.50", "expected a number such as 12.50");
  }

  private static String duration(String value) {
    if (Durations.FULL.matcher(value).matches()) {
      return value;
    }
    if (Durations.DAYS.matcher(value).matches()) {
      return value + "/0/0";
    }
    throw new Advice(
        "应为 天/时/分（如 1/13/24）或整天数", "expected days/hours/minutes such as 1/13/24, or whole days");
  }

  /** Forms of a duration. */
  final class Durations {
    private static final Pattern FULL = Pattern.compile("\\d{1,4}/\\d{1,2}/\\d{1,2}");
    private static final Pattern DAYS = Pattern.compile("\\d{1,4}");

    private Durations() {}
  }

  /** Forms of dates and times that senders use. */
  final class Times {
    private static final DateTimeFormatter TIME =
        new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("-M-d[[ ]['T']H:mm[:ss]]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter COMPACT =
        new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("MMdd[HHmm[ss[SSS]]]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final Pattern DIGITS = Pattern.compile("\\d{8}|\\d{12}|\\d{14}|\\d{17}");

    private Times() {}

    static LocalDateTime dateTime(String value) {
      String text = value.trim().replace('/', '-');
      try {
        LocalDateTime time =
            LocalDateTime.parse(text, DIGITS.matcher(text).matches() ? COMPACT : TIME);
        return time.withNano(0);
      } catch (DateTimeParseException e) {
        throw new Advice("应为日期时间 yyyy-MM-dd HH:mm:ss", "expected a time yyyy-MM-dd HH:mm:ss");
      }
    }

    static LocalDate date(String value) {
      try {
        return dateTime(value).toLocalDate();
      } catch (Advice e) {
        throw new Advice("应为日期 yyyy-MM-dd", "expected a date yyyy-MM-dd");
      }
    }
  }
}
