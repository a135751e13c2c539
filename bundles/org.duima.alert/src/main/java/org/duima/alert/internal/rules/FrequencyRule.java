package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.alert.internal.rules.Windows.Per;
import org.duima.alert.internal.rules.Windows.Unit;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.KnownProcedure;

/**
 * {@code count=1; per=day}: how often an item may be used within a time. One that is charged by the
 * hour may be charged for each hour of a day, and no more often than for the hours that its line
 * lasts. Hours, days, stays and operations are counted within the visit, longer times over all
 * visits. Lines that the patient pays do not count for what the fund pays.
 */
final class FrequencyRule extends EachPoint {
  private static final BigDecimal HOURS = BigDecimal.valueOf(24);

  private final Optional<Per> usual;
  private final boolean countsSelfPaid;
  private final String counter;

  private FrequencyRule(String logic, Optional<Per> usual, boolean countsSelfPaid, String counter) {
    super(logic);
    this.usual = usual;
    this.countsSelfPaid = countsSelfPaid;
    this.counter = counter;
  }

  /** Of services that the fund pays so many times; {@code per} has to be there. */
  static FrequencyRule ofServices(String logic) {
    return new FrequencyRule(logic, Optional.empty(), false, "次");
  }

  /** Of consumables, whoever pays; {@code per=procedure} where nothing else is said. */
  static FrequencyRule ofConsumables(String logic) {
    return new FrequencyRule(logic, Optional.of(Per.PROCEDURE), true, "");
  }

  /**
   * @param counter what people say behind the number
   */
  private record Limit(BigDecimal count, Per per, String counter) {
    /** How much it is over the time that is counted. */
    BigDecimal whole() {
      return per.unit() == Unit.HOUR ? count.multiply(HOURS) : count;
    }

    String word() {
      return per.demanded() + Quantities.plain(count) + counter;
    }
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Group group) {
    List<Use> current = counted(group.current());
    if (current.stream().noneMatch(use -> use.times().signum() > 0)) {
      return Optional.empty();
    }
    Constraint constraint = group.point().constraint();
    Optional<BigDecimal> count = Quantities.number(constraint, "count");
    Optional<Per> per = constraint.value("per").map(Per::of).orElse(usual);
    if (count.isEmpty() || per.filter(FrequencyRule::isFrequency).isEmpty()) {
      return group.cannotTell(current, Set.of("constraint"));
    }
    Limit limit = new Limit(count.get(), per.get(), counter);
    List<Use> earlier = counted(Uses.netted(group.earlier()));
    if (limit.per.unit() != Unit.DAYS) {
      earlier.removeIf(use -> !use.isSameVisit());
    }
    return switch (limit.per.unit()) {
      case STAY -> inVisit(order, group, limit, current, earlier);
      case PROCEDURE -> atOperation(order, group, limit, current, earlier);
      default -> inDays(order, group, limit, current, earlier);
    };
  }

  private static boolean isFrequency(Per per) {
    return per.unit() != Unit.YEAR && per.unit() != Unit.DISEASE;
  }

  private List<Use> counted(List<Use> uses) {
    List<Use> counted = new ArrayList<>(uses);
    if (!countsSelfPaid) {
      counted.removeIf(Use::isSelfPaid);
    }
    return counted;
  }

  private static Optional<Opinion> inVisit(
      OrderCase order, Group group, Limit limit, List<Use> current, List<Use> earlier) {
    BigDecimal sum = Tally.sum(order, current, earlier, use -> Tally.total(order, use));
    return sum.compareTo(limit.whole()) > 0
        ? hit(group, limit, sum, current, earlier)
        : group.cannotTell(current, Windows.missingOfVisit(order.context()));
  }

  private static Optional<Opinion> inDays(
      OrderCase order, Group group, Limit limit, List<Use> current, List<Use> earlier) {
    if (limit.per.unit() == Unit.HOUR) {
      Optional<Opinion> tooLong = beyondItsHours(group, limit, current);
      if (tooLong.isPresent()) {
        return tooLong;
      }
    }
    int days = Math.max(1, limit.per.days());
    Tally tally = new Tally(order, current, days - 1);
    tally.add(earlier);
    Optional<Tally.Count> largest = tally.largest(days);
    if (largest.isPresent() && largest.get().value().compareTo(limit.whole()) > 0) {
      LocalDate last = largest.get().last();
      LocalDate first = last.minusDays(days - 1L);
      return hit(
          group,
          limit,
          largest.get().value(),
          touching(order, current, first, last),
          touching(order, earlier, first, last));
    }
    return group.cannotTell(
        current,
        tally.isDayMissing()
            ? Set.of("begin")
            : Windows.missingSince(order.context(), firstDay(current).minusDays(days - 1L)));
  }

  /** A line that says from when to when may be charged for the hours between, begun ones whole. */
  private static Optional<Opinion> beyondItsHours(Group group, Limit limit, List<Use> current) {
    for (Use use : current) {
      if (use.line().begin() == null || use.line().end() == null || use.quantity() == null) {
        continue;
      }
      long minutes = Duration.between(use.line().begin(), use.line().end()).toMinutes();
      if (minutes <= 0) {
        continue;
      }
      BigDecimal hours = BigDecimal.valueOf((minutes + 59) / 60);
      BigDecimal most = hours.multiply(limit.count);
      if (use.quantity().compareTo(most) > 0) {
        return group.hit(
            List.of(use),
            List.of(use),
            Map.of(
                "count",
                Quantities.plain(use.quantity()),
                "limit",
                Quantities.plain(hours) + "小时" + Quantities.plain(most) + limit.counter));
      }
    }
    return Optional.empty();
  }

  /**
   * Counts by the day of an operation. A day without one is no operation's day as far as is known,
   * so nothing is said of it.
   */
  private static Optional<Opinion> atOperation(
      OrderCase order, Group group, Limit limit, List<Use> current, List<Use> earlier) {
    Map<LocalDate, Integer> operations = operations(order.context());
    Map<LocalDate, List<Use>> now = byDay(current);
    Map<LocalDate, List<Use>> before = byDay(earlier);
    Set<String> missing = Set.of();
    for (Map.Entry<LocalDate, List<Use>> day : now.entrySet()) {
      List<Use> beforeOfDay = before.getOrDefault(day.getKey(), List.of());
      BigDecimal sum =
          Tally.sum(order, day.getValue(), beforeOfDay, use -> Tally.total(order, use));
      BigDecimal most =
          limit.count.multiply(BigDecimal.valueOf(operations.getOrDefault(day.getKey(), 1)));
      if (sum.compareTo(most) <= 0) {
        missing = missing.isEmpty() ? Windows.missingSince(order.context(), day.getKey()) : missing;
      } else if (operations.containsKey(day.getKey())) {
        return hit(group, limit, sum, day.getValue(), beforeOfDay);
      } else {
        missing = Set.of("procedure");
      }
    }
    return group.cannotTell(current, missing);
  }

  private static Map<LocalDate, Integer> operations(OrderContext context) {
    Map<LocalDate, Integer> operations = new HashMap<>();
    for (KnownProcedure procedure : context.procedures()) {
      LocalDateTime time = procedure.begin() == null ? procedure.end() : procedure.begin();
      if (time != null && Operations.kind(procedure) != Operations.Kind.OTHER) {
        operations.merge(time.toLocalDate(), 1, Integer::sum);
      }
    }
    return operations;
  }

  private static Map<LocalDate, List<Use>> byDay(List<Use> uses) {
    Map<LocalDate, List<Use>> byDay = new HashMap<>();
    for (Use use : uses) {
      if (use.begin() != null) {
        byDay.computeIfAbsent(use.begin().toLocalDate(), day -> new ArrayList<>()).add(use);
      }
    }
    return byDay;
  }

  private static Optional<Opinion> hit(
      Group group, Limit limit, BigDecimal count, List<Use> current, List<Use> earlier) {
    List<Use> facts = new ArrayList<>(current);
    facts.addAll(earlier);
    return group.hit(
        current,
        facts,
        Map.of("count", Quantities.plain(count), "per", limit.per.found(), "limit", limit.word()));
  }

  private static List<Use> touching(
      OrderCase order, List<Use> uses, LocalDate first, LocalDate last) {
    return uses.stream()
        .filter(use -> use.begin() != null)
        .filter(
            use -> {
              Active.Days days = Active.days(use, order.context().at());
              return !days.first().isAfter(last) && !days.last().isBefore(first);
            })
        .toList();
  }

  private static LocalDate firstDay(List<Use> current) {
    return current.stream()
        .map(use -> use.begin().toLocalDate())
        .min(LocalDate::compareTo)
        .orElseThrow();
  }
}
