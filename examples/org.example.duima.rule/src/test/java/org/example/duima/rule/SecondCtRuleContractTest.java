package org.example.duima.rule;

import java.util.List;
import java.util.stream.Stream;
import org.duima.api.spi.OrderRuleContract;

/** The rule keeps what every rule promises. */
class SecondCtRuleContractTest extends OrderRuleContract {
  @Override
  protected Stream<Evaluated> subjects() {
    SecondCtRule rule = new SecondCtRule();
    return rule.classes().stream().map(own -> new Evaluated(rule, own, List.of()));
  }

  @Override
  protected List<String> itemNames() {
    return List.of("胸部CT平扫", "颅脑CT增强");
  }
}
