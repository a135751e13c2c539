package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.duima.api.spi.OrderRule;

/** A rule that judges all lines that a point names together, with those of before. */
abstract class EachPoint implements OrderRule {
  private final String logic;

  EachPoint(String logic) {
    this.logic = logic;
  }

  @Override
  public final String logic() {
    return logic;
  }

  @Override
  public final List<Opinion> evaluate(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    List<Opinion> opinions = new ArrayList<>();
    for (Group group : Uses.of(order, ruleClass, matches)) {
      judge(order, group).ifPresent(opinions::add);
    }
    return opinions;
  }

  /** What is thought of what one point names; empty if nothing is wrong. */
  abstract Optional<Opinion> judge(OrderCase order, Group group);
}
