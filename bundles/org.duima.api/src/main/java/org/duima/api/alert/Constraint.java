package org.duima.api.alert;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a knowledge point demands, as values by name: what its published text (限定内容) means to a
 * program. Written as {@code name=value; name=value}. The values that a rule uses are listed with
 * its logic in docs/alerts.md.
 */
public final class Constraint {
  public static final Constraint NONE = new Constraint(Map.of());

  private final Map<String, String> values;

  private Constraint(Map<String, String> values) {
    this.values = values;
  }

  public static Constraint of(Map<String, String> values) {
    return values.isEmpty()
        ? NONE
        : new Constraint(Collections.unmodifiableMap(new TreeMap<>(values)));
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException if a part is no {@code name=value} or a name comes twice
   */
  public static Constraint parse(String written) {
    Map<String, String> values = new TreeMap<>();
    for (String part : written.split(";")) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 1 || part.substring(equals + 1).isBlank()) {
        throw new IllegalArgumentException(part.strip() + ": 应为 名称=值 / expected name=value");
      }
      String name = part.substring(0, equals).strip();
      if (values.put(name, part.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException(name + ": 重复 / comes twice");
      }
    }
    return of(values);
  }

  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public Map<String, String> values() {
    return values;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** This one, with the values of another where it has none. */
  public Constraint or(Constraint defaults) {
    if (defaults.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return defaults;
    }
    Map<String, String> both = new TreeMap<>(defaults.values);
    both.putAll(values);
    return of(both);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Constraint constraint && values.equals(constraint.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The written form, names in alphabetical order. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("; "));
  }
}
