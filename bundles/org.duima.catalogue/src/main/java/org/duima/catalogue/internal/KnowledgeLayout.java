package org.duima.catalogue.internal;

import java.util.List;
import java.util.Map;
import org.duima.api.alert.RuleClass;

/**
 * Where knowledge points stand in a grid.
 *
 * @param place file, with the sheet if it has several
 * @param headerRow row of the headers
 * @param width how many cells a row may have
 * @param columns place of each field that is there, from 0
 * @param headers names of the columns as a person finds them
 * @param ofSheet class that the sheet is about if its rows name none, null if it is not known
 */
record KnowledgeLayout(
    String place,
    long headerRow,
    int width,
    Map<String, Integer> columns,
    List<String> headers,
    RuleClass ofSheet) {
  KnowledgeLayout {
    columns = Map.copyOf(columns);
    headers = List.copyOf(headers);
  }

  boolean has(String field) {
    return columns.containsKey(field);
  }

  /** The cell of a field on one line, empty if there is none. */
  String cell(List<String> cells, String field) {
    Integer column = columns.get(field);
    return column == null || column >= cells.size() ? "" : Spelling.oneLine(cells.get(column));
  }

  /** The header of a field, or the field if there is no such column. */
  String header(String field) {
    Integer column = columns.get(field);
    return column == null ? field : headers.get(column);
  }
}
