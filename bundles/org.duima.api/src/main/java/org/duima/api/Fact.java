package org.duima.api;

import java.util.Objects;

/**
 * A value that a source stated about a patient, a stay or a settlement.
 *
 * @param value never blank, in the form of the wire (dates yyyy-MM-dd, times yyyy-MM-dd HH:mm:ss)
 * @param origin where it was said
 */
public record Fact(String value, Origin origin) {
  public Fact {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(origin, "origin");
    if (value.isBlank()) {
      throw new IllegalArgumentException("a fact has a value");
    }
  }
}
