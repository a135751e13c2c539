package org.duima.alert.internal.judge;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.duima.api.spi.OrderRule;

/** A rule from outside the product: asked beside the request, and no more once it is too slow. */
final class ForeignRule implements AutoCloseable {
  private final OrderRule rule;
  private final String logic;
  private final List<RuleClass> classes;
  private final Guard guard;

  /**
   * What it says of itself is asked once, here: an order waits for nothing of it but an opinion.
   */
  ForeignRule(OrderRule rule, int threads) {
    this.rule = rule;
    this.logic = rule.logic();
    this.classes = List.copyOf(rule.classes());
    this.guard = new Guard("rule-" + logic, threads, null);
  }

  boolean isOf(OrderRule other) {
    return rule == other;
  }

  String logic() {
    return logic;
  }

  List<RuleClass> classes() {
    return classes;
  }

  boolean isQuarantined() {
    return guard.isLeftAlone();
  }

  /** Asks; empty if too many orders are waiting for it already. */
  Optional<Future<List<Opinion>>> begin(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    return guard.begin(() -> List.copyOf(rule.evaluate(order, ruleClass, matches)));
  }

  /** Waits for the answer; empty if it does not come in time. */
  Optional<List<Opinion>> end(Future<List<Opinion>> asked, long deadline) {
    return guard.end(asked, deadline);
  }

  @Override
  public void close() {
    guard.close();
  }
}
