package org.duima.demo.day;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** Citizen identification numbers (GB 11643-1999) for people who do not exist. */
public final class IdNumber {
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECK = "10X98765432";

  private IdNumber() {}

  /**
   * A number with a right check digit.
   *
   * @param division six digits
   * @param serial three digits; odd for men, even for women
   */
  public static String of(String division, LocalDate born, String serial) {
    String body = division + born.format(DateTimeFormatter.BASIC_ISO_DATE) + serial;
    return body + checkDigit(body);
  }

  /** Whether the number has 18 places and the right last one. */
  public static boolean isValid(String number) {
    return number.matches("\\d{17}[\\dX]") && number.charAt(17) == checkDigit(number);
  }

  private static char checkDigit(String body) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (body.charAt(i) - '0') * WEIGHTS[i];
    }
    return CHECK.charAt(sum % 11);
  }
}
