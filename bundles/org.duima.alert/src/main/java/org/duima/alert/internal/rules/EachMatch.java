package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    if (matches.size() == 1) {
      return isCancelled(matches.get(0))
          ? List.of()
          : judge(order, matches.get(0)).map(List::of).orElse(List.of());
    }
    List<Opinion> opinions = new ArrayList<>();
    // one diagnosis is often stated twice, at the admission and later
    Set<Subject> judged = new HashSet<>();
    for (Match match : matches) {
      if (!isCancelled(match) && judged.add(Subject.of(match))) {
        judge(order, match).ifPresent(opinions::add);
      }
    }
    return opinions;
  }

  /** What is thought of one match; empty if nothing is wrong. */
  abstract Optional<Opinion> judge(OrderCase order, Match match);

  /** What a point was found to name. */
  private record Subject(String point, String named) {
    static Subject of(Match match) {
      if (match.subject() instanceof Match.Diagnosed diagnosed) {
        return new Subject(match.point().id(), diagnosed.diagnosis().code());
      }
      if (match.subject() instanceof Match.Operated operated) {
        return new Subject(match.point().id(), operated.procedure().code());
      }
      return new Subject(match.point().id(), match.line().id());
    }
  }

  static boolean isCancelled(Match match) {
    return match.subject() instanceof Match.Line line && line.line().is(Mark.CANCELLED);
  }
}
