package org.duima.report.internal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.duima.api.Text;
import org.duima.api.report.ReportFacts.Period;
import org.duima.api.report.Reports.RefusedException;

/**
 * What a report was asked for.
 *
 * @param section id of the only section wanted, empty for all
 * @param rows most rows of a section of single lists or codes
 * @param stated the parameters as they were given, without empty ones
 */
record Parameters(Period period, String section, int rows, Map<String, String> stated) {
  static final int USUAL_ROWS = 1_000;
  static final int MOST_ROWS = 100_000;
  private static final Set<String> KNOWN = Set.of("from", "to", "department", "section", "rows");

  static Parameters of(Map<String, String> given) throws RefusedException {
    Map<String, String> stated = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : new TreeMap<>(given).entrySet()) {
      if (!KNOWN.contains(one.getKey())) {
        throw new RefusedException(
            new Text("未知的参数：" + one.getKey(), "unknown parameter: " + one.getKey()));
      }
      if (one.getValue() != null && !one.getValue().isBlank()) {
        stated.put(one.getKey(), one.getValue().strip());
      }
    }
    LocalDate from = day(stated, "from");
    LocalDate to = day(stated, "to");
    if (from != null && to != null && to.isBefore(from)) {
      throw new RefusedException(new Text("to 早于 from", "to is before from"));
    }
    return new Parameters(
        new Period(from, to, stated.getOrDefault("department", "")),
        stated.getOrDefault("section", ""),
        rows(stated.get("rows")),
        stated);
  }

  private static LocalDate day(Map<String, String> stated, String name) throws RefusedException {
    String text = stated.get(name);
    if (text == null) {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new RefusedException(new Text(name + " 应为 yyyy-MM-dd", name + " must be yyyy-MM-dd"));
    }
  }

  private static int rows(String text) throws RefusedException {
    if (text == null) {
      return USUAL_ROWS;
    }
    try {
      int rows = Integer.parseInt(text);
      if (rows >= 1 && rows <= MOST_ROWS) {
        return rows;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new RefusedException(
        new Text("rows 应为 1 到 " + MOST_ROWS, "rows must be 1 to " + MOST_ROWS));
  }
}
