package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Known;
import org.duima.api.alert.OrderContext;

/** Ages as constraints write them, compared by the calendar and not by counting days of years. */
final class Ages {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,5})([ymd])");
  private static final int OLDEST_YEARS = 150;
  private static final LocalDate ANY_BIRTH = LocalDate.of(2001, 1, 1);

  private Ages() {}

  /**
   * An age such as {@code 12y}, {@code 6m} or {@code 28d}.
   *
   * @param unit days, months or years
   */
  record Limit(int amount, ChronoUnit unit) {
    /** The age of a text, empty if it is none. */
    static Optional<Limit> parse(String written) {
      Matcher matcher = WRITTEN.matcher(written);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      ChronoUnit unit =
          switch (matcher.group(2)) {
            case "y" -> ChronoUnit.YEARS;
            case "m" -> ChronoUnit.MONTHS;
            default -> ChronoUnit.DAYS;
          };
      return Optional.of(new Limit(Integer.parseInt(matcher.group(1)), unit));
    }

    /** Whether somebody born then is at least that old. */
    boolean isReached(LocalDate birth, LocalDate on) {
      return unit.between(birth, on) >= amount;
    }

    String word() {
      return amount + unitWord(unit);
    }
  }

  /** The ages that are allowed: from the first on, below the second. */
  record Range(Optional<Limit> from, Optional<Limit> to) {
    boolean contains(LocalDate birth, LocalDate on) {
      return from.map(limit -> limit.isReached(birth, on)).orElse(true)
          && to.map(limit -> !limit.isReached(birth, on)).orElse(true);
    }

    /** Such as {@code 满12岁且不满18岁}. */
    String word() {
      String least = from.map(limit -> "满" + limit.word()).orElse("");
      String below = to.map(limit -> "不满" + limit.word()).orElse("");
      return least.isEmpty() || below.isEmpty() ? least + below : least + "且" + below;
    }
  }

  /** The range of {@code ageFrom} and {@code ageTo}; empty if neither stands or one is no age. */
  static Optional<Range> range(Constraint constraint) {
    Optional<String> from = constraint.value("ageFrom");
    Optional<String> to = constraint.value("ageTo");
    Range range = new Range(from.flatMap(Limit::parse), to.flatMap(Limit::parse));
    boolean isRead =
        from.isPresent() == range.from.isPresent() && to.isPresent() == range.to.isPresent();
    if (!isRead || range.from.isEmpty() && range.to.isEmpty()) {
      return Optional.empty();
    }
    if (range.from.isPresent() && range.to.isPresent()) {
      LocalDate first = ANY_BIRTH.plus(range.from.get().amount, range.from.get().unit);
      LocalDate end = ANY_BIRTH.plus(range.to.get().amount, range.to.get().unit);
      if (!first.isBefore(end)) {
        return Optional.empty();
      }
    }
    return Optional.of(range);
  }

  /** The birth date, if somebody born then can be alive. */
  static Optional<Known<LocalDate>> birth(OrderContext context) {
    LocalDate on = context.at().toLocalDate();
    return context
        .birthDate()
        .filter(birth -> !birth.value().isAfter(on))
        .filter(birth -> ChronoUnit.YEARS.between(birth.value(), on) <= OLDEST_YEARS);
  }

  /** Age for people: days in the first month, months below two years, else years. */
  static String word(LocalDate birth, LocalDate on) {
    long months = ChronoUnit.MONTHS.between(birth, on);
    if (months < 1) {
      return ChronoUnit.DAYS.between(birth, on) + unitWord(ChronoUnit.DAYS);
    }
    return months < 24
        ? months + unitWord(ChronoUnit.MONTHS)
        : ChronoUnit.YEARS.between(birth, on) + unitWord(ChronoUnit.YEARS);
  }

  private static String unitWord(ChronoUnit unit) {
    return switch (unit) {
      case YEARS -> "岁";
      case MONTHS -> "个月";
      default -> "天";
    };
  }
}
