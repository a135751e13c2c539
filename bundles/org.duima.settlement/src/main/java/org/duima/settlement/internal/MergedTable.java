package org.duima.settlement.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Severity;

/**
 * A shipped table with the hospital's own lines: {@code settlement/NAME} and, if it is there,
 * {@code site/NAME}. A line of the hospital takes the place of the shipped one with the same key.
 */
final class MergedTable {
  private static final Map<CodeSystem, Pattern> SHAPES =
      Map.of(
          CodeSystem.DIAGNOSIS, Pattern.compile("[A-Z][0-9]{2}(\\.[0-9x]{1,7})?"),
          CodeSystem.PROCEDURE, Pattern.compile("[0-9]{2}(\\.[0-9x]{1,8})?"));

  /** A line with the file it stands in. */
  record Entry(Path file, CsvTable.Line line) {
    String cell(String column) {
      return line.cell(column);
    }

    void error(List<Finding> findings, String zh, String en) {
      CsvTable.error(findings, file, line.number(), zh, en);
    }

    /** The severity of the line; empty where it is off, or wrong, which becomes a finding. */
    Optional<Severity> severity(List<Finding> findings) {
      return Tables.severity(file, line, findings).flatMap(Tables.Written::severity);
    }

    /**
     * The range in two columns; what is wrong with it becomes a finding, and it is {@code null}.
     */
    CodeRange range(CodeSystem system, String from, String to, List<Finding> findings) {
      CodeRange range = new CodeRange(cell(from), cell(to));
      Pattern shape = SHAPES.get(system);
      boolean shaped =
          shape != null
              && shape.matcher(range.from()).matches()
              && shape.matcher(range.to()).matches();
      if (!shaped || range.end().compareTo(range.from()) < 0) {
        error(
            findings,
            from + "、" + to + " 应为起止编码，如 C51、C58",
            from + ", " + to + " must be first and last code, such as C51, C58");
        return null;
      }
      return range;
    }

    /** The system in the column of that name; null with a finding if it is none. */
    CodeSystem system(List<Finding> findings) {
      String cell = cell("system");
      for (CodeSystem system : SHAPES.keySet()) {
        if (system.id().equals(cell)) {
          return system;
        }
      }
      error(findings, "system 应为 diagnosis 或 procedure", "system must be diagnosis or procedure");
      return null;
    }
  }

  private MergedTable() {}

  static Path shipped(Path mappings, String name) {
    return mappings.resolve("settlement").resolve(name);
  }

  static Path site(Path mappings, String name) {
    return mappings.resolve("site").resolve(name);
  }

  /**
   * Reads both files.
   *
   * @param columns that each must have
   * @param key columns that tell a line from the others
   */
  static Collection<Entry> read(
      Path mappings, String name, List<String> columns, List<String> key, List<Finding> findings) {
    Map<String, Entry> lines = new LinkedHashMap<>();
    add(shipped(mappings, name), columns, key, lines, findings);
    Path site = site(mappings, name);
    if (Files.exists(site)) {
      add(site, columns, key, lines, findings);
    }
    return lines.values();
  }

  private static void add(
      Path file,
      List<String> columns,
      List<String> key,
      Map<String, Entry> lines,
      List<Finding> findings) {
    Set<String> seen = new HashSet<>();
    for (CsvTable.Line line : CsvTable.read(file, columns, findings)) {
      Entry entry = new Entry(file, line);
      String id = key.stream().map(line::cell).collect(Collectors.joining(" "));
      if (!seen.add(id)) {
        entry.error(findings, "重复的行：" + id, "line twice: " + id);
      }
      lines.put(id, entry);
    }
  }
}
