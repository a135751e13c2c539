package org.duima.api;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount in yuan with two decimals, held as whole fen. May be negative (refunds).
 *
 * @param fen the amount in fen, 100 to the yuan
 */
public record Money(long fen) implements Comparable<Money> {
  public static final Money ZERO = new Money(0);

  /**
   * An amount in yuan, rounded half up to the fen.
   *
   * @throws ArithmeticException if it does not fit into 16 digits
   */
  public static Money ofYuan(BigDecimal yuan) {
    return new Money(yuan.setScale(2, RoundingMode.HALF_UP).movePointRight(2).longValueExact());
  }

  /**
   * Reads an amount in yuan such as {@code 12.50}.
   *
   * @throws NumberFormatException if the text is no decimal number
   */
  public static Money parseYuan(String yuan) {
    return ofYuan(new BigDecimal(yuan.trim()));
  }

  public BigDecimal yuan() {
    return BigDecimal.valueOf(fen, 2);
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(fen, other.fen));
  }

  public Money negated() {
    return new Money(Math.negateExact(fen));
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(fen, other.fen);
  }

  /** Yuan with two decimals, as the platform writes it. */
  @Override
  public String toString() {
    return yuan().toPlainString();
  }
}
