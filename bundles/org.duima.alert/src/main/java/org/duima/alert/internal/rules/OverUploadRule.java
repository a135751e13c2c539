package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Money;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Supply;
import org.duima.api.spi.OrderRule;

/**
 * A slice of which more is charged than was ordered. When charges are asked about, all charges of
 * the visit are compared with all its orders of the slice; otherwise, and where there is no order,
 * the quantity of a line is compared with its own dose and days.
 */
final class OverUploadRule implements OrderRule {
  @Override
  public String logic() {
    return "over-upload";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Map<String, List<Use>> slices = new LinkedHashMap<>();
    for (int i = 0; i < order.lines().size(); i++) {
      if (order.lines().get(i).kind() != Kind.SLICE) {
        continue;
      }
      Use use = Use.current(order, order.lines().get(i), i);
      if (use.isGiven()) {
        slices.computeIfAbsent(use.identity(), item -> new ArrayList<>()).add(use);
      }
    }
    if (slices.isEmpty()) {
      return List.of();
    }
    Map<String, List<Use>> before = Use.isCharging(order) ? before(order, slices) : Map.of();
    List<Opinion> opinions = new ArrayList<>();
    Map<Set<String>, List<Use>> undecided = new LinkedHashMap<>();
    slices.forEach(
        (item, lines) -> {
          List<Use> earlier = before.getOrDefault(item, List.of());
          Set<String> missing = new LinkedHashSet<>();
          Optional<Opinion> hit =
              earlier.stream().anyMatch(use -> !use.isCharged())
                  ? againstOrders(order, lines, earlier, missing)
                  : againstThemselves(lines, missing);
          hit.ifPresent(opinions::add);
          if (hit.isEmpty() && !missing.isEmpty()) {
            undecided.computeIfAbsent(missing, key -> new ArrayList<>()).addAll(lines);
          }
        });
    undecided.forEach(
        (missing, lines) ->
            opinions.add(new CannotTell(Optional.empty(), Uses.ids(lines), missing)));
    return opinions;
  }

  private static Map<String, List<Use>> before(OrderCase order, Map<String, List<Use>> slices) {
    Map<String, List<Use>> found = new HashMap<>();
    for (EarlierLine line : Uses.earlier(order)) {
      if (!line.sameVisit() || line.line().kind() != Kind.SLICE) {
        continue;
      }
      Use use = Use.earlier(line, Use.isPaidByPatient(order));
      if (slices.containsKey(use.identity())) {
        found.computeIfAbsent(use.identity(), item -> new ArrayList<>()).add(use);
      }
    }
    return found;
  }

  private static Optional<Opinion> againstOrders(
      OrderCase order, List<Use> lines, List<Use> earlier, Set<String> missing) {
    List<Use> charges = new ArrayList<>(earlier.stream().filter(Use::isCharged).toList());
    charges.addAll(lines);
    List<Use> orders = earlier.stream().filter(use -> !use.isCharged() && use.isGiven()).toList();
    BigDecimal charged = BigDecimal.ZERO;
    Map<Money, BigDecimal> gramsByPrice = gramsByPrice(lines);
    for (Use charge : charges) {
      // Refunds count against the charges.
      Optional<BigDecimal> grams = grams(charge.line(), gramsByPrice);
      if (grams.isEmpty()) {
        missing.add("quantity");
        return Optional.empty();
      }
      charged = charged.add(grams.get());
    }
    BigDecimal ordered = BigDecimal.ZERO;
    for (Use one : orders) {
      Optional<BigDecimal> grams =
          SliceDoses.grams(one.line())
              .filter(g -> g.signum() > 0)
              .or(() -> SliceDoses.orderedGrams(one.line()));
      if (grams.isEmpty()) {
        missing.add("ordered");
        return Optional.empty();
      }
      ordered = ordered.add(grams.get());
    }
    // Orders and charges that are not on record may turn it either way.
    missing.addAll(Windows.missingOfVisit(order.context()));
    if (!missing.isEmpty() || charged.compareTo(ordered) <= 0) {
      return Optional.empty();
    }
    List<Use> facts = new ArrayList<>(lines);
    facts.addAll(earlier);
    return hit(lines, facts, charged, ordered);
  }

  /** What one unit weighs, by its price. */
  private static Map<Money, BigDecimal> gramsByPrice(List<Use> lines) {
    Map<Money, BigDecimal> found = new HashMap<>();
    for (Use use : lines) {
      Supply supply = use.line().supply();
      Optional<BigDecimal> grams = SliceDoses.grams(use.line());
      if (supply.unitPrice() != null && grams.filter(g -> g.signum() > 0).isPresent()) {
        found.put(
            supply.unitPrice(), grams.get().divide(supply.quantity(), 6, RoundingMode.HALF_UP));
      }
    }
    return found;
  }

  /** A charge that does not name its unit is of the unit that has the same price. */
  private static Optional<BigDecimal> grams(OrderLine line, Map<Money, BigDecimal> gramsByPrice) {
    Supply supply = line.supply();
    if (supply.quantity() == null || !supply.unit().isBlank() || supply.unitPrice() == null) {
      return SliceDoses.grams(line);
    }
    return Optional.ofNullable(gramsByPrice.get(supply.unitPrice()))
        .map(grams -> grams.multiply(supply.quantity()));
  }

  private static Optional<Opinion> againstThemselves(List<Use> lines, Set<String> missing) {
    List<Use> above = new ArrayList<>();
    BigDecimal charged = BigDecimal.ZERO;
    BigDecimal ordered = BigDecimal.ZERO;
    for (Use use : lines) {
      Optional<BigDecimal> grams = SliceDoses.grams(use.line());
      Optional<BigDecimal> most = SliceDoses.orderedGrams(use.line());
      if (grams.isEmpty()) {
        missing.add("quantity");
      } else if (most.isEmpty()) {
        missing.add("ordered");
      } else if (grams.get().compareTo(most.get()) > 0) {
        above.add(use);
        charged = charged.add(grams.get());
        ordered = ordered.add(most.get());
      }
    }
    return above.isEmpty() ? Optional.empty() : hit(above, above, charged, ordered);
  }

  private static Optional<Opinion> hit(
      List<Use> lines, List<Use> facts, BigDecimal charged, BigDecimal ordered) {
    return Optional.of(
        Uses.hit(
            Optional.empty(),
            lines,
            Uses.evidence(facts),
            Map.of(
                "value",
                Quantities.plain(charged) + "克",
                "limit",
                Quantities.plain(ordered) + "克")));
  }
}
