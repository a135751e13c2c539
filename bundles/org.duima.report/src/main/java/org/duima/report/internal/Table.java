package org.duima.report.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Section;

/** Builds a section column by column, row by row. */
final class Table {
  private static final Text NONE = new Text("", "");

  private final String id;
  private final Text title;
  private final List<Column> columns = new ArrayList<>();
  private final List<List<Object>> rows = new ArrayList<>();
  private Text note = NONE;

  Table(String id, String zh, String en) {
    this.id = id;
    this.title = new Text(zh, en);
  }

  Table note(String zh, String en) {
    note = new Text(zh, en);
    return this;
  }

  Table text(String column, String zh, String en) {
    return column(column, zh, en, Kind.TEXT);
  }

  Table count(String column, String zh, String en) {
    return column(column, zh, en, Kind.COUNT);
  }

  Table percent(String column, String zh, String en) {
    return column(column, zh, en, Kind.PERCENT);
  }

  Table money(String column, String zh, String en) {
    return column(column, zh, en, Kind.MONEY);
  }

  Table date(String column, String zh, String en) {
    return column(column, zh, en, Kind.DATE);
  }

  private Table column(String column, String zh, String en, Kind kind) {
    columns.add(new Column(column, new Text(zh, en), kind));
    return this;
  }

  Table row(Object... cells) {
    rows.add(Arrays.asList(cells));
    return this;
  }

  /** Cells of one thing that belong to several columns. */
  Table row(List<Object> cells) {
    rows.add(cells);
    return this;
  }

  Section section() {
    return section(rows.size());
  }

  /**
   * @param total how many rows there would be
   */
  Section section(long total) {
    return new Section(id, title, note, columns, rows, total);
  }

  static Money money(long fen) {
    return new Money(fen);
  }

  static Double share(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  /** Later of two days, either of which may be null. */
  static LocalDate later(LocalDate one, LocalDate other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? other : one;
  }
}
