package org.duima.api.mapping;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * A table of codes as a source gives it, with what the metadata of a table file says.
 *
 * @param name of letters, digits and hyphens, unique within its source
 * @param kind what sort of table
 * @param system code system of a cross-walk or dictionary of codes ({@code diagnosis}), wire name
 *     of a dictionary of values or of a value map ({@code gend})
 * @param from source edition of a cross-walk, source format of a value map, edition of a dictionary
 *     of codes; empty as in a file's metadata
 * @param to target edition of a cross-walk, wire name of a value map's dictionary; empty for a
 *     dictionary
 * @param validFrom first day, null if it always held
 * @param validTo last day, null if it holds on
 * @param complete whether what it does not know does not exist
 * @param origin who made it, for people
 * @param rows in the order of the source; codes that come twice with different targets are refused
 */
public record CodeTable(
    String name,
    Kind kind,
    String system,
    String from,
    String to,
    LocalDate validFrom,
    LocalDate validTo,
    boolean complete,
    String origin,
    List<Row> rows) {
  /** What sort of table. */
  public enum Kind {
    /** From the codes of one edition to those of another. */
    CROSSWALK,
    /** The codes of one edition with their names. */
    DICTIONARY,
    /** From a source's values to the platform's. */
    VALUES,
    /** Codes that may not be a principal diagnosis or procedure (灰码表). */
    GRAY
  }

  /**
   * A row.
   *
   * @param code source code of a cross-walk, source value of a value map, else the code
   * @param name its name, may be empty
   * @param targetCode target of a cross-walk or value map; 灰码 where a cross-walk has none; empty in
   *     a dictionary
   * @param targetName its name, may be empty
   */
  public record Row(String code, String name, String targetCode, String targetName) {
    public Row {
      code = Objects.requireNonNull(code, "code").strip();
      name = name == null ? "" : name.strip();
      targetCode = targetCode == null ? "" : targetCode.strip();
      targetName = targetName == null ? "" : targetName.strip();
      if (code.isEmpty()) {
        throw new IllegalArgumentException("a row has a code");
      }
    }

    /** A row of a dictionary. */
    public static Row of(String code, String name) {
      return new Row(code, name, "", "");
    }
  }

  public CodeTable {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(system, "system");
    from = from == null ? "" : from;
    to = to == null ? "" : to;
    origin = origin == null ? "" : origin;
    rows = List.copyOf(rows);
    if (!name.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("a table's name is of letters, digits and hyphens");
    }
  }
}
