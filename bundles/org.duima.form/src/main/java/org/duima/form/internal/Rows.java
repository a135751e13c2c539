package org.duima.form.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.duima.form.internal.Sheet.Cell;

/** Rows of a table with as many as a node has, and blank ones where it has few. */
final class Rows {
  private Rows() {}

  /**
   * @param least rows that the paper has at any rate
   * @param row the cells of one row of the node
   * @param spans widths of a blank row's cells
   */
  static List<List<Cell>> of(
      Written list, String node, int least, IntFunction<List<Cell>> row, int... spans) {
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < list.rows(node).size(); i++) {
      rows.add(row.apply(i));
    }
    while (rows.size() < least) {
      rows.add(Arrays.stream(spans).mapToObj(Cell::empty).toList());
    }
    return rows;
  }
}
