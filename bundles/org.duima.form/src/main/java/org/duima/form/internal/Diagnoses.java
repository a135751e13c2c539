package org.duima.form.internal;

import static org.duima.form.internal.Sheet.Cell.empty;
import static org.duima.form.internal.Sheet.Cell.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;

/** The table of diagnoses at discharge: western ones on the left, TCM ones on the right. */
final class Diagnoses {
  private static final String NODE = "diseinfo";
  private static final int LEAST_ROWS = 2;

  private Diagnoses() {}

  static Grid table(Written list) {
    List<List<Cell>> western = new ArrayList<>();
    List<List<Cell>> tcm = new ArrayList<>();
    for (int i = 0; i < list.rows(NODE).size(); i++) {
      Map<String, String> row = list.rows(NODE).get(i);
      switch (row.getOrDefault("diag_type", "")) {
        case "2" -> tcm.add(half(list, i, "主病", List.of()));
        case "3" -> tcm.add(half(list, i, "主证", List.of()));
        default -> {
          boolean main = row.getOrDefault("maindiag_flag", "").equals("1");
          western.add(
              half(
                  list,
                  i,
                  main ? "主要诊断" : "其他诊断",
                  main ? List.of("principal-diagnosis") : List.of()));
        }
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    int most = Math.max(LEAST_ROWS, Math.max(western.size(), tcm.size()));
    for (int i = 0; i < most; i++) {
      List<Cell> row = new ArrayList<>(i < western.size() ? western.get(i) : blank());
      row.addAll(i < tcm.size() ? tcm.get(i) : blank());
      rows.add(row);
    }
    return new Grid(
        List.of(
            List.of(
                label(14, "出院西医诊断"),
                label(6, "疾病代码"),
                label(4, "入院病情"),
                label(14, "出院中医诊断"),
                label(6, "疾病代码"),
                label(4, "入院病情"))),
        rows);
  }

  private static List<Cell> half(Written list, int i, String kind, List<String> choice) {
    return List.of(
        label(3, kind),
        list.row(11, NODE, i, choice, "diag_name"),
        list.row(6, NODE, i, "diag_code"),
        list.row(4, NODE, i, "adm_cond_type"));
  }

  private static List<Cell> blank() {
    return List.of(empty(3), empty(11), empty(6), empty(4));
  }
}
