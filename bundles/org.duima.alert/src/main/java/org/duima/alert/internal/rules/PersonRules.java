package org.duima.alert.internal.rules;

import java.util.List;
import org.duima.api.spi.OrderRule;

/** Rules that judge an item by the patient, the visit, or what belongs to it. */
final class PersonRules {
  private PersonRules() {}

  static List<OrderRule> all() {
    return List.of(new SexRule());
  }
}
