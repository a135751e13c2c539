package org.duima.alert.internal.rules;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.spi.OrderRule;
import org.duima.api.spi.OrderRuleContract;

/** Every rule that ships keeps what every rule promises, with the points that ship. */
class RulesContractTest extends OrderRuleContract {
  private static final int POINTS = 8;
  private static final Knowledge SHIPPED =
      new KnowledgeFiles(Path.of("../../mappings"), Clock.systemUTC()).current();

  @Override
  protected Stream<Evaluated> subjects() {
    Map<String, OrderRule> byLogic = new HashMap<>();
    Rules.all().forEach(rule -> byLogic.put(rule.logic(), rule));
    return SHIPPED.classes().stream()
        .filter(ruleClass -> byLogic.containsKey(ruleClass.logic()))
        .map(
            ruleClass -> {
              List<KnowledgePoint> points = SHIPPED.pointsOf(ruleClass.id());
              return new Evaluated(
                  byLogic.get(ruleClass.logic()),
                  ruleClass,
                  points.subList(0, Math.min(POINTS, points.size())));
            });
  }
}
