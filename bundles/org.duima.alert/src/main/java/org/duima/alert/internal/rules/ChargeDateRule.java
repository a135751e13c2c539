package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.VisitKind;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/** Lines of a stay whose day is before the admission or after the discharge. */
final class ChargeDateRule implements OrderRule {
  private static final int NAMED = 3;

  @Override
  public String logic() {
    return "charge-date";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    OrderContext context = order.context();
    Optional<Known<VisitKind>> visit = context.visitKind();
    if (visit.isPresent() && visit.get().value() != VisitKind.INPATIENT) {
      return List.of();
    }
    List<OrderLine> dated = new ArrayList<>();
    for (OrderLine line : order.lines()) {
      if (line.begin() != null && !line.is(Mark.CANCELLED)) {
        dated.add(line);
      }
    }
    if (dated.isEmpty()) {
      return List.of();
    }
    if (visit.isEmpty()) {
      return List.of(cannotTell(dated, "visit"));
    }
    Optional<Known<LocalDateTime>> admitted = context.admittedAt();
    Optional<Known<LocalDateTime>> discharged = context.dischargedAt();
    List<OrderLine> outside = new ArrayList<>();
    for (OrderLine line : dated) {
      LocalDate day = line.begin().toLocalDate();
      if (admitted.map(at -> day.isBefore(at.value().toLocalDate())).orElse(false)
          || discharged.map(at -> day.isAfter(at.value().toLocalDate())).orElse(false)) {
        outside.add(line);
      }
    }
    if (!outside.isEmpty()) {
      return List.of(hit(outside, admitted, discharged));
    }
    return admitted.isEmpty() ? List.of(cannotTell(dated, "admission")) : List.of();
  }

  private static Opinion hit(
      List<OrderLine> outside,
      Optional<Known<LocalDateTime>> admitted,
      Optional<Known<LocalDateTime>> discharged) {
    List<Evidence> facts = new ArrayList<>();
    admitted.ifPresent(at -> facts.add(Evidence.of("admission", at)));
    discharged.ifPresent(at -> facts.add(Evidence.of("discharge", at)));
    outside.forEach(
        line -> facts.add(new Evidence("date", line.begin().toString(), line.origin().toString())));
    List<String> days =
        outside.stream()
            .map(line -> line.begin().toLocalDate())
            .distinct()
            .sorted()
            .map(LocalDate::toString)
            .toList();
    String value = String.join("、", days.subList(0, Math.min(NAMED, days.size())));
    return new Hit(
        Optional.empty(),
        outside.stream().map(OrderLine::id).toList(),
        facts,
        Map.of(
            "value",
            days.size() > NAMED ? value + "等" + days.size() + "天" : value,
            "limit",
            day(admitted) + "至" + day(discharged)));
  }

  private static String day(Optional<Known<LocalDateTime>> at) {
    return at.map(known -> known.value().toLocalDate().toString()).orElse("");
  }

  private static Opinion cannotTell(List<OrderLine> lines, String missing) {
    return new CannotTell(
        Optional.empty(),
        lines.stream().map(OrderLine::id).collect(Collectors.toList()),
        Set.of(missing));
  }
}
