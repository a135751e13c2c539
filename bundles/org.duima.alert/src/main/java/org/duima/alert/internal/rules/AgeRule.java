package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;

/**
 * {@code ageFrom=12y; ageTo=18y}: the ages that the item, diagnosis or procedure is for; the second
 * is no longer allowed.
 */
final class AgeRule extends EachMatch {
  AgeRule() {
    super("age");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<Ages.Range> allowed = Ages.range(match.point().constraint());
    if (allowed.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    Optional<Known<LocalDate>> birth = Ages.birth(order.context());
    if (birth.isEmpty()) {
      return Opinions.cannotTell(match, "age");
    }
    LocalDate on = order.context().at().toLocalDate();
    if (allowed.get().contains(birth.get().value(), on)) {
      return Optional.empty();
    }
    String age = Ages.word(birth.get().value(), on);
    return Opinions.hit(
        match,
        List.of(new Evidence("age", age, birth.get().source())),
        Map.of("age", age, "limit", allowed.get().word()));
  }
}
