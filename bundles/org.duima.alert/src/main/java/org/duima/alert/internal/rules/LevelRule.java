package org.duima.alert.internal.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;

/** {@code level=2}: the lowest level of a hospital that may use the item. */
final class LevelRule extends EachMatch {
  LevelRule() {
    super("level");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<Integer> lowest = Terms.wholeNumber(match.point().constraint(), "level");
    if (lowest.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    Optional<Known<Integer>> level = order.context().hospitalLevel();
    if (level.isEmpty()) {
      return Opinions.cannotTell(match, "level");
    }
    if (level.get().value() >= lowest.get()) {
      return Optional.empty();
    }
    String actual = Terms.ofLevel(level.get().value());
    return Opinions.hit(
        match,
        List.of(new Evidence("level", actual, level.get().source())),
        Map.of("level", actual, "limit", Terms.ofLevel(lowest.get())));
  }
}
