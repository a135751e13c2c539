package org.duima.catalogue.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.Severity;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.RuleClass;

/** Finds knowledge points in a text file or in the sheets of a workbook, often one for a class. */
final class KnowledgeGrids {
  /** What a file may have, what is more specific first: a column is taken once. */
  private static final List<String> FIELDS =
      List.of(
          "rule_class",
          "gz_code",
          "level1",
          "level2",
          "others",
          "codes",
          "id",
          "item_name",
          "constraint",
          "reading",
          "detect_logic",
          "basis",
          "batch",
          "valid_from",
          "valid_to",
          "reaction",
          "state");

  /** Published workbooks have a title, a date or a remark above the headers. */
  private static final int LAST_HEADER_ROW = 20;

  private static final int MOST_HEADERS_SHOWN = 30;

  private final Catalogues catalogues;
  private final Knowledge knowledge;
  private final String shown;

  KnowledgeGrids(Catalogues catalogues, Knowledge knowledge, String shown) {
    this.catalogues = catalogues;
    this.knowledge = knowledge;
    this.shown = shown;
  }

  /**
   * Hands over the rows of every sheet that has points.
   *
   * @throws TableException if there is none
   */
  void read(List<Grid> grids, Findings findings, PointDraft draft)
      throws IOException, TableException {
    Map<Grid, KnowledgeLayout> found = new HashMap<>();
    List<String> seen = new ArrayList<>();
    for (Grid grid : grids) {
      String place = grids.size() > 1 ? shown + "#" + grid.sheet() : shown;
      List<List<String>> first = new ArrayList<>();
      layout(grid, place, first).ifPresent(layout -> found.put(grid, layout));
      if (!first.isEmpty()) {
        seen.add(place + " " + headers(first.get(0)));
        if (!found.containsKey(grid) && grids.size() > 1) {
          findings.about(
              classOf(grid.sheet()) == null ? Severity.INFO : Severity.WARNING,
              "sheet",
              "工作表 " + grid.sheet() + " 没有知识点的列，未读",
              "the sheet " + grid.sheet() + " has no columns of knowledge points and is not read");
        }
      }
    }
    if (found.isEmpty()) {
      throw nothing(seen);
    }
    for (Grid grid : grids) {
      KnowledgeLayout layout = found.get(grid);
      if (layout != null) {
        grid.read(
            (number, cells) -> {
              if (number > layout.headerRow()) {
                draft.add(layout, number, cells);
              }
              return true;
            });
      }
    }
  }

  private TableException nothing(List<String> seen) {
    if (seen.isEmpty()) {
      return new TableException("empty", shown, shown + "：文件为空", shown + ": the file is empty");
    }
    String firstRows = String.join("; ", seen);
    return new TableException(
        "columns",
        shown + ":1",
        shown
            + "：缺少列，需要 rule_class（或 gz_code）、med_codes，以及 constraint 或 item_name，或"
            + " mappings/catalogues/headers.csv 中的其他表头；第一行为 "
            + firstRows,
        shown
            + ": columns are missing; wanted are rule_class (or gz_code), med_codes, and constraint"
            + " or item_name, or other headers of mappings/catalogues/headers.csv; the first row is "
            + firstRows);
  }

  private static String headers(List<String> cells) {
    return cells.stream()
        .map(Spelling::oneLine)
        .filter(text -> !text.isEmpty())
        .limit(MOST_HEADERS_SHOWN)
        .collect(Collectors.joining(","));
  }

  /** The class that a sheet or a file is named after, null if it is named after none. */
  private RuleClass classOf(String sheet) {
    String name = sheet.isEmpty() ? shown.replaceFirst("\\.[^.]*$", "") : sheet;
    return knowledge.ruleClass(Spelling.trimmed(name)).orElse(null);
  }

  private Optional<KnowledgeLayout> layout(Grid grid, String place, List<List<String>> first)
      throws IOException, TableException {
    List<KnowledgeLayout> found = new ArrayList<>();
    grid.read(
        (number, cells) -> {
          first.add(cells);
          byHeaders(grid, place, number, cells).ifPresent(found::add);
          return found.isEmpty() && first.size() < LAST_HEADER_ROW;
        });
    return found.stream().findFirst();
  }

  private Optional<KnowledgeLayout> byHeaders(
      Grid grid, String place, long row, List<String> cells) {
    List<String> names =
        cells.stream()
            .map(cell -> Spelling.oneLine(cell).replace(" ", "").toLowerCase(Locale.ROOT))
            .toList();
    Map<String, Integer> columns = new HashMap<>();
    Set<Integer> taken = new LinkedHashSet<>();
    for (String field : FIELDS) {
      int column = catalogues.column("knowledge", field, "", names, taken);
      if (column >= 0) {
        columns.put(field, column);
      }
    }
    RuleClass ofSheet = classOf(grid.sheet());
    boolean isThere =
        columns.containsKey("codes")
            && (columns.containsKey("constraint") || columns.containsKey("item_name"))
            && (columns.containsKey("rule_class")
                || columns.containsKey("gz_code")
                || ofSheet != null);
    if (!isThere) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String header = Spelling.oneLine(cells.get(i));
      headers.add(header.isEmpty() ? String.valueOf(i + 1) : header);
    }
    return Optional.of(new KnowledgeLayout(place, row, cells.size(), columns, headers, ofSheet));
  }
}
