package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.alert.RuleClass;
import org.duima.api.spi.OrderRule;

/**
 * Codes of diagnoses or procedures without one in the insurance edition. All of them are one cause:
 * somebody has to look at the mapping.
 */
final class CodeKnownRule implements OrderRule {
  private static final int NAMED = 5;

  @Override
  public String logic() {
    return "code-known";
  }

  @Override
  public List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    if (isAllKnown(order.context(), ruleClass.subject())) {
      return List.of();
    }
    return switch (ruleClass.subject()) {
      case DIAGNOSIS ->
          opinions(
              "diagnosis",
              order.context().diagnoses().stream()
                  .filter(diagnosis -> !diagnosis.isMapped())
                  .map(
                      diagnosis ->
                          new Evidence("diagnosis", diagnosis.sourceCode(), diagnosis.source()))
                  .toList());
      case PROCEDURE ->
          opinions(
              "procedure",
              order.context().procedures().stream()
                  .filter(procedure -> procedure.code().isEmpty())
                  .map(
                      procedure ->
                          new Evidence("procedure", procedure.sourceCode(), procedure.source()))
                  .toList());
      case LINE -> List.of();
    };
  }

  /** The usual case, for which nothing is gathered. */
  private static boolean isAllKnown(OrderContext context, RuleClass.Subject subject) {
    if (subject == RuleClass.Subject.DIAGNOSIS) {
      for (KnownDiagnosis diagnosis : context.diagnoses()) {
        if (!diagnosis.isMapped()) {
          return false;
        }
      }
    } else if (subject == RuleClass.Subject.PROCEDURE) {
      for (KnownProcedure procedure : context.procedures()) {
        if (procedure.code().isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * @param unmapped what has no insurance code, with the code that was stated
   */
  private static List<Opinion> opinions(String word, List<Evidence> unmapped) {
    List<Evidence> coded = unmapped.stream().filter(each -> !each.value().isEmpty()).toList();
    List<Opinion> opinions = new ArrayList<>();
    if (!coded.isEmpty()) {
      Set<String> codes =
          coded.stream().map(Evidence::value).collect(Collectors.toCollection(LinkedHashSet::new));
      String named = codes.stream().limit(NAMED).collect(Collectors.joining("、"));
      opinions.add(
          new Hit(
              Optional.empty(),
              List.of(),
              coded,
              Map.of(
                  word,
                  Opinions.shortened(
                      codes.size() > NAMED ? named + "等" + codes.size() + "个" : named))));
    }
    if (coded.size() < unmapped.size()) {
      opinions.add(new CannotTell(Optional.empty(), List.of(), Set.of("code")));
    }
    return opinions;
  }
}
