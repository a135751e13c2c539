package org.duima.api;

import java.util.Objects;

/**
 * A code with the edition it belongs to; the same characters mean different things in two editions.
 *
 * @param system what it names
 * @param edition one of the {@code Editions} names, {@code local}, or empty when the sender did not
 *     say
 * @param value the characters as sent, trimmed
 */
public record Code(CodeSystem system, String edition, String value) {
  public Code {
    Objects.requireNonNull(system, "system");
    edition = edition == null ? "" : edition;
    value = Objects.requireNonNull(value, "value").trim();
  }

  public boolean hasEdition() {
    return !edition.isEmpty();
  }
}
