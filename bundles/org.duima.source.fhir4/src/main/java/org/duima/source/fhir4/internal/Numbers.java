package org.duima.source.fhir4.internal;

import java.math.BigDecimal;

/** Numbers that came from outside. */
final class Numbers {
  private static final int LONGEST = 30;

  private Numbers() {}

  /**
   * The number, or null for one that no order has: with {@code 1e999999999} every calculation would
   * last for hours.
   */
  static BigDecimal sane(BigDecimal number) {
    return number != null
            && number.precision() <= LONGEST
            && Math.abs((long) number.scale()) <= LONGEST
        ? number
        : null;
  }
}
