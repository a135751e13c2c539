package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Settlement;

/**
 * Which charge lines a settlement took. Each line belongs to the first settlement that stands and
 * that covers it; the last one covers what the earlier left, up to the time of settlement (filling
 * rule F29: the list's total is the settlement's).
 *
 * @param taken what the list sums up, in the order of the stay
 * @param late what arose after the last settlement of a stay that has ended: on no list
 */
record SettledCharges(List<Charge> taken, List<Charge> late) {
  static SettledCharges of(ListCase list) {
    List<Charge> left = list.stay().charges();
    if (list.settlement() == null) {
      return new SettledCharges(left, List.of());
    }
    List<Settlement> standing =
        list.stay().settlements().stream()
            .filter(s -> !s.refunded())
            .sorted(Comparator.comparing(Settlement::settledAt))
            .toList();
    for (Settlement settlement : standing) {
      boolean isLast = settlement.equals(standing.get(standing.size() - 1));
      ListCase of = new ListCase(list.stay(), settlement, list.site());
      Map<Boolean, List<Charge>> parted =
          left.stream().collect(Collectors.partitioningBy(covers(of, left, isLast)));
      left = parted.get(false);
      if (settlement.equals(list.settlement())) {
        return new SettledCharges(parted.get(true), isLast && !of.midStay() ? left : List.of());
      }
    }
    throw new IllegalArgumentException("a refunded settlement has no list");
  }

  private static Predicate<Charge> covers(ListCase of, List<Charge> left, boolean isLast) {
    Optional<LocalDate> periodEnd =
        of.midStay() ? ListCase.moment(of.periodEnd()).map(Moment::date) : Optional.empty();
    LocalDateTime until = until(of, left);
    return charge -> {
      LocalDateTime at = charge.at();
      if (at == null) {
        return isLast;
      }
      return !at.isAfter(until)
          && periodEnd.map(end -> !at.toLocalDate().isAfter(end)).orElse(true);
    };
  }

  /**
   * The time of settlement. Hospitals also post a day's charges under a later hour of that day:
   * where only the whole day adds up to the settlement's total, it is the end of the day.
   */
  private static LocalDateTime until(ListCase of, List<Charge> left) {
    LocalDateTime settledAt = of.settlement().settledAt();
    LocalDateTime endOfDay = settledAt.toLocalDate().atTime(23, 59, 59);
    Optional<Money> total = of.total();
    boolean onlyTheDayFits =
        total.isPresent()
            && !sum(left, settledAt).equals(total.get())
            && sum(left, endOfDay).equals(total.get());
    return onlyTheDayFits ? endOfDay : settledAt;
  }

  private static Money sum(List<Charge> charges, LocalDateTime until) {
    return charges.stream()
        .filter(charge -> charge.at() == null || !charge.at().isAfter(until))
        .map(Charge::amount)
        .reduce(Money.ZERO, Money::plus);
  }

  /**
   * Of the taken lines those that came here after the settlement itself. Empty where that cannot be
   * told.
   */
  List<Charge> heardAfter(ListCase list) {
    Optional<Long> settled =
        list.settled()
            .flatMap(s -> s.fact("setl_time"))
            .map(Fact::origin)
            .map(origin -> origin.arrivalNumber());
    if (settled.isEmpty()) {
      return List.of();
    }
    return taken.stream().filter(c -> c.origin().arrivalNumber() > settled.get()).toList();
  }
}
