package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.alert.Constraint;

/** Numbers with units. A unit that is not known is comparable with itself only. */
final class Quantities {
  private static final Pattern WRITTEN =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)\\s*(\\p{L}[^\\s0-9]*)");
  private static final Pattern DAYS = Pattern.compile("([0-9]{1,5})(?:d|天)?");
  private static final String WEIGHT = "weight";
  private static final Map<String, Unit> UNITS = units();

  private Quantities() {}

  private record Unit(String dimension, BigDecimal inBase) {}

  /**
   * An amount of something.
   *
   * @param value in the dimension's base unit: micrograms, microlitres, international units, or the
   *     unit itself
   * @param dimension what is measured, or the unit itself where it is no measure
   */
  record Measure(BigDecimal value, String dimension) {
    boolean isComparable(Measure other) {
      return dimension.equals(other.dimension);
    }

    /** Weight in grams, empty if it is no weight. */
    Optional<BigDecimal> grams() {
      return dimension.equals(WEIGHT) ? Optional.of(value.movePointLeft(6)) : Optional.empty();
    }
  }

  /** A number with its unit; empty if either is absent. */
  static Optional<Measure> of(BigDecimal value, String unit) {
    String normal = normal(unit);
    if (value == null || normal.isEmpty()) {
      return Optional.empty();
    }
    Unit known = UNITS.get(normal);
    return Optional.of(
        known == null
            ? new Measure(value, normal)
            : new Measure(value.multiply(known.inBase), known.dimension));
  }

  /** Reads such as {@code 10mg}; empty if it is no number with a unit. */
  static Optional<Measure> parse(String written) {
    Matcher matcher = WRITTEN.matcher(Normalizer.normalize(written, Normalizer.Form.NFKC).strip());
    return matcher.matches()
        ? of(new BigDecimal(matcher.group(1)), matcher.group(2))
        : Optional.empty();
  }

  /** A plain number of a constraint, not negative; empty if there is none or it is no number. */
  static Optional<BigDecimal> number(Constraint constraint, String name) {
    return constraint
        .value(name)
        .map(String::strip)
        .filter(value -> value.matches("[0-9]{1,12}(\\.[0-9]{1,4})?"))
        .map(BigDecimal::new);
  }

  /** A number of days of a constraint, as {@code 14} or {@code 14d}. */
  static OptionalInt days(Constraint constraint, String name) {
    return constraint.value(name).map(Quantities::days).orElse(OptionalInt.empty());
  }

  static OptionalInt days(String written) {
    Matcher matcher = DAYS.matcher(written.strip());
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** A number as people write it: no exponent, no zeros behind. */
  static String plain(BigDecimal value) {
    BigDecimal rounded = value.setScale(Math.min(value.scale(), 3), RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String normal(String unit) {
    return Normalizer.normalize(unit, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Unit> units() {
    Map<String, Unit> units = new HashMap<>();
    put(units, WEIGHT, "1000000000", "kg", "千克", "公斤");
    put(units, WEIGHT, "1000000", "g", "gm", "克");
    put(units, WEIGHT, "1000", "mg", "毫克");
    // The micro sign becomes the letter mu when normalized.
    put(units, WEIGHT, "1", "ug", "\u03bcg", "mcg", "微克");
    put(units, WEIGHT, "0.001", "ng", "纳克");
    put(units, "volume", "1000000", "l", "升");
    put(units, "volume", "1000", "ml", "cc", "毫升");
    put(units, "volume", "1", "ul", "\u03bcl", "微升");
    put(units, "unit", "1", "u", "iu", "单位", "国际单位");
    put(units, "unit", "1000", "ku", "千单位");
    put(units, "unit", "10000", "万u", "万iu", "万单位", "万国际单位");
    put(units, "unit", "1000000", "百万单位", "百万iu", "百万u");
    put(units, "substance", "1000", "mol");
    put(units, "substance", "1", "mmol", "毫摩尔");
    put(units, "片", "1", "片", "tab", "tabs", "tablet");
    put(units, "粒", "1", "粒", "cap", "caps", "capsule");
    return units;
  }

  private static void put(
      Map<String, Unit> units, String dimension, String inBase, String... names) {
    for (String name : names) {
      units.put(name, new Unit(dimension, new BigDecimal(inBase)));
    }
  }
}
