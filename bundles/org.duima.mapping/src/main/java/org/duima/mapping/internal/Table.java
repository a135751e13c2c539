package org.duima.mapping.internal;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch.Relation;

/** A table in memory, never changed after loading. */
final class Table {
  private final TableInfo info;
  private final Map<String, Row> rows;
  private final String version;

  /**
   * One row.
   *
   * @param code what the table gives: the target of a cross-walk or value map, the code itself in a
   *     dictionary; null where a cross-walk says 灰码
   * @param name its name, empty in a value map
   * @param relation how the target of a cross-walk relates to the source, null where that is not
   *     known
   */
  record Row(String code, String name, Relation relation) {
    Row(String code, String name) {
      this(code, name, null);
    }

    boolean isGray() {
      return code == null;
    }

    boolean saysTheSame(Row other) {
      return name.equals(other.name)
          && (code == null ? other.code == null : code.equals(other.code));
    }
  }

  /**
   * @param rows by normalised code, name key or value
   */
  Table(TableInfo info, Map<String, Row> rows) {
    this.info = info;
    this.rows = Map.copyOf(rows);
    this.version = info.version();
  }

  /** A cross-walk; says of each row how its target relates to its source. */
  static Table ofCrosswalk(TableInfo info, CodeSystem system, Map<String, Row> rows) {
    Map<String, Boolean> shared = new HashMap<>(rows.size() * 2);
    for (Row row : rows.values()) {
      shared.merge(row.code() == null ? "" : row.code(), false, (first, second) -> true);
    }
    rows.replaceAll(
        (source, row) ->
            row.isGray()
                ? row
                : new Row(
                    row.code(),
                    row.name(),
                    Relations.of(system, source, row.code(), shared.get(row.code()))));
    return new Table(info, rows);
  }

  /** The same rows, no longer in force after a day. */
  Table endingOn(LocalDate lastDay) {
    return new Table(info.endingOn(lastDay), rows);
  }

  TableInfo info() {
    return info;
  }

  Map<String, Row> rows() {
    return rows;
  }

  /** The row of a normalised code, name key or value; null if there is none. */
  Row row(String key) {
    return rows.get(key);
  }

  /** Name and version, for provenance. */
  String version() {
    return version;
  }
}
