package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.rules.Quantities.Measure;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.spi.OrderRule;

/**
 * {@code slices=18; weight=500g; doses=14}: how many slices a prescription has, what one dose of
 * them weighs, and how many doses there are. Each of the limits may be absent.
 */
final class LargePrescriptionRule implements OrderRule {
  @Override
  public String logic() {
    return "large-prescription";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Map<String, List<Use>> prescriptions = new LinkedHashMap<>();
    for (int i = 0; i < order.lines().size(); i++) {
      if (order.lines().get(i).kind() != Kind.SLICE) {
        continue;
      }
      Use use = Use.current(order, order.lines().get(i), i);
      if (use.isGiven()) {
        prescriptions
            .computeIfAbsent(use.line().prescription(), name -> new ArrayList<>())
            .add(use);
      }
    }
    List<Opinion> opinions = new ArrayList<>();
    for (List<Use> slices : prescriptions.values()) {
      judge(ruleClass.defaults(), slices).ifPresent(opinions::add);
    }
    return opinions;
  }

  private static Optional<Opinion> judge(Constraint limits, List<Use> slices) {
    Optional<BigDecimal> mostSlices = Quantities.number(limits, "slices");
    Optional<BigDecimal> mostGrams =
        limits.value("weight").flatMap(Quantities::parse).flatMap(Measure::grams);
    Optional<BigDecimal> mostDoses = Quantities.number(limits, "doses");
    if (mostSlices.isEmpty() && mostGrams.isEmpty() && mostDoses.isEmpty()) {
      return Optional.of(new CannotTell(Optional.empty(), Uses.ids(slices), Set.of("constraint")));
    }
    Set<String> missing = new LinkedHashSet<>();
    List<String> found = new ArrayList<>();
    List<String> demanded = new ArrayList<>();
    BigDecimal count = BigDecimal.valueOf(slices.stream().map(Use::identity).distinct().count());
    compare(Optional.of(count), mostSlices, "味", found, demanded);
    compare(gramsOfOneDose(slices, mostGrams, missing), mostGrams, "克/剂", found, demanded);
    compare(doses(slices, mostDoses, missing), mostDoses, "剂", found, demanded);
    if (!found.isEmpty()) {
      String value = String.join("、", found);
      List<Evidence> facts = new ArrayList<>();
      facts.add(new Evidence("prescription", value, slices.get(0).line().origin().toString()));
      facts.addAll(Uses.evidence(slices));
      return Optional.of(
          Uses.hit(
              Optional.empty(),
              slices,
              facts,
              Map.of("value", value, "limit", String.join("、", demanded))));
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(new CannotTell(Optional.empty(), Uses.ids(slices), missing));
  }

  private static void compare(
      Optional<BigDecimal> value,
      Optional<BigDecimal> limit,
      String unit,
      List<String> found,
      List<String> demanded) {
    if (value.isPresent() && limit.isPresent() && value.get().compareTo(limit.get()) > 0) {
      found.add(Quantities.plain(value.get()) + unit);
      demanded.add(Quantities.plain(limit.get()) + unit);
    }
  }

  /** What is known of the weight: too little rather than too much. */
  private static Optional<BigDecimal> gramsOfOneDose(
      List<Use> slices, Optional<BigDecimal> limit, Set<String> missing) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (Use slice : slices) {
      Optional<BigDecimal> grams = SliceDoses.gramsOfOne(slice.line());
      if (grams.isEmpty()) {
        missing.add("dose");
      }
      sum = sum.add(grams.orElse(BigDecimal.ZERO));
    }
    return Optional.of(sum);
  }

  private static Optional<BigDecimal> doses(
      List<Use> slices, Optional<BigDecimal> limit, Set<String> missing) {
    Optional<BigDecimal> most =
        slices.stream()
            .map(slice -> SliceDoses.count(slice.line()))
            .flatMap(Optional::stream)
            .max(BigDecimal::compareTo);
    if (limit.isPresent() && most.isEmpty()) {
      missing.add("doses");
    }
    return most;
  }
}
