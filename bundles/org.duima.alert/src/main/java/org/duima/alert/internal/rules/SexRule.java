package org.duima.alert.internal.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.Sex;

/** {@code sex=male|female}: the only sex that the item, diagnosis or procedure is for. */
final class SexRule extends EachMatch {
  SexRule() {
    super("sex");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<Sex> demanded = match.point().constraint().value("sex").flatMap(SexRule::sexOf);
    if (demanded.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    Optional<Known<Sex>> sex = order.context().sex();
    if (sex.isEmpty()) {
      return Opinions.cannotTell(match, "sex");
    }
    if (sex.get().value() == demanded.get()) {
      return Optional.empty();
    }
    String actual = Terms.of(sex.get().value());
    return Opinions.hit(
        match,
        List.of(new Evidence("sex", actual, sex.get().source())),
        Map.of("sex", actual, "limit", Terms.of(demanded.get())));
  }

  private static Optional<Sex> sexOf(String value) {
    return switch (value) {
      case "male" -> Optional.of(Sex.MALE);
      case "female" -> Optional.of(Sex.FEMALE);
      default -> Optional.empty();
    };
  }
}
