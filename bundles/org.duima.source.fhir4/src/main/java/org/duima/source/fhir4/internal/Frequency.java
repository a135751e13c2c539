package org.duima.source.fhir4.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;

/**
 * How often something is given.
 *
 * @param timesPerDay null if it cannot be told
 * @param written as stated, may be empty
 */
record Frequency(BigDecimal timesPerDay, String written) {
  static final Frequency UNKNOWN = new Frequency(null, "");

  private static final int DIGITS = 4;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,6})?");
  private static final Map<String, BigDecimal> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("QD", BigDecimal.ONE),
          Map.entry("QN", BigDecimal.ONE),
          Map.entry("QM", BigDecimal.ONE),
          Map.entry("QAM", BigDecimal.ONE),
          Map.entry("AM", BigDecimal.ONE),
          Map.entry("PM", BigDecimal.ONE),
          Map.entry("BED", BigDecimal.ONE),
          Map.entry("HS", BigDecimal.ONE),
          Map.entry("BID", BigDecimal.valueOf(2)),
          Map.entry("TID", BigDecimal.valueOf(3)),
          Map.entry("QID", BigDecimal.valueOf(4)),
          Map.entry("QOD", new BigDecimal("0.5")),
          Map.entry("QW", perDay(1, 7)),
          Map.entry("WK", perDay(1, 7)),
          Map.entry("BIW", perDay(2, 7)),
          Map.entry("TIW", perDay(3, 7)));

  /** Q6H, Q2D, Q3W. */
  private static final Pattern EVERY = Pattern.compile("Q([1-9][0-9]?)([HDW])");

  private static final Map<UnitsOfTime, BigDecimal> DAYS =
      Map.of(
          UnitsOfTime.MIN, perDay(1, 1440),
          UnitsOfTime.H, perDay(1, 24),
          UnitsOfTime.D, BigDecimal.ONE,
          UnitsOfTime.WK, BigDecimal.valueOf(7),
          UnitsOfTime.MO, BigDecimal.valueOf(30),
          UnitsOfTime.A, BigDecimal.valueOf(365));

  private static BigDecimal perDay(int times, int days) {
    return BigDecimal.valueOf(times).divide(BigDecimal.valueOf(days), MathContext.DECIMAL64);
  }

  /**
   * @param table how often a day words mean by the hospital's tables, as a number; 0 where they say
   *     none
   */
  static Frequency of(Timing timing, Function<String, Optional<String>> table) {
    String written = timing.hasCode() ? Systems.name(timing.getCode()) : "";
    BigDecimal times = repeated(timing.getRepeat());
    if (times == null && timing.hasCode()) {
      times =
          Stream.concat(
                  timing.getCode().getCoding().stream().map(Systems::code), Stream.of(written))
              .filter(words -> !words.isEmpty())
              .flatMap(words -> meant(words, table).stream())
              .findFirst()
              .filter(known -> known.signum() > 0)
              .orElse(null);
    }
    return new Frequency(times, written);
  }

  /** All families go by the same tables, which know more than abbreviations. */
  private static Optional<BigDecimal> meant(
      String words, Function<String, Optional<String>> table) {
    return table
        .apply(words)
        .filter(number -> NUMBER.matcher(number).matches())
        .map(BigDecimal::new)
        .or(() -> Optional.ofNullable(abbreviated(words)));
  }

  private static BigDecimal repeated(TimingRepeatComponent repeat) {
    if (repeat.hasTimeOfDay() && !repeat.hasFrequency()) {
      return BigDecimal.valueOf(repeat.getTimeOfDay().size());
    }
    if (!repeat.hasPeriod() || !repeat.hasPeriodUnit()) {
      return null;
    }
    // a unit that R4 does not have is there and null
    UnitsOfTime stated = repeat.getPeriodUnit();
    BigDecimal unit = stated == null ? null : DAYS.get(stated);
    BigDecimal period = Numbers.sane(repeat.getPeriod());
    if (unit == null || period == null || period.signum() <= 0) {
      return null;
    }
    // one that cannot be read is there and null; without one R4 says once
    Integer frequency =
        repeat.hasFrequency() ? repeat.getFrequencyElement().getValue() : Integer.valueOf(1);
    if (frequency == null || frequency <= 0) {
      return null;
    }
    BigDecimal times = BigDecimal.valueOf(frequency);
    return rounded(times.divide(period.multiply(unit), MathContext.DECIMAL64));
  }

  private static BigDecimal abbreviated(String code) {
    String upper = code.toUpperCase(Locale.ROOT).replace(".", "");
    BigDecimal known = ABBREVIATIONS.get(upper);
    if (known != null) {
      return rounded(known);
    }
    Matcher every = EVERY.matcher(upper);
    if (!every.matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(every.group(1));
    BigDecimal days =
        switch (every.group(2)) {
          case "H" -> number.divide(BigDecimal.valueOf(24), MathContext.DECIMAL64);
          case "W" -> number.multiply(BigDecimal.valueOf(7));
          default -> number;
        };
    return rounded(BigDecimal.ONE.divide(days, MathContext.DECIMAL64));
  }

  private static BigDecimal rounded(BigDecimal times) {
    BigDecimal plain = times.setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
