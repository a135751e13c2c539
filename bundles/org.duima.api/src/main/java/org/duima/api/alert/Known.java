package org.duima.api.alert;

import java.util.Objects;

/**
 * A fact with its source.
 *
 * @param value what is known
 * @param source where it was said: {@code request} with the place in it, or the message of the
 *     ledger with its place; no patient data
 */
public record Known<T>(T value, String source) {
  public Known {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(source, "source");
  }
}
