package org.duima.api;

import java.util.Objects;

/** A sentence for people, in Chinese first with English beside it. Never holds patient data. */
public record Text(String zh, String en) {
  public Text {
    Objects.requireNonNull(zh, "zh");
    Objects.requireNonNull(en, "en");
  }

  /** Both languages on one line: {@code 中文 / English}. */
  @Override
  public String toString() {
    return zh + " / " + en;
  }
}
