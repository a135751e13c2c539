package org.duima.catalogue.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duima.api.mapping.TableImports.Difference;
import org.duima.api.mapping.TableImports.Row;

/** Holds new rows against those of the version in force. */
final class Comparison {
  private static final List<String> ORDER = List.of("removed", "changed", "added");

  private final Subject subject;
  private final CodeUsage usage;
  private final int mostRows;
  private final List<Row> rows = new ArrayList<>();
  private int added;
  private int removed;
  private int changed;
  private int touched;

  /**
   * Begins a comparison.
   *
   * @param mostRows how many differing rows are told
   */
  Comparison(Subject subject, CodeUsage usage, int mostRows) {
    this.subject = subject;
    this.usage = usage;
    this.mostRows = mostRows;
  }

  /**
   * Compares.
   *
   * @param former rows of the version in force, null if there is none
   */
  Difference of(Path former, Draft now) throws IOException, TableException {
    Set<String> known = new HashSet<>();
    if (former != null) {
      StoredRows.read(
          former,
          subject,
          row -> {
            String key = Spelling.key(subject, subject.codeEdition(), row.code());
            TableRow after = now.row(key);
            if (after == null) {
              removed++;
              tell("removed", key, row.code(), Draft.content(row), "");
            } else {
              known.add(key);
              if (!Draft.content(row).equals(Draft.content(after))) {
                changed++;
                tell("changed", key, row.code(), Draft.content(row), Draft.content(after));
              }
            }
          });
    }
    now.each(
        (key, row) -> {
          if (!known.contains(key)) {
            added++;
            tell("added", key, row.code(), "", Draft.content(row));
          }
        });
    rows.sort(
        Comparator.comparing((Row row) -> ORDER.indexOf(row.what()))
            .thenComparing(Row::uses, Comparator.reverseOrder())
            .thenComparing(Row::code));
    return new Difference(
        added,
        removed,
        changed,
        usage.isKnown() ? touched : -1,
        rows.size() > mostRows ? rows.subList(0, mostRows) : rows);
  }

  private void tell(String what, String key, String code, String before, String after) {
    int uses = usage.of(key);
    if (uses > 0) {
      touched++;
    }
    // codes in use are told in any case, so that sorting brings them to the front
    if (rows.size() < mostRows || uses > 0) {
      rows.add(new Row(what, code, before, after, uses));
    }
  }
}
