package org.duima.api.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.duima.api.Text;

/**
 * A table of a report.
 *
 * @param id stable name for machines, in lower case with hyphens
 * @param title heading for people
 * @param note what the figures mean, empty texts if that needs no words
 * @param columns from left to right
 * @param rows each with one cell for each column, of its column's kind or null
 * @param total how many rows there are, more than {@code rows} where the report was asked to stop
 */
public record Section(
    String id, Text title, Text note, List<Column> columns, List<List<Object>> rows, long total) {
  public Section {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(note, "note");
    columns = List.copyOf(columns);
    List<List<Object>> copy = new ArrayList<>(rows.size());
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(id + ": " + row.size() + " cells for " + columns.size());
      }
      for (int i = 0; i < row.size(); i++) {
        if (!columns.get(i).kind().takes(row.get(i))) {
          throw new IllegalArgumentException(
              id + "." + columns.get(i).id() + ": " + row.get(i).getClass().getName());
        }
      }
      copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = Collections.unmodifiableList(copy);
  }
}
