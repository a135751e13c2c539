package org.duima.api;

/** How much a {@link Finding} matters. */
public enum Severity {
  /** The platform would refuse; the list is held. */
  ERROR("E"),
  /** Somebody should look; the list goes out. */
  WARNING("W"),
  /** For information. */
  INFO("I");

  private final String letter;

  Severity(String letter) {
    this.letter = letter;
  }

  /** The one-letter form used in reports and data files: E, W or I. */
  public String letter() {
    return letter;
  }

  /**
   * The severity of a letter.
   *
   * @throws IllegalArgumentException if the letter is none of E, W, I
   */
  public static Severity ofLetter(String letter) {
    for (Severity severity : values()) {
      if (severity.letter.equals(letter)) {
        return severity;
      }
    }
    throw new IllegalArgumentException("severity must be E, W or I");
  }
}
