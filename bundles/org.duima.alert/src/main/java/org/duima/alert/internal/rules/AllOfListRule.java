package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/**
 * Slices that are not paid when a prescription holds nothing but slices of the list: one alone, or
 * all of them. One slice outside the list and the prescription is paid.
 */
final class AllOfListRule implements OrderRule {
  @Override
  public String logic() {
    return "all-of-list";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Map<String, Match> listed = new HashMap<>();
    for (Match match : matches) {
      listed.putIfAbsent(match.line().id(), match);
    }
    Map<String, List<OrderLine>> prescriptions = new LinkedHashMap<>();
    for (OrderLine line : order.lines()) {
      if (line.kind() == Kind.SLICE && !line.is(Mark.CANCELLED)) {
        prescriptions.computeIfAbsent(line.prescription(), number -> new ArrayList<>()).add(line);
      }
    }
    List<Opinion> opinions = new ArrayList<>();
    prescriptions.forEach(
        (number, slices) -> {
          if (slices.stream().anyMatch(slice -> listed.containsKey(slice.id()))) {
            judge(order, ruleClass, number, slices, listed).ifPresent(opinions::add);
          }
        });
    return opinions;
  }

  private static Optional<Opinion> judge(
      OrderCase order,
      RuleClass ruleClass,
      String number,
      List<OrderLine> slices,
      Map<String, Match> listed) {
    boolean isUncertain = false;
    for (OrderLine slice : slices) {
      if (!listed.containsKey(slice.id())) {
        if (!slice.item().value().isEmpty()) {
          return Optional.empty();
        }
        isUncertain = true;
      }
    }
    OrderContext context = order.context();
    List<OrderLine> charged =
        slices.stream()
            .filter(slice -> Fund.isCharged(context, slice).orElse(true))
            .filter(slice -> listed.containsKey(slice.id()))
            .toList();
    if (charged.isEmpty()) {
      return Optional.empty();
    }
    List<String> ids = charged.stream().map(OrderLine::id).toList();
    Match first = listed.get(ids.get(0));
    Earlier earlier = earlier(order, ruleClass, number);
    if (earlier == Earlier.OUTSIDE) {
      return Optional.empty();
    }
    String missing =
        isUncertain || earlier == Earlier.UNCODED
            ? "item"
            : earlier == Earlier.PERHAPS_OUTSIDE
                ? "prescription"
                : Fund.isCharged(context, charged.get(0)).isEmpty() ? "insurance" : "";
    if (!missing.isEmpty()) {
      return Optional.of(new CannotTell(Optional.of(first.point()), ids, Set.of(missing)));
    }
    List<Evidence> facts = new ArrayList<>(Fund.evidence(context));
    for (OrderLine slice : slices) {
      facts.add(
          new Evidence(
              "slice",
              Opinions.named(slice.displayName(), slice.item().value()),
              slice.origin().toString()));
    }
    return Optional.of(
        new Hit(
            Optional.of(first.point()),
            ids,
            facts,
            Map.of("count", String.valueOf(slices.size()))));
  }

  /** What was ordered before for the same prescription. */
  private enum Earlier {
    NOTHING_ELSE,
    OUTSIDE,
    UNCODED,
    /** Without a number nobody can say whether slices of that day are of the prescription. */
    PERHAPS_OUTSIDE
  }

  private static Earlier earlier(OrderCase order, RuleClass ruleClass, String number) {
    OrderContext context = order.context();
    Earlier found = Earlier.NOTHING_ELSE;
    for (EarlierLine each : context.earlier()) {
      OrderLine slice = each.line();
      if (slice.kind() != Kind.SLICE
          || !each.sameVisit()
          || each.charged()
          || !slice.prescription().equals(number)) {
        continue;
      }
      if (number.isEmpty()
          && !History.dayOf(slice, context.at()).equals(context.at().toLocalDate())) {
        continue;
      }
      if (Listed.isNamed(order, ruleClass, slice, point -> true)) {
        continue;
      }
      if (number.isEmpty()) {
        found = Earlier.PERHAPS_OUTSIDE;
      } else if (slice.item().value().isEmpty()) {
        found = Earlier.UNCODED;
      } else {
        return Earlier.OUTSIDE;
      }
    }
    return found;
  }
}
