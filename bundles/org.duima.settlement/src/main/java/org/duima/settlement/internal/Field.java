package org.duima.settlement.internal;

import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;

/**
 * One upload field: a line of fields.csv.
 *
 * @param infno 4101A or 4101
 * @param node node of the wire form
 * @param name wire name of the national form
 * @param label what people call it
 * @param type kind of value
 * @param length most characters, or most digits of a number; 0 if not limited
 * @param scale most decimals of a number
 * @param dictionary dictionary of its values, empty if none
 * @param required when it has to be there
 * @param condition of {@link Required#CONDITIONAL}, and the words that soften it
 * @param wireName its name on the wire in this region
 * @param wireValues values that this region writes in another way
 */
record Field(
    String infno,
    String node,
    String name,
    Text label,
    Type type,
    int length,
    int scale,
    String dictionary,
    Required required,
    Optional<Condition> condition,
    String wireName,
    Map<String, String> wireValues) {
  /** Kind of value. */
  enum Type {
    C,
    N,
    D,
    DT
  }

  /** When a field has to be there. */
  enum Required {
    ALWAYS,
    CONDITIONAL,
    NO
  }

  Field {
    wireValues = Map.copyOf(wireValues);
  }

  /** A value as this region writes it. */
  String toWire(String value) {
    return wireValues.getOrDefault(value, value);
  }

  /** A value that came from the wire, in the national writing. */
  String fromWire(String value) {
    return wireValues.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(value);
  }

  /** Whether a placeholder, such as {@code -}, counts as the field filled. */
  boolean accepts(String placeholder) {
    return Condition.isPlaceholder(placeholder)
        && condition.filter(c -> c.accepts().contains(placeholder)).isPresent();
  }
}
