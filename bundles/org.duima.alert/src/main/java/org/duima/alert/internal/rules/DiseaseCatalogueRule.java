package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/**
 * {@code disease=M03900}: the chronic diseases whose catalogue holds a drug. A drug outside is
 * named by no point at all, so the class has to be evaluated for every order; a disease without any
 * point has no catalogue here and is not judged.
 */
final class DiseaseCatalogueRule implements OrderRule {
  @Override
  public String logic() {
    return "disease-catalogue";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    OrderContext context = order.context();
    Optional<Known<String>> disease = context.chronicDisease();
    boolean isChronic =
        disease.isPresent()
            || context.medicalType().isPresent()
                && Terms.isChronicVisit(context.medicalType().get().value());
    if (!isChronic) {
      return List.of();
    }
    List<OrderLine> drugs =
        order.lines().stream()
            .filter(line -> line.kind() == Kind.DRUG && !line.is(Mark.CANCELLED))
            .toList();
    if (drugs.isEmpty()) {
      return List.of();
    }
    if (disease.isEmpty()) {
      return List.of(
          new CannotTell(
              Optional.empty(), drugs.stream().map(OrderLine::id).toList(), Set.of("disease")));
    }
    LocalDate on = context.at().toLocalDate();
    String number = disease.get().value();
    boolean hasCatalogue =
        order.knowledge().pointsOf(ruleClass.id()).stream()
            .anyMatch(
                point ->
                    point.state() != PointState.OFF && point.isValidOn(on) && isOf(point, number));
    if (!hasCatalogue) {
      return List.of();
    }
    List<Opinion> opinions = new ArrayList<>();
    for (OrderLine drug : drugs) {
      if (Listed.isNamed(order, ruleClass, drug, point -> isOf(point, number))) {
        continue;
      }
      opinions.add(
          drug.item().value().isEmpty()
              ? new CannotTell(Optional.empty(), List.of(drug.id()), Set.of("item"))
              : new Hit(
                  Optional.empty(),
                  List.of(drug.id()),
                  List.of(Evidence.of("disease", disease.get())),
                  Map.of("limit", number)));
    }
    return opinions;
  }

  private static boolean isOf(KnowledgePoint point, String disease) {
    return point
        .constraint()
        .value("disease")
        .map(of -> of.equals(disease) || CodeSet.of(of).contains(disease))
        .orElse(false);
  }
}
