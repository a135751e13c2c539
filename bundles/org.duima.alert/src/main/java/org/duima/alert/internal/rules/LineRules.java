package org.duima.alert.internal.rules;

import java.util.List;
import org.duima.api.spi.OrderRule;

/** Rules about lines beside each other: pairs, repetition, sums and doses. */
final class LineRules {
  private LineRules() {}

  static List<OrderRule> all() {
    return List.of();
  }
}
