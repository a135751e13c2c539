package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duima.alert.internal.rules.Active.Days;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.alert.internal.rules.Windows.Per;
import org.duima.alert.internal.rules.Windows.Unit;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * {@code days=14; per=stay|disease|90d}: on how many days an item may be used, a stay where nothing
 * else is said; {@code interval=14d}: how many days there are from one to the next. A day counts
 * once, however often it was ordered and charged. Lines that the patient pays do not count.
 */
final class CourseRule extends EachPoint {
  /** Days further away are left out, so that no line can make the days too many to look at. */
  private static final int FURTHEST = 3700;

  CourseRule() {
    super("course");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Group group) {
    List<Use> current = counted(group.current());
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Constraint constraint = group.point().constraint();
    OptionalInt days = Quantities.days(constraint, "days");
    OptionalInt interval = Quantities.days(constraint, "interval");
    Optional<Per> per = Per.of(constraint.value("per").orElse("stay"));
    if (days.isEmpty() == constraint.value("days").isPresent()
        || interval.isEmpty() == constraint.value("interval").isPresent()
        || days.isEmpty() && interval.isEmpty()
        || per.filter(CourseRule::isCourse).isEmpty()) {
      return group.cannotTell(current, Set.of("constraint"));
    }
    List<Use> earlier = counted(Uses.netted(group.earlier()));
    earlier.removeIf(use -> !use.isCharged() && Use.isCharging(order));
    Set<String> missing = new HashSet<>();
    if (days.isPresent()) {
      Optional<Opinion> hit =
          longer(order, group, days.getAsInt(), per.get(), current, earlier, missing);
      if (hit.isPresent()) {
        return hit;
      }
    }
    if (interval.isPresent()) {
      Optional<Opinion> hit = sooner(order, group, interval.getAsInt(), current, earlier, missing);
      if (hit.isPresent()) {
        return hit;
      }
    }
    return group.cannotTell(current, missing);
  }

  private static boolean isCourse(Per per) {
    return per.unit() == Unit.STAY || per.unit() == Unit.DISEASE || per.unit() == Unit.DAYS;
  }

  private static List<Use> counted(List<Use> uses) {
    return new ArrayList<>(
        uses.stream().filter(use -> use.isGiven() && !use.isSelfPaid()).toList());
  }

  private static Optional<Opinion> longer(
      OrderCase order,
      Group group,
      int limit,
      Per per,
      List<Use> current,
      List<Use> earlier,
      Set<String> missing) {
    List<Use> inVisit = earlier.stream().filter(Use::isSameVisit).toList();
    boolean isWindow = per.unit() == Unit.DAYS;
    int length = isWindow ? per.days() : 2 * FURTHEST;
    int used = mostDays(order, current, isWindow ? earlier : inVisit, length);
    if (used > limit) {
      List<Use> facts = new ArrayList<>(current);
      facts.addAll(isWindow ? earlier : inVisit);
      return group.hit(
          current,
          facts,
          Map.of("days", Integer.toString(used), "limit", limit + "天", "per", per.found()));
    }
    if (per.unit() == Unit.DISEASE && mostDays(order, current, earlier, length) > limit) {
      // Whether the visits before were for the same course of the disease, nobody says.
      missing.add("disease-course");
      return Optional.empty();
    }
    addMissing(order, per, current, earlier, missing);
    return Optional.empty();
  }

  private static void addMissing(
      OrderCase order, Per per, List<Use> current, List<Use> earlier, Set<String> missing) {
    LocalDate today = order.context().at().toLocalDate();
    switch (per.unit()) {
      case DAYS ->
          missing.addAll(Windows.missingSince(order.context(), today.minusDays(per.days() - 1L)));
      case DISEASE ->
          missing.addAll(
              Windows.missingSince(
                  order.context(),
                  Windows.visitStart(order.context()).orElse(today).minusDays(Windows.DISEASE)));
      default -> missing.addAll(Windows.missingOfVisit(order.context()));
    }
    // In hospital a line is ordered day by day; elsewhere it is for a number of days.
    boolean isLengthMissing =
        !Windows.isInpatient(order.context())
            && current.stream()
                .anyMatch(use -> !Active.days(use, order.context().at()).isLengthKnown());
    boolean isCharged = earlier.stream().anyMatch(Use::isCharged);
    boolean isEarlierLengthMissing =
        !isCharged
            && earlier.stream()
                .anyMatch(
                    use ->
                        use.begin() == null
                            || !use.line().is(Mark.LONG_TERM)
                                && !Active.days(use, order.context().at()).isLengthKnown());
    if (isLengthMissing || isEarlierLengthMissing) {
      missing.add("days");
    }
    if (earlier.stream().anyMatch(use -> use.begin() == null)) {
      missing.add("begin");
    }
  }

  /** On how many of so many days in a row it is used, where lines of the order are among them. */
  private static int mostDays(OrderCase order, List<Use> current, List<Use> earlier, int length) {
    BitSet now = bits(order, current);
    BitSet all = bits(order, earlier);
    all.or(now);
    int most = 0;
    int inWindow = 0;
    int nowInWindow = 0;
    for (int day = all.nextSetBit(0); day >= 0 && day < 2 * FURTHEST; day++) {
      inWindow += all.get(day) ? 1 : 0;
      nowInWindow += now.get(day) ? 1 : 0;
      if (day >= length) {
        inWindow -= all.get(day - length) ? 1 : 0;
        nowInWindow -= now.get(day - length) ? 1 : 0;
      }
      if (nowInWindow > 0) {
        most = Math.max(most, inWindow);
      }
    }
    return most;
  }

  /** Days of lines, from so many before today on. */
  private static BitSet bits(OrderCase order, List<Use> uses) {
    long origin = order.context().at().toLocalDate().toEpochDay() - FURTHEST;
    BitSet bits = new BitSet(2 * FURTHEST);
    for (Use use : uses) {
      if (use.begin() == null) {
        continue;
      }
      Days days = Active.days(use, order.context().at());
      long from = Math.max(days.first().toEpochDay() - origin, 0);
      long to = Math.min(days.last().toEpochDay() - origin + 1, 2L * FURTHEST);
      if (from < to) {
        bits.set((int) from, (int) to);
      }
    }
    return bits;
  }

  /** Two uses on one day are no interval: an order and its charge are of one day. */
  private static Optional<Opinion> sooner(
      OrderCase order,
      Group group,
      int interval,
      List<Use> current,
      List<Use> earlier,
      Set<String> missing) {
    BitSet now = bits(order, current);
    BitSet all = bits(order, earlier);
    all.or(now);
    long origin = order.context().at().toLocalDate().toEpochDay() - FURTHEST;
    for (int day = now.nextSetBit(0); day >= 0; day = now.nextSetBit(day + 1)) {
      int before = day == 0 ? -1 : all.previousSetBit(day - 1);
      int after = all.nextSetBit(day + 1);
      boolean isSoonAfter = before >= 0 && day - before < interval;
      if (isSoonAfter || after >= 0 && after - day < interval) {
        LocalDate other = LocalDate.ofEpochDay(origin + (isSoonAfter ? before : after));
        List<Use> facts = new ArrayList<>(current);
        earlier.stream()
            .filter(use -> use.begin() != null)
            .filter(
                use -> {
                  Days days = Active.days(use, order.context().at());
                  return !days.first().isAfter(other) && !days.last().isBefore(other);
                })
            .forEach(facts::add);
        return group.hit(
            current,
            facts,
            Map.of(
                "limit",
                "间隔不少于" + interval + "天",
                "value",
                "间隔" + (isSoonAfter ? day - before : after - day) + "天"));
      }
    }
    LocalDate first = LocalDate.ofEpochDay(origin + Math.max(now.nextSetBit(0), 0));
    missing.addAll(Windows.missingSince(order.context(), first.minusDays(interval - 1L)));
    if (earlier.stream().anyMatch(use -> use.begin() == null)) {
      missing.add("begin");
    }
    return Optional.empty();
  }
}
