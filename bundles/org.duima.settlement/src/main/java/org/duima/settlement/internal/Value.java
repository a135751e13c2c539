package org.duima.settlement.internal;

import java.util.Objects;

/**
 * The text of one list field with the place it came from.
 *
 * @param text never empty
 * @param provenance message and path, or {@code site …} or {@code derived …}
 */
record Value(String text, String provenance) {
  Value {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(provenance, "provenance");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a value has a text");
    }
  }

  Value withText(String other) {
    return new Value(other, provenance);
  }
}
