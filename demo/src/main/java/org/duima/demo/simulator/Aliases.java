package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Reads field names of older builds of the interface as today's names. */
final class Aliases {
  private Aliases() {}

  /** A copy of the row in which a known alias stands under its field's own name. */
  static JsonNode resolve(JsonNode row, Map<String, FieldRule> fields) {
    ObjectNode resolved = row.deepCopy();
    for (FieldRule rule : fields.values()) {
      for (String alias : rule.aliases()) {
        JsonNode value = resolved.get(alias);
        if (value != null && !resolved.has(rule.field())) {
          resolved.remove(alias);
          resolved.set(rule.field(), value);
        }
      }
    }
    return resolved;
  }
}
