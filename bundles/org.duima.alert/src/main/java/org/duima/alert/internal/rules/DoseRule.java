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
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;

/**
 * {@code dose=10mg; dayDose=40mg}: the most of one time and of one day. Doses are compared where
 * their units measure the same; tablets are not milligrams.
 */
final class DoseRule extends EachMatch {
  DoseRule() {
    super("dose");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Constraint constraint = match.point().constraint();
    Optional<String> dose = constraint.value("dose");
    Optional<String> dayDose = constraint.value("dayDose");
    Optional<Measure> most = dose.flatMap(Quantities::parse);
    Optional<Measure> mostOfDay = dayDose.flatMap(Quantities::parse);
    if (dose.isPresent() != most.isPresent()
        || dayDose.isPresent() != mostOfDay.isPresent()
        || (dose.isEmpty() && dayDose.isEmpty())) {
      return Opinions.cannotTell(match, "constraint");
    }
    OrderLine line = match.line();
    Dosage dosage = line.dosage();
    if (dosage.dose() == null || dosage.dose().signum() < 0) {
      return Opinions.cannotTell(match, "dose");
    }
    Optional<Measure> given = Quantities.of(dosage.dose(), dosage.doseUnit());
    if (given.isEmpty()) {
      return Opinions.cannotTell(match, "dose-unit");
    }
    boolean isFrequencyKnown = dosage.timesPerDay() != null && dosage.timesPerDay().signum() > 0;
    // Whoever takes it at all takes it once on that day, also if it is not taken every day.
    BigDecimal times = isFrequencyKnown ? dosage.timesPerDay().max(BigDecimal.ONE) : BigDecimal.ONE;
    Measure ofDay = new Measure(given.get().value().multiply(times), given.get().dimension());
    List<String> values = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    if (most.isPresent() && isAbove(given.get(), most.get(), missing)) {
      values.add("单次" + Quantities.plain(dosage.dose()) + dosage.doseUnit());
      limits.add("单次" + dose.get());
    }
    if (mostOfDay.isPresent()) {
      if (isAbove(ofDay, mostOfDay.get(), missing)) {
        values.add("每日" + Quantities.plain(dosage.dose().multiply(times)) + dosage.doseUnit());
        limits.add("每日" + dayDose.get());
      } else if (!isFrequencyKnown) {
        missing.add("frequency");
      }
    }
    if (!values.isEmpty()) {
      Map<String, String> words = new LinkedHashMap<>();
      words.put("value", String.join("、", values));
      words.put("limit", String.join("、", limits));
      return Opinions.hit(match, facts(line), words);
    }
    return missing.isEmpty() ? Optional.empty() : Opinions.cannotTell(match, missing);
  }

  private static boolean isAbove(Measure given, Measure most, Set<String> missing) {
    if (!given.isComparable(most)) {
      missing.add("dose-unit");
      return false;
    }
    return given.value().compareTo(most.value()) > 0;
  }

  private static List<Evidence> facts(OrderLine line) {
    Dosage dosage = line.dosage();
    String source = line.origin().toString();
    List<Evidence> facts = new ArrayList<>();
    facts.add(new Evidence("dose", Quantities.plain(dosage.dose()) + dosage.doseUnit(), source));
    if (dosage.timesPerDay() != null) {
      facts.add(new Evidence("times-per-day", Quantities.plain(dosage.timesPerDay()), source));
    }
    return facts;
  }
}
