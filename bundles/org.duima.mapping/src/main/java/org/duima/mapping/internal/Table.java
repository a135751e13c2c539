package org.duima.mapping.internal;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeMatch.Relation;

/** A table in memory, never changed after loading. */
final class Table {
  private final TableInfo info;
  private final Map<String, Row> rows;
  private final String version;

  /** One row. */
  static final class Row {
    private final String code;
    private final String name;
    private final Relation relation;
    private final String alias;

    /** The last answer that was made of this row; immutable, so that a race costs work at most. */
    private Answer answer;

    /**
     * @param code what the table gives: the target of a cross-walk or value map, the code itself in
     *     a dictionary; null where a cross-walk says 灰码
     * @param name its name, empty in a value map
     * @param relation how the target of a cross-walk relates to the source, null where that is not
     *     known
     * @param alias what the source of a cross-walk calls it, empty if as the target is called
     */
    Row(String code, String name, Relation relation, String alias) {
      this.code = code;
      this.name = name;
      this.relation = relation;
      this.alias = alias;
    }

    Row(String code, String name) {
      this(code, name, null, "");
    }

    String code() {
      return code;
    }

    String name() {
      return name;
    }

    Relation relation() {
      return relation;
    }

    String alias() {
      return alias;
    }

    boolean isGray() {
      return code == null;
    }

    boolean saysTheSame(Row other) {
      return name.equals(other.name) && Objects.equals(code, other.code);
    }

    /** What was answered with this row for a target at an equal time, null if not kept. */
    CodeMatch answer(Target target, int period) {
      Answer kept = answer;
      return kept != null && kept.target == target && kept.period == period ? kept.match : null;
    }

    CodeMatch keep(Target target, int period, CodeMatch match) {
      answer = new Answer(target, period, match);
      return match;
    }

    private record Answer(Target target, int period, CodeMatch match) {}
  }

  /**
   * @param rows by normalised code, name key or value
   */
  Table(TableInfo info, Map<String, Row> rows) {
    this.info = info;
    this.rows = new CodeMap<>(rows);
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
                    Relations.of(system, source, row.code(), shared.get(row.code())),
                    row.alias()));
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
