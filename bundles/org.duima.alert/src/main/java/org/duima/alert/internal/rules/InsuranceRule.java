package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;

/**
 * {@code insurance=work-injury|maternity}: the only insurance that pays. A visit for giving birth
 * (med_type 51–53) counts as maternity insurance whatever the insutype, since the two insurances
 * are run together in most regions.
 */
final class InsuranceRule extends EachMatch {
  private static final String WORK_INJURY = "410";
  private static final String MATERNITY = "510";

  InsuranceRule() {
    super("insurance");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    String demanded = match.point().constraint().value("insurance").orElse("");
    return switch (demanded) {
      case "work-injury" -> judge(match, order.context(), WORK_INJURY, false);
      case "maternity" -> judge(match, order.context(), MATERNITY, true);
      default -> Opinions.cannotTell(match, "constraint");
    };
  }

  private static Optional<Opinion> judge(
      Match match, OrderContext context, String demanded, boolean visitCounts) {
    Optional<Known<String>> kind = context.insuranceKind();
    Optional<Known<String>> visit = context.medicalType();
    if (kind.isPresent() && kind.get().value().equals(demanded)
        || visitCounts && visit.isPresent() && isForBirth(visit.get().value())) {
      return Optional.empty();
    }
    if (kind.isEmpty()) {
      return Opinions.cannotTell(match, "insurance");
    }
    if (visitCounts && visit.isEmpty()) {
      return Opinions.cannotTell(match, "medical-type");
    }
    String actual = Terms.ofInsurance(kind.get().value());
    List<Evidence> facts = new ArrayList<>();
    facts.add(new Evidence("insurance", actual, kind.get().source()));
    if (visitCounts) {
      facts.add(Evidence.of("medical-type", visit.get()));
    }
    return Opinions.hit(
        match, facts, Map.of("insurance", actual, "limit", Terms.ofInsurance(demanded)));
  }

  /** Regions add digits to the national med_type. */
  private static boolean isForBirth(String medicalType) {
    return medicalType.startsWith("51")
        || medicalType.startsWith("52")
        || medicalType.startsWith("53");
  }
}
