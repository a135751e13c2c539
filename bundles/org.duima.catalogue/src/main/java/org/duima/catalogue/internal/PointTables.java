package org.duima.catalogue.internal;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.duima.api.Severity;
import org.duima.api.mapping.TableImports.Difference;
import org.duima.api.mapping.TableImports.Row;

/** Holds the points of a file against those of imported tables. */
final class PointTables {
  private static final List<String> ORDER = List.of("removed", "changed", "added");

  private final List<Row> rows = new ArrayList<>();
  private int added;
  private int removed;
  private int changed;

  /** Reads rows as {@link PointDraft#write} wrote them, the header left out. */
  private static void read(Path file, Consumer<List<String>> each) throws IOException {
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      for (CsvRecord record : reader) {
        if (record.getStartingLineNumber() > 1 && record.getFieldCount() == Point.COLUMNS.size()) {
          each.accept(record.getFields());
        }
      }
    }
  }

  /**
   * Compares with the version in force.
   *
   * @param former rows of it, null if there is none
   * @param mostRows how many differing rows are told
   */
  static Difference difference(Path former, PointDraft now, int mostRows) throws IOException {
    PointTables comparison = new PointTables();
    Set<String> known = new HashSet<>();
    if (former != null) {
      read(former, cells -> comparison.hold(cells, now, known, mostRows));
    }
    for (Point point : now.points()) {
      if (!known.contains(point.id())) {
        comparison.added++;
        if (comparison.rows.size() < mostRows) {
          comparison.rows.add(new Row("added", point.id(), "", Point.shown(point.cells()), 0));
        }
      }
    }
    comparison.rows.sort(
        Comparator.comparing((Row row) -> ORDER.indexOf(row.what())).thenComparing(Row::code));
    return new Difference(
        comparison.added, comparison.removed, comparison.changed, -1, comparison.rows);
  }

  private void hold(List<String> cells, PointDraft now, Set<String> known, int mostRows) {
    Point after = now.point(cells.get(0));
    Row row;
    if (after == null) {
      removed++;
      row = new Row("removed", cells.get(0), Point.shown(cells), "", 0);
    } else {
      known.add(after.id());
      List<String> afterCells = after.cells();
      if (Point.content(cells).equals(Point.content(afterCells))) {
        return;
      }
      changed++;
      row = new Row("changed", after.id(), Point.shown(cells), Point.shown(afterCells), 0);
    }
    if (rows.size() < mostRows) {
      rows.add(row);
    }
  }

  /** Says which other imported tables have the same points, or points of the same batch. */
  static void tellOverlap(String table, Path other, String otherTable, PointDraft now, Findings to)
      throws IOException {
    Set<String> batches = now.batches();
    int[] counts = new int[2];
    read(
        other,
        cells -> {
          if (now.point(cells.get(0)) != null) {
            counts[0]++;
          } else if (batches.contains(cells.get(9))) {
            counts[1]++;
          }
        });
    if (counts[0] > 0) {
      String first = table.compareTo(otherTable) < 0 ? table : otherTable;
      to.about(
          Severity.WARNING,
          "other-table",
          counts[0] + " 个知识点也在表 " + otherTable + " 中，只算一次；状态不同时以 " + first + " 为准",
          counts[0]
              + " points are also in the table "
              + otherTable
              + " and count once; where their states differ that of "
              + first
              + " counts");
    }
    if (counts[1] > 0) {
      to.about(
          Severity.WARNING,
          "other-table",
          "表 "
              + otherTable
              + " 中还有同一批次的 "
              + counts[1]
              + " 个知识点，继续有效；若由本文件取代，请用 import restore "
              + otherTable
              + "@none 使其失效，或用 --kind "
              + otherTable.substring(otherTable.indexOf('.') + 1)
              + " 导入为那张表",
          "the table "
              + otherTable
              + " has "
              + counts[1]
              + " further points of the same batch, which stay in force; if this file takes their"
              + " place use import restore "
              + otherTable
              + "@none, or import it as that table with --kind");
    }
  }
}
