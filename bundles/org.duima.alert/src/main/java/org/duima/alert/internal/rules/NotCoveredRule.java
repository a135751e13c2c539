package org.duima.alert.internal.rules;

import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;

/** An item that the fund never pays, charged to the fund. */
final class NotCoveredRule extends EachMatch {
  NotCoveredRule() {
    super("not-covered");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<Boolean> charged = Fund.isCharged(order.context(), match.line());
    if (charged.isEmpty()) {
      return Opinions.cannotTell(match, "insurance");
    }
    return charged.get()
        ? Opinions.hit(match, Fund.evidence(order.context()), Map.of())
        : Optional.empty();
  }
}
