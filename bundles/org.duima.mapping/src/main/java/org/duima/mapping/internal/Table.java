package org.duima.mapping.internal;

import java.util.Map;

/**
 * A table in memory, never changed after loading.
 *
 * @param rows by normalised code or value
 */
record Table(TableInfo info, Map<String, Row> rows) {
  /**
   * One row.
   *
   * @param code what the table gives: the target of a cross-walk or value map, the code itself in a
   *     dictionary; null where a cross-walk says 灰码
   * @param name its name, empty in a value map
   */
  record Row(String code, String name) {
    boolean isGray() {
      return code == null;
    }
  }

  Row row(String code) {
    return rows.get(code);
  }
}
