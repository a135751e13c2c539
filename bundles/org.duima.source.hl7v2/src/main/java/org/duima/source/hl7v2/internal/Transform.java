package org.duima.source.hl7v2.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The transform column of a mapping row: steps joined by {@code >}, applied from left to right. The
 * last may say what becomes of several values.
 *
 * @param steps what is done to each value
 * @param structured whether the first step reads the whole repetition rather than one component
 * @param collect what becomes of several values
 * @param joint what stands between joined values
 */
record Transform(List<Step> steps, boolean structured, Collect collect, String joint) {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,14}(?:\\.\\d{1,8})?");
  private static final int SECONDS_OF_DAY = 86_400;
  private static final Pattern LETTER_FIRST = Pattern.compile("([A-Za-z])(\\d{1,5})");
  private static final Pattern NO_DURATION = Pattern.compile("(?i)[XT]\\d+|INDEF");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,5})/(\\d{1,4})/(\\d{1,5})");

  /** What becomes of several values. */
  enum Collect {
    /** The first segment and repetition that fit count. */
    FIRST,
    /** All are joined. */
    JOIN,
    /** All are joined if there are at least two. */
    SEVERAL,
    /** The value counts if it is the only one. */
    ONLY
  }

  /** One step. Returns null where there is no value; says why only if that is a fault of data. */
  interface Step {
    String apply(String value, Er7Path path, Er7Path.Found found, Work work);
  }

  /**
   * Compiles a transform.
   *
   * @throws IllegalArgumentException with advice in Chinese and English
   */
  static Transform compile(String text) {
    List<Step> steps = new ArrayList<>();
    boolean structured = false;
    Collect collect = Collect.FIRST;
    String joint = "";
    String[] names = text.isEmpty() ? new String[] {"copy"} : text.split(">", -1);
    for (int i = 0; i < names.length; i++) {
      int colon = names[i].indexOf(':');
      String name = (colon < 0 ? names[i] : names[i].substring(0, colon)).trim();
      String argument = colon < 0 ? "" : names[i].substring(colon + 1);
      Collect collector =
          switch (name) {
            case "join" -> Collect.JOIN;
            case "several" -> Collect.SEVERAL;
            case "only" -> Collect.ONLY;
            default -> null;
          };
      if (collector != null) {
        if (i + 1 < names.length) {
          throw new IllegalArgumentException(
              name + " 只能放在最后一步 / " + name + " must be the last step");
        }
        collect = collector;
        joint = argument;
        continue;
      }
      structured |= i == 0 && List.of("name", "staff-name", "address", "phone").contains(name);
      steps.add(step(name, argument));
    }
    return new Transform(List.copyOf(steps), structured, collect, joint);
  }

  private static Step step(String name, String argument) {
    switch (name) {
      case "copy":
        return (value, path, found, work) -> value;
      case "date":
        return Transform::date;
      case "datetime":
        return Transform::dateTime;
      case "name":
        return (value, path, found, work) -> Structured.personName(found, 1);
      case "staff-name":
        return (value, path, found, work) -> Structured.personName(found, 2);
      case "address":
        return (value, path, found, work) -> Structured.address(found);
      case "phone":
        return (value, path, found, work) -> Structured.phone(found);
      case "decimal":
        return Transform::decimal;
      case "grams":
        return grams(argument.trim());
      case "dhm":
        return Transform::daysHoursMinutes;
      case "days":
        return Transform::days;
      case "duration":
        return Transform::duration;
      case "const":
        required(name, argument);
        return (value, path, found, work) -> argument;
      case "map":
        required(name, argument);
        return (value, path, found, work) -> map(argument.trim(), value, path, found, work);
      case "trymap":
        required(name, argument);
        return (value, path, found, work) -> translate(argument.trim(), value, work).orElse(value);
      case "values":
        required(name, argument);
        return values(argument);
      case "match":
        required(name, argument);
        return match(argument);
      default:
        throw new IllegalArgumentException(
            "没有叫“"
                + name
                + "”的转换 / there is no transform called \""
                + name
                + "\"; "
                + "copy date datetime name staff-name address phone decimal grams dhm days duration"
                + " const:"
                + " map: trymap: values: match: join: several: only none edition:");
    }
  }

  private static void required(String name, String argument) {
    if (argument.isBlank()) {
      throw new IllegalArgumentException(
          name + ": 冒号后缺内容 / " + name + ": needs something after the colon");
    }
  }

  private static String date(String value, Er7Path path, Er7Path.Found found, Work work) {
    LocalDate date = Hl7Time.date(value);
    if (date != null) {
      return date.toString();
    }
    work.warn(
        "hl7.bad-date",
        path.location(found),
        "不是日期，应为 YYYYMMDD；该值未采用",
        "no date, expected YYYYMMDD; the value was not used");
    return null;
  }

  private static String dateTime(String value, Er7Path path, Er7Path.Found found, Work work) {
    LocalDateTime time = Hl7Time.dateTime(value, work.zone());
    if (time != null) {
      return Hl7Time.wire(time);
    }
    work.warn(
        "hl7.bad-time",
        path.location(found),
        "不是日期时间，应为 YYYYMMDDHHMMSS（可带 +ZZZZ）；该值未采用",
        "no time, expected YYYYMMDDHHMMSS with or without +ZZZZ; the value was not used");
    return null;
  }

  /** A decimal number as HL7 writes it, null if it is none. Limits digits, so it is cheap. */
  static BigDecimal number(String value) {
    return DECIMAL.matcher(value).matches() ? new BigDecimal(value) : null;
  }

  private static String decimal(String value, Er7Path path, Er7Path.Found found, Work work) {
    BigDecimal number = number(value);
    return number == null ? notANumber(path, found, work) : number.toPlainString();
  }

  private static String notANumber(Er7Path path, Er7Path.Found found, Work work) {
    work.warn(
        "hl7.bad-number", path.location(found), "不是数字；该值未采用", "no number; the value was not used");
    return null;
  }

  private static String days(String value, Er7Path path, Er7Path.Found found, Work work) {
    if (value.matches("\\d{1,3}")) {
      return String.valueOf(Integer.parseInt(value));
    }
    work.warn(
        "hl7.bad-number",
        path.location(found),
        "天数应为 0–999 的整数；该值未采用",
        "days must be a whole number from 0 to 999; the value was not used");
    return null;
  }

  /**
   * Whole days out of a duration: {@code D14}, {@code W2}, or a number with its unit in the second
   * component (CQ); a bare number is days, a part of a day counts as one. How many times something
   * is given ({@code X5}) and {@code INDEF} are no duration.
   */
  private static String duration(String value, Er7Path path, Er7Path.Found found, Work work) {
    Matcher letterFirst = LETTER_FIRST.matcher(value);
    boolean coded = letterFirst.matches();
    String unit =
        coded
            ? letterFirst.group(1)
            : path.component() > 0 ? "" : found.component(2).toUpperCase(Locale.ROOT);
    BigDecimal number = number(coded ? letterFirst.group(2) : value);
    int seconds =
        switch (unit.toUpperCase(Locale.ROOT)) {
          case "S", "SEC", "秒" -> 1;
          case "M", "MIN", "分", "分钟" -> 60;
          case "H", "HR", "HOUR", "时", "小时" -> 3_600;
          case "", "D", "DAY", "DAYS", "天", "日" -> SECONDS_OF_DAY;
          case "W", "WK", "WEEK", "周" -> 7 * SECONDS_OF_DAY;
          case "L", "MO", "MONTH", "月" -> 30 * SECONDS_OF_DAY;
          default -> 0;
        };
    if (NO_DURATION.matcher(value).matches()) {
      return null;
    }
    BigDecimal days =
        number == null
            ? BigDecimal.ZERO
            : number
                .multiply(BigDecimal.valueOf(seconds))
                .divide(BigDecimal.valueOf(SECONDS_OF_DAY), 0, RoundingMode.UP);
    if (days.signum() <= 0 || days.compareTo(new BigDecimal(999)) > 0) {
      work.warn(
          "hl7.bad-duration",
          path.location(found),
          "持续时间应写成 D14、W2 或数字加单位，且不超过 999 天；该值未采用",
          "expected a duration such as D14, W2 or a number with its unit, up to 999 days; the value"
              + " was not used");
      return null;
    }
    return days.toPlainString();
  }

  /** Grams, rounded to 10 g (结算清单填写规范: 精确到 10 克). */
  private static Step grams(String unit) {
    return (value, path, found, work) -> {
      BigDecimal number = number(value);
      if (number == null) {
        return notANumber(path, found, work);
      }
      BigDecimal factor =
          switch (unit.isEmpty() ? unitOf(found, "g") : unit.toLowerCase(Locale.ROOT)) {
            case "g", "gm", "gram", "克" -> BigDecimal.ONE;
            case "kg", "千克", "公斤" -> new BigDecimal(1000);
            case "[lb_av]", "lb", "lbs" -> new BigDecimal("453.59237");
            case "[oz_av]", "oz" -> new BigDecimal("28.349523125");
            default -> null;
          };
      if (factor == null) {
        return unknownUnit(path, found, work);
      }
      return number
          .multiply(factor)
          .movePointLeft(1)
          .setScale(0, RoundingMode.HALF_UP)
          .movePointRight(1)
          .setScale(0)
          .toPlainString();
    };
  }

  /** {@code d/h/m}; reads that form, or a number of minutes (hours, days by OBX-6). */
  private static String daysHoursMinutes(
      String value, Er7Path path, Er7Path.Found found, Work work) {
    long minutes;
    Matcher matcher = DURATION.matcher(value);
    if (matcher.matches()) {
      minutes =
          (Long.parseLong(matcher.group(1)) * 24 + Long.parseLong(matcher.group(2))) * 60
              + Long.parseLong(matcher.group(3));
    } else {
      BigDecimal number = number(value);
      if (number == null || number.signum() < 0) {
        work.warn(
            "hl7.bad-duration",
            path.location(found),
            "时长应写成 天/小时/分钟（如 1/13/24）或分钟数；该值未采用",
            "expected days/hours/minutes such as 1/13/24, or minutes; the value was not used");
        return null;
      }
      int factor =
          switch (unitOf(found, "min")) {
            case "min", "分钟", "分" -> 1;
            case "h", "hr", "小时", "时" -> 60;
            case "d", "天", "日" -> 1440;
            default -> 0;
          };
      if (factor == 0) {
        return unknownUnit(path, found, work);
      }
      minutes =
          number.multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.HALF_UP).longValue();
    }
    return minutes / 1440 + "/" + minutes / 60 % 24 + "/" + minutes % 60;
  }

  /** OBX-6 of an observation, in lower case. */
  private static String unitOf(Er7Path.Found found, String otherwise) {
    if (!found.segment().name().equals("OBX")) {
      return otherwise;
    }
    String unit = found.segment().first(6, 1, 1).toLowerCase(Locale.ROOT);
    return unit.isEmpty() ? otherwise : unit;
  }

  private static String unknownUnit(Er7Path path, Er7Path.Found found, Work work) {
    work.warn(
        "hl7.bad-unit",
        path.location(found),
        "不认识的计量单位（OBX-6）；该值未采用",
        "unknown unit (OBX-6); the value was not used");
    return null;
  }

  private static Optional<String> translate(String dictionary, String value, Work work) {
    Optional<String> code =
        work.dictionaries().translate(dictionary, Hl7MessageReader.FORMAT, value);
    return code.isPresent() || work.dictionaries().name(dictionary, value).isEmpty()
        ? code
        : Optional.of(value);
  }

  private static String map(
      String dictionary, String value, Er7Path path, Er7Path.Found found, Work work) {
    Optional<String> code = translate(dictionary, value, work);
    if (code.isEmpty()) {
      work.warn(
          "hl7.value-not-mapped",
          path.location(found),
          "字典 " + dictionary + " 的对照表里没有这个值；请在 mappings/site 补充。该值未采用",
          "the value map of dictionary "
              + dictionary
              + " does not know the value; add it under mappings/site. It was not used");
    }
    return code.orElse(null);
  }

  private static Step values(String argument) {
    Map<String, String> values = new HashMap<>();
    for (String pair : argument.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "values 应写成 values:A=1;B=2;*=9 / write values:A=1;B=2;*=9");
      }
      values.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
    }
    String other = values.remove("*");
    return (value, path, found, work) -> {
      String mapped = values.getOrDefault(value, other);
      if (mapped == null) {
        work.warn(
            "hl7.value-not-mapped",
            path.location(found),
            "映射行的 values 里没有这个值；请在 mappings/site/hl7v2.csv 补充。该值未采用",
            "the values of the mapping row do not know it; add it in mappings/site/hl7v2.csv. It"
                + " was not used");
      }
      return mapped;
    };
  }

  private static Step match(String argument) {
    try {
      Pattern pattern = Pattern.compile(argument);
      return (value, path, found, work) -> pattern.matcher(value).matches() ? value : null;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "match 后的正则表达式有错 / the regular expression after match has an error", e);
    }
  }

  /** Applies the steps; null where one of them gives no value. */
  String apply(String value, Er7Path path, Er7Path.Found found, Work work) {
    String result = value;
    for (Step step : steps) {
      result = step.apply(result, path, found, work);
      if (result == null || result.isBlank()) {
        return null;
      }
    }
    return result;
  }
}
