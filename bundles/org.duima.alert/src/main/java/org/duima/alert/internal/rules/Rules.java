package org.duima.alert.internal.rules;

import java.util.List;
import java.util.stream.Stream;
import org.duima.api.spi.OrderRule;

/** Every logic that the product brings along. */
public final class Rules {
  private static final List<OrderRule> ALL =
      Stream.concat(PersonRules.all().stream(), LineRules.all().stream()).toList();

  private Rules() {}

  /** One rule for each logic; safe for use by several threads. */
  public static List<OrderRule> all() {
    return ALL;
  }
}
