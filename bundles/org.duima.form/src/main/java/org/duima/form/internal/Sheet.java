package org.duima.form.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A list laid out, before it becomes HTML or PDF. Every table is {@value #UNITS} units wide.
 *
 * @param title in the middle, above everything
 * @param mark what each page says of the paper's worth, empty for nothing
 * @param blocks from top to bottom
 * @param notes footnotes
 * @param footer at the foot of each page
 */
record Sheet(String title, String mark, List<Block> blocks, List<String> notes, String footer) {
  static final int UNITS = 48;

  /** A part of the paper, or a table. */
  sealed interface Block permits Heading, Grid {}

  record Heading(String text) implements Block {}

  /**
   * A table.
   *
   * @param head rows that are repeated where the table goes on on a further page; may be none
   * @param rows the others; cells of each row fill the whole width
   */
  record Grid(List<List<Cell>> head, List<List<Cell>> rows) implements Block {
    Grid {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
      for (List<List<Cell>> some : List.of(head, rows)) {
        for (List<Cell> row : some) {
          int width = row.stream().mapToInt(Cell::span).sum();
          if (width != UNITS) {
            throw new IllegalArgumentException(width + " units: " + row);
          }
        }
      }
    }
  }

  /** What a cell is. */
  enum Kind {
    LABEL,
    VALUE,
    AMOUNT
  }

  /**
   * A cell.
   *
   * @param text with line breaks where they must be
   * @param note number of its footnote, 0 for none
   */
  record Cell(Kind kind, int span, String text, int note) {
    static Cell label(int span, String text) {
      return new Cell(Kind.LABEL, span, text, 0);
    }

    static Cell empty(int span) {
      return new Cell(Kind.VALUE, span, "", 0);
    }

    Cell as(Kind other) {
      return new Cell(other, span, text, note);
    }
  }

  Sheet {
    blocks = List.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  /** The same with every text changed, in reading order. */
  Sheet map(UnaryOperator<String> change) {
    String newTitle = change.apply(title);
    List<Block> changed = blocks.stream().map(block -> map(block, change)).toList();
    return new Sheet(
        newTitle,
        change.apply(mark),
        changed,
        notes.stream().map(change).toList(),
        change.apply(footer));
  }

  private static Block map(Block block, UnaryOperator<String> change) {
    if (block instanceof Grid grid) {
      return new Grid(map(grid.head(), change), map(grid.rows(), change));
    }
    return new Heading(change.apply(((Heading) block).text()));
  }

  private static List<List<Cell>> map(List<List<Cell>> rows, UnaryOperator<String> change) {
    return rows.stream()
        .map(
            row ->
                row.stream()
                    .map(
                        cell ->
                            new Cell(
                                cell.kind(), cell.span(), change.apply(cell.text()), cell.note()))
                    .toList())
        .toList();
  }

  Sheet withNote(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new Sheet(title, mark, blocks, more, footer);
  }
}
