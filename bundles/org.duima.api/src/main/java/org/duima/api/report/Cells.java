package org.duima.api.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.duima.api.Money;
import org.duima.api.report.Column.Kind;

/** Cells as text, for those who render reports. */
public final class Cells {
  private static final Map<String, String> PARAMETERS =
      Map.of("from", "起始日期", "to", "截止日期", "department", "科室", "section", "部分", "rows", "最多行数");

  private static final int FIRST_WIDE = 0x1100;

  private Cells() {}

  /** What a cell says, empty for none. */
  public static String text(Kind kind, Object cell) {
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

  /** As a person reads it: with thousands separated, and a dash for nothing. */
  public static String shown(Kind kind, Object cell) {
    if (cell == null) {
      return "–";
    }
    return switch (kind) {
      case COUNT -> String.format(Locale.ROOT, "%,d", (Long) cell);
      case MONEY -> String.format(Locale.ROOT, "%,.2f", ((Money) cell).yuan());
      default -> text(kind, cell);
    };
  }

  /** How wide a text is: a Chinese character takes two places. */
  public static int places(String text) {
    return text.codePoints().map(point -> point < FIRST_WIDE ? 1 : 2).sum();
  }

  /** The parameters that a report was asked for, in words; empty for none. */
  public static String parameters(Report report) {
    return report.parameters().entrySet().stream()
        .map(one -> PARAMETERS.getOrDefault(one.getKey(), one.getKey()) + " " + one.getValue())
        .collect(Collectors.joining("，"));
  }

  /** What to say of a section that does not show all its rows, empty where it does. */
  public static String cut(Section section) {
    return section.total() <= section.rows().size()
        ? ""
        : "共 %d 行，只列前 %d 行 / the first %d of %d rows"
            .formatted(
                section.total(), section.rows().size(), section.rows().size(), section.total());
  }
}
