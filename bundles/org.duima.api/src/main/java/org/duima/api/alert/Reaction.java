package org.duima.api.alert;

/** How strongly an alert speaks, the strongest first. */
public enum Reaction {
  /** 拦截: the order does not go on. As installed it acts as {@link #WARN}. */
  BLOCK("B", 1),
  /** 警告: a card that the doctor has to answer. */
  WARN("W", 2),
  /** 提醒: a hint that interrupts nobody. */
  HINT("I", 3);

  private final String letter;
  private final int severityDegree;

  Reaction(String letter, int severityDegree) {
    this.letter = letter;
    this.severityDegree = severityDegree;
  }

  /** B, W or I, as in data files. */
  public String letter() {
    return letter;
  }

  /** sev_deg of the platform: 1 明确违规, 2 高度可疑, 3 轻度可疑. */
  public int severityDegree() {
    return severityDegree;
  }

  /** Whether the doctor has to stop and answer. */
  public boolean interrupts() {
    return this != HINT;
  }

  /**
   * The reaction of a letter.
   *
   * @throws IllegalArgumentException if it is none of B, W, I
   */
  public static Reaction ofLetter(String letter) {
    for (Reaction reaction : values()) {
      if (reaction.letter.equals(letter)) {
        return reaction;
      }
    }
    throw new IllegalArgumentException("reaction must be B, W or I");
  }
}
