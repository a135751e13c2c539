package org.duima.source.hl7v2.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duima.api.CodeSystem;
import org.duima.source.hl7v2.internal.Rule.Row;

/** The mapping in force, compiled. Safe for use by several threads. */
final class Mapping {
  private final List<Row> rows;
  private final Map<String, Edition> editions;
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();

  /**
   * What a coding system component means.
   *
   * @param system of the codes
   * @param edition empty where the site says which
   */
  record Edition(CodeSystem system, String edition) {}

  Mapping(List<Row> rows, Map<String, Edition> editions) {
    this.rows = List.copyOf(rows);
    this.editions = Map.copyOf(editions);
  }

  /** The rows for a message type. Ask for supported types only: the answers are kept. */
  Plan plan(String type) {
    return plans.computeIfAbsent(type, t -> Plan.of(rows, t));
  }

  /** What a coding system component means, null if no row says. */
  Edition edition(String codingSystem) {
    return editions.get(codingSystem);
  }

  int size() {
    return rows.size() + editions.size();
  }
}
