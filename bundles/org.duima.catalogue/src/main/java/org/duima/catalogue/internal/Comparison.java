package org.duima.catalogue.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.mapping.TableImports.Difference;
import org.duima.api.mapping.TableImports.Row;

/** Holds new rows against those of the version in force. */
final class Comparison {
  private static final List<String> ORDER = List.of("removed", "changed", "added");

  private final Subject subject;
  private final CodeUsage usage;
  private final int mostRows;

  /** What the former version says, by key; what is left over at the end was removed. */
  private final Map<String, TableRow> former = new HashMap<>();

  private final List<Row> rows = new ArrayList<>();
  private final int[] counts = new int[ORDER.size()];
  private int touched;

  /**
   * Begins a comparison.
   *
   * @param inForce rows of the former version, null if there is none
   * @param mostRows how many differing rows are kept
   */
  Comparison(Subject subject, Path inForce, CodeUsage usage, int mostRows)
      throws IOException, TableException {
    this.subject = subject;
    this.usage = usage;
    this.mostRows = mostRows;
    if (inForce != null) {
      StoredRows.read(inForce, subject, row -> former.put(key(row.code()), row));
    }
  }

  private String key(String code) {
    return Spelling.key(subject, subject.codeEdition(), code);
  }

  Difference with(Collection<TableRow> now) {
    List<Row> added = new ArrayList<>();
    for (TableRow row : now) {
      String key = key(row.code());
      TableRow before = former.remove(key);
      String after = Draft.content(row);
      if (before == null) {
        count("added", key);
        added.add(new Row("added", row.code(), "", after, usage.of(key)));
      } else if (!Draft.content(before).equals(after)) {
        count("changed", key);
        rows.add(new Row("changed", row.code(), Draft.content(before), after, usage.of(key)));
      }
    }
    former.forEach(
        (key, row) -> {
          count("removed", key);
          rows.add(new Row("removed", row.code(), Draft.content(row), "", usage.of(key)));
        });
    rows.addAll(added);
    rows.sort(
        Comparator.comparing((Row row) -> ORDER.indexOf(row.what()))
            .thenComparing(Row::uses, Comparator.reverseOrder())
            .thenComparing(Row::code));
    return new Difference(
        counts[ORDER.indexOf("added")],
        counts[ORDER.indexOf("removed")],
        counts[ORDER.indexOf("changed")],
        usage.isKnown() ? touched : -1,
        rows.size() > mostRows ? rows.subList(0, mostRows) : rows);
  }

  private void count(String what, String key) {
    counts[ORDER.indexOf(what)]++;
    if (usage.of(key) > 0) {
      touched++;
    }
  }
}
