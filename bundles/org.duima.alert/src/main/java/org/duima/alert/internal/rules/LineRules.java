package org.duima.alert.internal.rules;

import java.util.List;
import org.duima.api.spi.OrderRule;

/** Rules about lines beside each other: pairs, repetition, sums and doses. */
final class LineRules {
  private LineRules() {}

  static List<OrderRule> all() {
    return List.of(
        new ContainedRule(),
        FrequencyRule.ofServices("frequency"),
        FrequencyRule.ofServices("period"),
        new CourseRule(),
        new CapRule(),
        new DiscountRule(),
        new RepeatRule(),
        new TogetherRule(),
        new DoseRule(),
        new LargePrescriptionRule(),
        new OverUploadRule(),
        new ProphylaxisRule(),
        FrequencyRule.ofConsumables("quantity"));
  }
}
