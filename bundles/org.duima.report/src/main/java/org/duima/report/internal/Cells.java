package org.duima.report.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Collectors;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;

/** Cells as text. */
final class Cells {
  private static final Map<String, String> PARAMETERS =
      Map.of("from", "起始日期", "to", "截止日期", "department", "科室", "section", "部分", "rows", "最多行数");

  private Cells() {}

  /** What a cell says, empty for none. */
  static String text(Kind kind, Object cell) {
    if (cell == null) {
      return "";
    }
    return kind == Kind.PERCENT
        ? BigDecimal.valueOf((Double) cell)
                .movePointRight(2)
                .setScale(2, RoundingMode.HALF_UP)
                .toPlainString()
            + "%"
        : cell.toString();
  }

  /** The parameters that a report was asked for, in words; empty for none. */
  static String parameters(Report report) {
    return report.parameters().entrySet().stream()
        .map(one -> PARAMETERS.getOrDefault(one.getKey(), one.getKey()) + " " + one.getValue())
        .collect(Collectors.joining("，"));
  }

  /** What to say of a section that does not show all its rows, empty where it does. */
  static String cut(Section section) {
    return section.total() <= section.rows().size()
        ? ""
        : "共 %d 行，只列前 %d 行 / the first %d of %d rows"
            .formatted(
                section.total(), section.rows().size(), section.rows().size(), section.total());
  }
}
