package org.duima.catalogue.internal;

import java.util.ArrayList;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;

/**
 * Collects what there is to say about a file. Everything is counted, the first of each kind told.
 */
final class Findings {
  private static final int MOST_REFUSED = 10_000;
  private static final int MOST_REMARKS = 1_000;

  private final String place;
  private final Severity ofRefused;
  private final List<Finding> about = new ArrayList<>();
  private final List<Finding> refused = new ArrayList<>();
  private final List<Finding> remarks = new ArrayList<>();
  private int refusedRows;
  private int remarkedRows;

  /**
   * Begins a collection.
   *
   * @param place file, with the sheet if it has several
   * @param skipRefused whether refused rows are no obstacle
   */
  Findings(String place, boolean skipRefused) {
    this.place = place;
    this.ofRefused = skipRefused ? Severity.WARNING : Severity.ERROR;
  }

  /** A row that is not taken. */
  void refuse(String rule, long row, String column, String zh, String en) {
    refuse(rule, place, row, column, zh, en);
  }

  /**
   * A row that is not taken.
   *
   * @param sheet file, with the sheet if it has several
   */
  void refuse(String rule, String sheet, long row, String column, String zh, String en) {
    refusedRows++;
    if (refused.size() < MOST_REFUSED) {
      refused.add(at(rule, ofRefused, sheet, row, column, zh, en));
    }
  }

  /** A row that is taken although something is unusual. */
  void remark(String rule, long row, String column, Text text) {
    remark(rule, place, row, column, text);
  }

  /**
   * A row that is taken although something is unusual.
   *
   * @param sheet file, with the sheet if it has several
   */
  void remark(String rule, String sheet, long row, String column, Text text) {
    remarkedRows++;
    if (remarks.size() < MOST_REMARKS) {
      remarks.add(at(rule, Severity.INFO, sheet, row, column, text.zh(), text.en()));
    }
  }

  private static Finding at(
      String rule, Severity severity, String sheet, long row, String column, String zh, String en) {
    return new Finding(
        "import." + rule,
        severity,
        sheet + ":" + row + ":" + column,
        new Text(
            sheet + " 第 " + row + " 行 列 " + column + "：" + zh,
            sheet + " row " + row + " column " + column + ": " + en));
  }

  /** Something about the whole. */
  void about(Severity severity, String rule, String zh, String en) {
    about.add(
        new Finding(
            "import." + rule, severity, place, new Text(place + "：" + zh, place + ": " + en)));
  }

  void about(Finding finding) {
    about.add(finding);
  }

  String place() {
    return place;
  }

  int refusedRows() {
    return refusedRows;
  }

  /** About the whole first, then refused rows, then remarks. */
  List<Finding> all() {
    List<Finding> all = new ArrayList<>(about);
    all.addAll(refused);
    if (refusedRows > refused.size()) {
      int more = refusedRows - refused.size();
      all.add(
          new Finding(
              "import.more",
              ofRefused,
              place,
              new Text(
                  place + "：另有 " + more + " 行被拒绝，未列出",
                  place + ": " + more + " further refused rows are not listed")));
    }
    all.addAll(remarks);
    if (remarkedRows > remarks.size()) {
      int more = remarkedRows - remarks.size();
      all.add(
          Finding.info(
              "import.more",
              place,
              place + "：另有 " + more + " 行的说明未列出",
              place + ": remarks on " + more + " further rows are not listed"));
    }
    return all;
  }
}
