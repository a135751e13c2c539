package org.duima.source.fhir4.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
   * @param timesPerDay the hospital's table of abbreviations, which every source shares
   */
  static Frequency of(Timing timing, Function<String, Optional<String>> timesPerDay) {
    String written = timing.hasCode() ? Systems.name(timing.getCode()) : "";
    BigDecimal times = repeated(timing.getRepeat());
    if (times == null && timing.hasCode()) {
      times =
          timing.getCode().getCoding().stream()
              .map(coding -> abbreviated(Systems.code(coding), timesPerDay))
              .filter(known -> known != null)
              .findFirst()
              .orElseGet(() -> abbreviated(written, timesPerDay));
    }
    return new Frequency(times, written);
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

  /** Null if the table does not know it, or knows that it says no number ("when needed"). */
  private static BigDecimal abbreviated(
      String written, Function<String, Optional<String>> timesPerDay) {
    return written.isBlank()
        ? null
        : timesPerDay
            .apply(written)
            .or(() -> timesPerDay.apply(written.replace(".", "")))
            .map(BigDecimal::new)
            .filter(times -> times.signum() > 0)
            .orElse(null);
  }

  private static BigDecimal rounded(BigDecimal times) {
    BigDecimal plain = times.setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
