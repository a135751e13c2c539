package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A citizen's identification number of 18 characters (GB 11643-1999).
 *
 * @param text 17 digits and the check character
 */
record IdentityNumber(String text) {
  private static final Pattern FORM = Pattern.compile("[0-9]{17}[0-9Xx]");
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECK_CHARACTERS = "10X98765432";

  /** Reads a number by its form; whether it is a right one is another question. */
  static Optional<IdentityNumber> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new IdentityNumber(text)) : Optional.empty();
  }

  /** Whether the last character is the one that the others ask for (ISO 7064, MOD 11-2). */
  boolean isChecked() {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += WEIGHTS[i] * (text.charAt(i) - '0');
    }
    return CHECK_CHARACTERS.charAt(sum % 11) == Character.toUpperCase(text.charAt(17));
  }

  /** The birth date in it; empty where there is no such day. */
  Optional<LocalDate> born() {
    String day =
        text.substring(6, 10) + "-" + text.substring(10, 12) + "-" + text.substring(12, 14);
    return Moment.parse(day).map(Moment::date);
  }

  /** The sex in it, as in dictionary gend: 1 male, 2 female. */
  String sex() {
    return (text.charAt(16) - '0') % 2 == 1 ? "1" : "2";
  }

  @Override
  public String toString() {
    return "IdentityNumber[…]";
  }
}
