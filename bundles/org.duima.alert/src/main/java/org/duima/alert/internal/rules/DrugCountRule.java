package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.OrderContext.VisitKind;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/**
 * {@code kinds=5}: how many drugs a prescription may hold. Slices do not count. Orders of a stay
 * are no prescription.
 */
final class DrugCountRule implements OrderRule {
  @Override
  public String logic() {
    return "drug-count";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    OrderContext context = order.context();
    Optional<Known<VisitKind>> visit = context.visitKind();
    Optional<Integer> most = Terms.wholeNumber(ruleClass.defaults(), "kinds");
    boolean isStay = visit.map(kind -> kind.value() == VisitKind.INPATIENT).orElse(false);
    // no prescription has more drugs than there are lines
    if (most.isEmpty() || isStay || order.lines().size() + context.earlier().size() <= most.get()) {
      return List.of();
    }
    Map<String, List<OrderLine>> prescriptions = new LinkedHashMap<>();
    for (OrderLine line : order.lines()) {
      if (line.kind() == Kind.DRUG && !line.is(Mark.CANCELLED)) {
        prescriptions.computeIfAbsent(line.prescription(), number -> new ArrayList<>()).add(line);
      }
    }
    Map<String, List<OrderLine>> earlier = earlier(context);
    List<Opinion> opinions = new ArrayList<>();
    prescriptions.forEach(
        (number, lines) -> {
          List<OrderLine> whole = new ArrayList<>(lines);
          whole.addAll(earlier.getOrDefault(number, List.of()));
          int count = count(whole);
          if (count > most.get()) {
            opinions.add(opinion(visit, lines, whole, count, most.get()));
          }
        });
    return opinions;
  }

  private static Opinion opinion(
      Optional<Known<VisitKind>> visit,
      List<OrderLine> lines,
      List<OrderLine> whole,
      int count,
      int most) {
    List<String> ids = lines.stream().map(OrderLine::id).toList();
    if (visit.isEmpty()) {
      return new CannotTell(Optional.empty(), ids, Set.of("visit"));
    }
    List<Evidence> facts = new ArrayList<>();
    facts.add(new Evidence("visit", Terms.of(visit.get().value()), visit.get().source()));
    for (OrderLine line : whole) {
      facts.add(
          new Evidence(
              "drug",
              Opinions.named(line.displayName(), line.item().value()),
              line.origin().toString()));
    }
    return new Hit(
        Optional.empty(), ids, facts, Map.of("count", String.valueOf(count), "limit", most + "种"));
  }

  /** Other drugs of numbered prescriptions that were ordered before. */
  private static Map<String, List<OrderLine>> earlier(OrderContext context) {
    Map<String, List<OrderLine>> byNumber = new LinkedHashMap<>();
    for (EarlierLine each : context.earlier()) {
      OrderLine line = each.line();
      if (line.kind() == Kind.DRUG
          && each.sameVisit()
          && !each.charged()
          && !line.prescription().isEmpty()) {
        byNumber.computeIfAbsent(line.prescription(), number -> new ArrayList<>()).add(line);
      }
    }
    return byNumber;
  }

  /** The smaller of two counts: two packs of a drug have two codes, two spellings two names. */
  private static int count(List<OrderLine> lines) {
    Set<String> codes = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (OrderLine line : lines) {
      String name = line.displayName().strip().toLowerCase(Locale.ROOT);
      names.add(name);
      String code = line.item().value().isEmpty() ? line.localCode() : line.item().value();
      codes.add(code.isEmpty() ? name : code.toUpperCase(Locale.ROOT));
    }
    return Math.min(codes.size(), names.size());
  }
}
