package org.duima.catalogue.internal;

import java.util.List;

/**
 * Where a table stands in a grid. Places count from 0; -1 is a column that is not there.
 *
 * @param headerRow row of the headers, 0 if there are none
 * @param width how many cells a row may have
 * @param valid column that tells rows in use from retired ones
 * @param skipsEmptyCodes whether a row without code is no row of this table: the platform's files
 *     list insurance codes, and not each has a clinical one
 * @param headers names of the columns as a person finds them
 */
record Layout(
    long headerRow,
    int width,
    int code,
    int name,
    int target,
    int targetName,
    int valid,
    boolean skipsEmptyCodes,
    List<String> headers) {

  /** The layout of files that are no grid. */
  static final Layout OF_FIELDS =
      new Layout(
          0, 0, 0, 1, 2, 3, -1, false, List.of("code", "display", "target.code", "target.display"));

  Layout {
    headers = List.copyOf(headers);
  }

  String codeColumn() {
    return headers.get(code);
  }

  String nameColumn() {
    return name < 0 ? codeColumn() : headers.get(name);
  }

  String targetColumn() {
    return headers.get(target);
  }
}
