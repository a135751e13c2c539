package org.duima.catalogue.internal;

import java.io.IOException;
import java.util.List;

/** Rows of cells: a text file as a whole, or one sheet of a workbook. Can be read several times. */
interface Grid {
  /** Name of the sheet, empty for a text file. */
  String sheet();

  /** Whether it can be one of the platform's files, which name no columns. */
  boolean isTabSeparated();

  /**
   * Reads from the first row on until the end, or until the visitor has enough. Rows without any
   * text are left out.
   */
  void read(Visitor visitor) throws IOException, TableException;

  /** Takes rows. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes a row.
     *
     * @param number as the user's program counts, from 1
     * @return whether to go on
     */
    boolean row(long number, List<String> cells) throws TableException;
  }
}
