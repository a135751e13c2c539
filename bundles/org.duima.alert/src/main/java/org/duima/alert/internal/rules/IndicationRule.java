package org.duima.alert.internal.rules;

import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;

/**
 * {@code dx=C34*,I63*}: diagnoses of which the item or procedure needs one. A diagnosis without an
 * insurance code may be the one that is needed, so there is no hit beside it.
 */
final class IndicationRule extends EachMatch {
  IndicationRule() {
    super("indication");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<String> needed = match.point().constraint().value("dx");
    if (needed.isEmpty()) {
      return Opinions.cannotTell(match, "dx-set");
    }
    OrderContext context = order.context();
    if (Diagnoses.among(context, CodeSet.of(needed.get())).isPresent()) {
      return Optional.empty();
    }
    if (!context.diagnosesAreWhole()) {
      return Opinions.cannotTell(match, "diagnosis");
    }
    return Opinions.hit(
        match, Diagnoses.evidence(context), Map.of("diagnosis", Diagnoses.words(context)));
  }
}
