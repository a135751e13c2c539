package org.duima.report.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;

/** A cell of a workbook as a person reads it. */
final class XlsxText {
  private static final LocalDate DAY_ZERO = LocalDate.of(1899, 12, 30);
  private static final int FIRST_DAY_OF_2020 =
      (int) ChronoUnit.DAYS.between(DAY_ZERO, LocalDate.of(2020, 1, 1));

  private XlsxText() {}

  static String of(Cell cell) {
    if (cell.getType() != CellType.NUMBER) {
      return cell.getText();
    }
    BigDecimal number = cell.asNumber();
    return number.intValue() >= FIRST_DAY_OF_2020
        ? DAY_ZERO.plusDays(number.intValue()).toString()
        : number.setScale(2, java.math.RoundingMode.HALF_UP).toPlainString();
  }
}
