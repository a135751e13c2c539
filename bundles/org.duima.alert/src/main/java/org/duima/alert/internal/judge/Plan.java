package org.duima.alert.internal.judge;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.RuleClass;
import org.duima.api.spi.OrderRule;

/**
 * What is evaluated under a knowledge base, in the published order: made once for all orders that
 * are judged by it, so that none of them has to look rules up. Immutable.
 */
final class Plan {
  /**
   * A class and how it is evaluated.
   *
   * @param number its place in the published order
   * @param own the product's rule, empty if the logic belongs to one from outside
   */
  record Step(int number, RuleClass ruleClass, Optional<OrderRule> own) {}

  /** The logic of classes that nobody can judge at an order; they are listed only. */
  private static final String NOT_EVALUATED = "none";

  private final Knowledge knowledge;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Step> byClass = new HashMap<>();
  private final BitSet withoutPoints = new BitSet();

  /**
   * @param own the product's rules by logic
   */
  Plan(Knowledge knowledge, Map<String, OrderRule> own) {
    this.knowledge = knowledge;
    for (RuleClass ruleClass : knowledge.classes()) {
      Step step =
          new Step(steps.size(), ruleClass, Optional.ofNullable(own.get(ruleClass.logic())));
      if (!ruleClass.usesPoints() && !ruleClass.logic().equals(NOT_EVALUATED)) {
        withoutPoints.set(step.number());
      }
      steps.add(step);
      byClass.put(ruleClass.id(), step);
    }
  }

  Knowledge knowledge() {
    return knowledge;
  }

  Step step(int number) {
    return steps.get(number);
  }

  /** Numbers of the steps that every order goes through, for the caller to add to. */
  BitSet forEveryOrder() {
    return (BitSet) withoutPoints.clone();
  }

  /** The step of a class, null if the knowledge base has no such class. */
  Step of(String ruleClass) {
    return byClass.get(ruleClass);
  }
}
