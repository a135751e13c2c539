package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.duima.alert.internal.rules.Active.Days;
import org.duima.alert.internal.rules.Active.Span;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.alert.internal.rules.Windows.Per;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;

/**
 * {@code per=day|stay}: both sides of a pair charged in the same visit, on the same day where
 * nothing else is said; one of them contains the other. When charges are asked about, orders of
 * before are no charges.
 */
final class ContainedRule extends EachPoint {
  ContainedRule() {
    super("contained");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Group group) {
    Optional<Per> per = Per.of(group.point().constraint().value("per").orElse("day"));
    Optional<Function<Use, Span>> span = per.flatMap(within -> span(order, within));
    List<Use> lines = new ArrayList<>(group.current());
    lines.addAll(group.others());
    if (span.isEmpty()) {
      return group.cannotTell(lines, Set.of("constraint"));
    }
    List<Use> side = charged(order, group.current(), group.earlier());
    List<Use> otherSide = charged(order, group.others(), group.earlierOthers());
    Pairs pairs = new Pairs();
    pairs.look(side, otherSide, span.get());
    Optional<Opinion> hit = pairs.hit(group, Map.of());
    if (hit.isPresent()) {
      return hit;
    }
    lines.removeIf(line -> !line.isGiven());
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Optional<Opinion> undecided = pairs.undecided(group::cannotTell);
    return undecided.isPresent()
        ? undecided
        : group.cannotTell(lines, missing(order, per.get(), lines));
  }

  private static List<Use> charged(OrderCase order, List<Use> current, List<Use> earlier) {
    List<Use> all = new ArrayList<>(current.stream().filter(Use::isGiven).toList());
    for (Use use : Uses.netted(earlier)) {
      if (use.isSameVisit() && (use.isCharged() || !Use.isCharging(order))) {
        all.add(use);
      }
    }
    return all;
  }

  private static Optional<Function<Use, Span>> span(OrderCase order, Per per) {
    LocalDateTime at = order.context().at();
    return switch (per.unit()) {
      case STAY -> Optional.of(use -> Span.ALWAYS);
      case DAY -> Optional.of(use -> days(use, at));
      default -> Optional.empty();
    };
  }

  /** Whole days: what was charged in the morning meets what is charged in the evening. */
  private static Span days(Use use, LocalDateTime at) {
    if (use.begin() == null) {
      return Active.span(use, at);
    }
    Days used = Active.days(use, at);
    return Span.sure(used.first().atStartOfDay(), used.last().plusDays(1).atStartOfDay());
  }

  private static Set<String> missing(OrderCase order, Per per, List<Use> lines) {
    if (per.unit() == Windows.Unit.STAY) {
      return Windows.missingOfVisit(order.context());
    }
    LocalDate first =
        lines.stream()
            .map(line -> line.begin().toLocalDate())
            .min(LocalDate::compareTo)
            .orElseThrow();
    return Windows.missingSince(order.context(), first);
  }
}
