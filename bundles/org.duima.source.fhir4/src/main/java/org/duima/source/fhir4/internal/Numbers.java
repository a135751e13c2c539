package org.duima.source.fhir4.internal;

import java.math.BigDecimal;

/** Numbers that came from outside. */
public final class Numbers {
  private static final int LONGEST = 30;

  /** More digits take longer than linear to read. */
  private static final int MOST_DIGITS = 200;

  /** Digits of an exponent; 99 is beyond what anything in a hospital has. */
  private static final int LONGEST_EXPONENT = 2;

  private Numbers() {}

  /**
   * Whether a text is a number that takes seconds to read: HAPI writes {@code 1e999999} out.
   * Numbers come as JSON numbers and, against the book, as strings.
   */
  public static boolean isHuge(char[] text, int from, int length) {
    if (length < LONGEST_EXPONENT
        || !isOfNumber(text[from])
        || text[from] == 'e'
        || text[from] == 'E') {
      return false;
    }
    int exponent = -1;
    for (int i = 0; i < length; i++) {
      char c = text[from + i];
      if (!isOfNumber(c)) {
        return false;
      }
      if (c == 'e' || c == 'E') {
        exponent = 0;
      } else if (exponent >= 0 && c >= '0' && c <= '9') {
        exponent++;
      }
    }
    return length > MOST_DIGITS || exponent > LONGEST_EXPONENT;
  }

  private static boolean isOfNumber(char c) {
    return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }

  /**
   * The number, or null for one that no order has: with {@code 1e999999999} every calculation would
   * last for hours.
   */
  public static BigDecimal sane(BigDecimal number) {
    return number != null
            && number.precision() <= LONGEST
            && Math.abs((long) number.scale()) <= LONGEST
        ? number
        : null;
  }
}
