package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.VisitKind;

/** Stretches of time that a constraint counts over, and whether all of one is on record. */
final class Windows {
  /** A prescription lasts 12 weeks at most (长期处方), so what is older is not taken any more. */
  static final int LONGEST_PRESCRIPTION = 84;

  /** No window is longer, in days. */
  private static final int LONGEST = 3660;

  /** How far before a visit the same course of a disease is looked for, in days. */
  static final int DISEASE = 90;

  private Windows() {}

  /** A unit of the constraint {@code per}. */
  enum Unit {
    HOUR,
    DAY,
    /** Any so many days in a row. */
    DAYS,
    STAY,
    /** The calendar year, which the funds' limits are set for. */
    YEAR,
    DISEASE,
    PROCEDURE
  }

  /**
   * What is counted over.
   *
   * @param days 1 for a day, the length for {@link Unit#DAYS}, else 0
   */
  record Per(Unit unit, int days) {
    static final Per STAY = new Per(Unit.STAY, 0);
    static final Per DAY = new Per(Unit.DAY, 1);
    static final Per PROCEDURE = new Per(Unit.PROCEDURE, 0);

    /** Reads {@code day}, {@code stay}, {@code 30d}…; empty if it is none of them. */
    static Optional<Per> of(String written) {
      return switch (written.strip()) {
        case "hour" -> Optional.of(new Per(Unit.HOUR, 0));
        case "day" -> Optional.of(DAY);
        case "week" -> Optional.of(new Per(Unit.DAYS, 7));
        case "stay" -> Optional.of(STAY);
        case "year" -> Optional.of(new Per(Unit.YEAR, 0));
        case "disease" -> Optional.of(new Per(Unit.DISEASE, 0));
        case "procedure" -> Optional.of(PROCEDURE);
        default -> {
          OptionalInt days = Quantities.days(written);
          if (!written.strip().endsWith("d")
              || days.isEmpty()
              || days.getAsInt() < 1
              || days.getAsInt() > LONGEST) {
            yield Optional.empty();
          }
          yield Optional.of(days.getAsInt() == 1 ? DAY : new Per(Unit.DAYS, days.getAsInt()));
        }
      };
    }

    /** What a count over it is called: 当日, 本次住院… */
    String found() {
      return switch (unit) {
        case HOUR, DAY -> "当日";
        case DAYS -> days + "天内";
        case STAY -> "本次住院";
        case YEAR -> "本年度";
        case DISEASE -> "本病程";
        case PROCEDURE -> "本次手术";
      };
    }

    /** What a limit over it is called: 每日, 每次住院… */
    String demanded() {
      return switch (unit) {
        case HOUR -> "每小时";
        case DAY -> "每日";
        case DAYS -> "每" + days + "天";
        case STAY -> "每次住院";
        case YEAR -> "每年";
        case DISEASE -> "每个病程";
        case PROCEDURE -> "每次手术";
      };
    }
  }

  /**
   * First day of the visit. One at a clinic, a pharmacy or on the internet is that day's; elsewhere
   * it begins with the admission.
   */
  static Optional<LocalDate> visitStart(OrderContext context) {
    if (context.admittedAt().isPresent()) {
      return Optional.of(context.admittedAt().get().value().toLocalDate());
    }
    return context
        .visitKind()
        .filter(
            kind ->
                kind.value() == VisitKind.OUTPATIENT
                    || kind.value() == VisitKind.PHARMACY
                    || kind.value() == VisitKind.INTERNET)
        .map(kind -> context.at().toLocalDate());
  }

  /** What lacks to have seen everything since a day; empty if nothing. */
  static Set<String> missingSince(OrderContext context, LocalDate since) {
    return context.earlierSince().filter(whole -> !whole.isAfter(since)).isPresent()
        ? Set.of()
        : Set.of("earlier");
  }

  /** What lacks to have seen all of the visit; empty if nothing. */
  static Set<String> missingOfVisit(OrderContext context) {
    if (context.earlierSince().isEmpty()) {
      return Set.of("earlier");
    }
    return visitStart(context)
        .map(start -> missingSince(context, start))
        .orElse(Set.of("admitted"));
  }

  /**
   * What lacks to have seen whatever may still be taken; empty if nothing. In hospital that is what
   * was ordered there.
   */
  static Set<String> missingOfActive(OrderContext context) {
    if (isInpatient(context)) {
      return missingOfVisit(context);
    }
    LocalDate since = context.at().toLocalDate().minusDays(LONGEST_PRESCRIPTION);
    Optional<LocalDate> start = visitStart(context);
    return missingSince(
        context, start.isPresent() && start.get().isBefore(since) ? start.get() : since);
  }

  static boolean isInpatient(OrderContext context) {
    return context.visitKind().filter(kind -> kind.value() == VisitKind.INPATIENT).isPresent();
  }
}
