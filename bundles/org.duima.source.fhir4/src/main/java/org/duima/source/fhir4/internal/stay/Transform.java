package org.duima.source.fhir4.internal.stay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.duima.source.fhir4.internal.Numbers;
import org.duima.source.fhir4.internal.Times;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Quantity;

/**
 * The transform column of a mapping row: steps joined by {@code >}, applied from left to right. The
 * last may say what becomes of several values.
 *
 * @param steps what is done to each value
 * @param collect what becomes of several values
 * @param joint what stands between joined values
 */
record Transform(List<Step> steps, Collect collect, String joint) {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,14}(?:\\.\\d{1,8})?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,5})/(\\d{1,4})/(\\d{1,5})");
  private static final BigDecimal MOST_MINUTES = new BigDecimal(100_000_000);

  /** What becomes of several values. */
  enum Collect {
    /** The first that gives a value counts. */
    FIRST,
    /** All are joined. */
    JOIN,
    /** All are joined if there are at least two. */
    SEVERAL,
    /** The value counts if it is the only one. */
    ONLY
  }

  /**
   * A value on its way.
   *
   * @param text so far
   * @param base the element that it came from
   * @param place of the element
   */
  record Value(String text, Base base, String place) {
    Value with(String other) {
      return other == null ? null : new Value(other, base, place);
    }
  }

  /** One step. Returns null where there is no value; says why only if that is a fault of data. */
  interface Step {
    String apply(Value value, Work work);
  }

  private record Constant(String text) implements Step {
    @Override
    public String apply(Value value, Work work) {
      return text;
    }
  }

  /**
   * Compiles a transform.
   *
   * @throws IllegalArgumentException with advice in Chinese and English, parted by a slash
   */
  static Transform compile(String text) {
    List<Step> steps = new ArrayList<>();
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
      if (collector == null) {
        steps.add(step(name, argument));
        continue;
      }
      if (i + 1 < names.length) {
        throw new IllegalArgumentException(name + " 只能放在最后一步 / " + name + " must be the last step");
      }
      collect = collector;
      joint = argument;
    }
    return new Transform(List.copyOf(steps), collect, joint);
  }

  private static Step step(String name, String argument) {
    switch (name) {
      // what is special of these types is in their text already
      case "copy", "name", "address", "phone", "reference":
        return (value, work) -> value.text();
      case "date":
        return (value, work) -> time(value, work, 10);
      case "datetime":
        return (value, work) -> time(value, work, 19);
      case "decimal":
        return Transform::decimal;
      case "grams":
        return Transform::grams;
      case "dhm":
        return Transform::daysHoursMinutes;
      case "days":
        return Transform::days;
      case "const":
        required(name, argument);
        return new Constant(argument);
      case "map":
        required(name, argument);
        return (value, work) -> map(argument.trim(), value, work);
      case "trymap":
        required(name, argument);
        return (value, work) -> work.translate(argument.trim(), value.text()).orElse(value.text());
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
                + "\"; copy date datetime name address phone reference decimal grams dhm days"
                + " const: map: trymap: values: match: join: several: only none edition:");
    }
  }

  private static void required(String name, String argument) {
    if (argument.isBlank()) {
      throw new IllegalArgumentException(
          name + ": 冒号后缺内容 / " + name + ": needs something after the colon");
    }
  }

  /** A time, or its day; what states no day is of no use for either. */
  private static String time(Value value, Work work, int length) {
    LocalDateTime time = null;
    boolean isTime = true;
    try {
      BaseDateTimeType stated =
          value.base() instanceof BaseDateTimeType typed ? typed : new DateTimeType(value.text());
      time = Times.local(stated, work.zone());
    } catch (RuntimeException e) {
      // HAPI says so of a text that is no time
      isTime = false;
    }
    if (time != null && time.getYear() > 999 && time.getYear() < 10_000) {
      return Times.WIRE.format(time).substring(0, length);
    }
    work.warn(
        isTime && time == null ? "fhir.partial-date" : "fhir.bad-time",
        value.place(),
        "应为精确到日的日期或时间；该值未采用",
        "expected a date or time with its day; the value was not used");
    return null;
  }

  /** A decimal number, null if it is none. Limits digits, so it is cheap. */
  static BigDecimal number(String value) {
    return DECIMAL.matcher(value).matches() ? new BigDecimal(value) : null;
  }

  private static BigDecimal number(Value value, Work work) {
    BigDecimal number =
        value.base() instanceof Quantity quantity && quantity.getValue() != null
            ? Numbers.sane(quantity.getValue())
            : number(value.text());
    if (number == null) {
      work.warn("fhir.bad-number", value.place(), "不是可用的数字；该值未采用", "no usable number; not used");
    }
    return number;
  }

  private static String decimal(Value value, Work work) {
    BigDecimal number = number(value, work);
    return number == null ? null : number.toPlainString();
  }

  private static String days(Value value, Work work) {
    if (value.text().matches("\\d{1,3}(\\.0+)?")) {
      return String.valueOf(new BigDecimal(value.text()).intValue());
    }
    work.warn(
        "fhir.bad-number",
        value.place(),
        "天数应为 0–999 的整数；该值未采用",
        "days must be a whole number from 0 to 999; the value was not used");
    return null;
  }

  /** Grams, rounded to 10 g (结算清单填写规范: 精确到 10 克). */
  private static String grams(Value value, Work work) {
    BigDecimal number = number(value, work);
    if (number == null) {
      return null;
    }
    BigDecimal factor =
        switch (unit(value, "g")) {
          case "g", "gm", "gram", "克" -> BigDecimal.ONE;
          case "kg", "千克", "公斤" -> new BigDecimal(1000);
          case "[lb_av]", "lb", "lbs" -> new BigDecimal("453.59237");
          case "[oz_av]", "oz" -> new BigDecimal("28.349523125");
          default -> null;
        };
    if (factor == null) {
      return unknownUnit(value, work);
    }
    return number
        .multiply(factor)
        .movePointLeft(1)
        .setScale(0, RoundingMode.HALF_UP)
        .movePointRight(1)
        .setScale(0)
        .toPlainString();
  }

  /** {@code d/h/m}; reads that form, or a quantity of minutes, hours or days. */
  private static String daysHoursMinutes(Value value, Work work) {
    long minutes;
    Matcher matcher = DURATION.matcher(value.text());
    if (matcher.matches()) {
      minutes =
          (Long.parseLong(matcher.group(1)) * 24 + Long.parseLong(matcher.group(2))) * 60
              + Long.parseLong(matcher.group(3));
    } else {
      BigDecimal number = number(value, work);
      if (number == null) {
        return null;
      }
      int factor =
          switch (unit(value, "min")) {
            case "min", "分钟", "分" -> 1;
            case "h", "hr", "小时", "时" -> 60;
            case "d", "天", "日" -> 1440;
            default -> 0;
          };
      if (factor == 0) {
        return unknownUnit(value, work);
      }
      BigDecimal exact = number.multiply(BigDecimal.valueOf(factor));
      if (number.signum() < 0 || exact.compareTo(MOST_MINUTES) > 0) {
        work.warn(
            "fhir.bad-number",
            value.place(),
            "时长超出范围；该值未采用",
            "the duration is out of range; not used");
        return null;
      }
      minutes = exact.setScale(0, RoundingMode.HALF_UP).longValue();
    }
    return minutes / 1440 + "/" + minutes / 60 % 24 + "/" + minutes % 60;
  }

  private static String unit(Value value, String otherwise) {
    String unit =
        value.base() instanceof Quantity quantity
            ? Elements.unit(quantity).toLowerCase(Locale.ROOT)
            : "";
    return unit.isEmpty() ? otherwise : unit;
  }

  private static String unknownUnit(Value value, Work work) {
    work.warn(
        "fhir.bad-unit", value.place(), "不认识的计量单位；该值未采用", "unknown unit; the value was not used");
    return null;
  }

  private static String map(String dictionary, Value value, Work work) {
    String code = work.translate(dictionary, value.text()).orElse(null);
    if (code == null) {
      work.warn(
          "fhir.value-not-mapped",
          value.place(),
          "字典 " + dictionary + " 的对照表里没有这个值；请在 mappings/site 补充。该值未采用",
          "the value map of dictionary "
              + dictionary
              + " does not know the value; add it under mappings/site. It was not used");
    }
    return code;
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
    return (value, work) -> {
      String mapped = values.getOrDefault(value.text(), other);
      if (mapped == null) {
        work.warn(
            "fhir.value-not-mapped",
            value.place(),
            "映射行的 values 里没有这个值；请在 mappings/site/fhir-r4.csv 补充。该值未采用",
            "the values of the mapping row do not know it; add it in mappings/site/fhir-r4.csv. It"
                + " was not used");
      }
      return mapped;
    };
  }

  private static Step match(String argument) {
    try {
      Pattern pattern = Pattern.compile(argument);
      return (value, work) -> pattern.matcher(value.text()).matches() ? value.text() : null;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "match 后的正则表达式有错 / the regular expression after match has an error", e);
    }
  }

  /** Applies the steps; null where one of them gives no value. */
  String apply(Base base, String place, Work work) {
    Value value = new Value(base == null ? "" : Elements.text(base), base, place);
    for (Step step : steps) {
      // that an element is there is enough for a constant, whatever it is
      if (value.text().isBlank() && !(step instanceof Constant)) {
        return null;
      }
      String next = step.apply(value, work);
      if (next == null || next.isBlank()) {
        return null;
      }
      value = value.with(next);
    }
    return value.text();
  }
}
