package org.duima.source.fhir4.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Quantity;

/** Dates and durations of FHIR in the hospital's terms. */
public final class Times {
  public static final DateTimeFormatter WIRE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private static final int DIGITS = 4;
  private static final BigDecimal HOURS = BigDecimal.valueOf(24);
  private static final BigDecimal MOST_DAYS = BigDecimal.valueOf(10_000);

  private Times() {}

  /** The hospital's local time; null if the value is absent, no date, or less than a day. */
  public static LocalDateTime local(BaseDateTimeType value, ZoneId zone) {
    if (value == null || value.getValue() == null) {
      return null;
    }
    String written = value.getValueAsString();
    return switch (value.getPrecision()) {
      case YEAR, MONTH -> null;
      case DAY -> LocalDate.parse(written).atStartOfDay();
      default ->
          written.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
              ? LocalDateTime.ofInstant(value.getValue().toInstant(), zone)
              : LocalDateTime.parse(written);
    };
  }

  /** A day; empty if only the year or month is stated. */
  static Optional<LocalDate> day(BaseDateTimeType value, ZoneId zone) {
    return Optional.ofNullable(local(value, zone)).map(LocalDateTime::toLocalDate);
  }

  /** Whole days that a duration covers, begun ones counted; null if it cannot be told. */
  static Integer days(Quantity duration) {
    BigDecimal value = Numbers.sane(duration.getValue());
    if (value == null) {
      return null;
    }
    String unit =
        (duration.hasCode() ? duration.getCode() : duration.hasUnit() ? duration.getUnit() : "d")
            .strip()
            .toLowerCase(Locale.ROOT);
    BigDecimal days =
        switch (unit) {
          case "d", "day", "days", "天", "日" -> value;
          case "h", "hour", "hours", "小时" -> value.divide(HOURS, DIGITS, RoundingMode.HALF_UP);
          case "wk", "week", "weeks", "周" -> value.multiply(BigDecimal.valueOf(7));
          case "mo", "month", "months", "月" -> value.multiply(BigDecimal.valueOf(30));
          default -> null;
        };
    if (days == null || days.signum() <= 0 || days.compareTo(MOST_DAYS) > 0) {
      return null;
    }
    return days.setScale(0, RoundingMode.CEILING).intValueExact();
  }
}
