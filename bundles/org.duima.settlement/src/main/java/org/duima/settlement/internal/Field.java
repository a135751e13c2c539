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
 * @param aliases wire name by region; {@code *} for every region that has none of its own
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
    Map<String, String> aliases) {
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
    aliases = Map.copyOf(aliases);
  }

  /** Whether a placeholder, such as {@code -}, counts as the field filled. */
  boolean accepts(String placeholder) {
    return Condition.isPlaceholder(placeholder)
        && condition.filter(c -> c.accepts().contains(placeholder)).isPresent();
  }

  String wireName(String region) {
    return aliases.getOrDefault(region, aliases.getOrDefault("*", name));
  }
}
