package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.spi.OrderRule;

/**
 * A rule that judges every match by itself. Lines that were cancelled are not given: no opinion.
 */
abstract class EachMatch implements OrderRule {
  private final String logic;

  EachMatch(String logic) {
    this.logic = logic;
  }

  @Override
  public final String logic() {
    return logic;
  }

  @Override
  public final List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    List<Opinion> opinions = new ArrayList<>();
    for (Match match : matches) {
      if (!isCancelled(match)) {
        judge(order, match).ifPresent(opinions::add);
      }
    }
    return opinions;
  }

  /** What is thought of one match; empty if nothing is wrong. */
  abstract Optional<Opinion> judge(OrderCase order, Match match);

  static boolean isCancelled(Match match) {
    return match.subject() instanceof Match.Line line && line.line().is(Mark.CANCELLED);
  }
}
