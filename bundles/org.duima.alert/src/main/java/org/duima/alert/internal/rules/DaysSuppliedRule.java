package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgePoint;
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
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/**
 * {@code outpatientDays, emergencyDays, chronicDays, dischargeDays}: for how many days a drug may
 * be supplied, by the visit. A point for a drug overrides the class's values. Drugs that are given
 * during a stay are not judged.
 */
final class DaysSuppliedRule implements OrderRule {
  private static final List<String> OUTPATIENT =
      List.of("emergencyDays", "outpatientDays", "chronicDays");

  @Override
  public String logic() {
    return "days-supplied";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Map<String, KnowledgePoint> points = new HashMap<>();
    for (Match match : matches) {
      points.putIfAbsent(match.line().id(), match.point());
    }
    List<Opinion> opinions = new ArrayList<>();
    for (OrderLine line : order.lines()) {
      if (line.kind() == Kind.DRUG && !line.is(Mark.CANCELLED)) {
        Optional<KnowledgePoint> point = Optional.ofNullable(points.get(line.id()));
        Constraint limits = point.map(KnowledgePoint::constraint).orElse(ruleClass.defaults());
        judge(order.context(), line, limits, point).ifPresent(opinions::add);
      }
    }
    return opinions;
  }

  private static Optional<Opinion> judge(
      OrderContext context, OrderLine line, Constraint limits, Optional<KnowledgePoint> point) {
    List<String> possible = possibleLimits(context, line);
    if (possible.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> days = new ArrayList<>();
    for (String name : possible) {
      Terms.wholeNumber(limits, name).ifPresent(days::add);
    }
    if (days.isEmpty()) {
      return Optional.empty();
    }
    Optional<BigDecimal> supplied = supplied(line);
    if (supplied.isEmpty()) {
      return cannotTell(point, line, "days");
    }
    int least = Collections.min(days);
    int most = Collections.max(days);
    if (supplied.get().compareTo(BigDecimal.valueOf(least)) <= 0) {
      return Optional.empty();
    }
    // beyond the longest of the limits that may hold there is no doubt, whichever it is
    boolean allSay = days.size() == possible.size();
    if (!allSay || supplied.get().compareTo(BigDecimal.valueOf(most)) <= 0) {
      return cannotTell(point, line, context.visitKind().isEmpty() ? "visit" : "medical-type");
    }
    List<Evidence> facts = new ArrayList<>();
    facts.add(new Evidence("days", Terms.of(supplied.get()), line.origin().toString()));
    if (line.is(Mark.TAKE_HOME)) {
      facts.add(new Evidence("take-home", "出院带药", line.origin().toString()));
    }
    context
        .visitKind()
        .ifPresent(kind -> facts.add(new Evidence("visit", Terms.of(kind.value()), kind.source())));
    context.medicalType().ifPresent(type -> facts.add(Evidence.of("medical-type", type)));
    return Optional.of(
        new Hit(
            point,
            List.of(line.id()),
            facts,
            Map.of("days", Terms.of(supplied.get()), "limit", most + "天")));
  }

  /** Names of the limits of which one holds; none for what is given during a stay. */
  private static List<String> possibleLimits(OrderContext context, OrderLine line) {
    if (line.is(Mark.TAKE_HOME)) {
      return List.of("dischargeDays");
    }
    Optional<VisitKind> visit = context.visitKind().map(Known::value);
    if (visit.isPresent() && visit.get() == VisitKind.INPATIENT) {
      return List.of();
    }
    Optional<String> type = context.medicalType().map(Known::value);
    if (context.chronicDisease().isPresent()
        || type.isPresent() && Terms.isChronicVisit(type.get())) {
      return List.of("chronicDays");
    }
    if (visit.isEmpty()) {
      return OUTPATIENT;
    }
    if (visit.get() == VisitKind.EMERGENCY) {
      return List.of("emergencyDays");
    }
    return type.isPresent() ? List.of("outpatientDays") : List.of("outpatientDays", "chronicDays");
  }

  /** Days that are stated, else what the quantity comes to in whole days. */
  private static Optional<BigDecimal> supplied(OrderLine line) {
    Dosage dosage = line.dosage();
    if (dosage.days() != null) {
      return Stream.of(dosage.days()).filter(days -> days > 0).map(BigDecimal::valueOf).findFirst();
    }
    BigDecimal quantity = line.supply().quantity();
    Optional<BigDecimal> dayDose = dosage.dayDose().filter(dose -> dose.signum() > 0);
    boolean isSameUnit =
        !dosage.doseUnit().isBlank()
            && dosage.doseUnit().strip().equalsIgnoreCase(line.supply().unit().strip());
    if (quantity == null || quantity.signum() <= 0 || dayDose.isEmpty() || !isSameUnit) {
      return Optional.empty();
    }
    return Optional.of(quantity.divide(dayDose.get(), 0, RoundingMode.DOWN));
  }

  private static Optional<Opinion> cannotTell(
      Optional<KnowledgePoint> point, OrderLine line, String missing) {
    return Optional.of(new CannotTell(point, List.of(line.id()), Set.of(missing)));
  }
}
