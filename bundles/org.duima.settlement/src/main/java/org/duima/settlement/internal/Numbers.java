package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as the wire writes them: ASCII digits, no exponent, no grouping. */
final class Numbers {
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

  private Numbers() {}

  static Optional<BigDecimal> parse(String text) {
    return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** Without superfluous zeros and exponent: {@code 2.50} becomes {@code 2.5}. */
  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
