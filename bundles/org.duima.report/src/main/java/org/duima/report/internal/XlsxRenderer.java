package org.duima.report.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.duima.api.Money;
import org.duima.api.report.Cells;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.duima.api.spi.ReportRenderer;

/**
 * An Excel workbook with a sheet for each section. Texts are string cells, so nothing in them is
 * ever calculated; counts, money, percentages and dates are numbers in the matching format.
 */
public class XlsxRenderer implements ReportRenderer {
  private static final int LONGEST_SHEET_NAME = 31;
  private static final int LONGEST_CELL = 32_767;
  private static final int HEADER_ROW = 3;
  private static final int FLUSH_EVERY = 500;

  @Override
  public String format() {
    return "xlsx";
  }

  @Override
  public String mediaType() {
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Set<String> names = new HashSet<>();
    OutputStream kept =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
          }

          @Override
          public void close() throws IOException {
            flush();
          }
        };
    try (Workbook workbook = new Workbook(kept, "Duima", "1.0")) {
      for (Section section : report.sections()) {
        Worksheet sheet = workbook.newWorksheet(sheetName(section.title().zh(), names));
        write(report, section, sheet);
        sheet.finish();
      }
      if (report.sections().isEmpty()) {
        workbook.newWorksheet("空").finish();
      }
    }
  }

  private static void write(Report report, Section section, Worksheet sheet) throws IOException {
    sheet.value(0, 0, report.title().zh() + "：" + section.title().zh());
    sheet.style(0, 0).bold().fontSize(14).set();
    sheet.value(
        1,
        0,
        ("%s　%s　%s"
                .formatted(
                    report.madeAt().toLocalDateTime(),
                    Cells.parameters(report),
                    Cells.cut(section)))
            .strip());
    sheet.value(2, 0, section.note().zh());
    List<Column> columns = section.columns();
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      sheet.value(HEADER_ROW, c, column.title().zh());
      sheet
          .style(HEADER_ROW, c)
          .bold()
          .fillColor("E8EEF4")
          .horizontalAlignment(alignment(column))
          .set();
      sheet.width(c, width(section, c));
    }
    sheet.freezePane(0, HEADER_ROW + 1);
    int r = HEADER_ROW + 1;
    for (List<Object> row : section.rows()) {
      for (int c = 0; c < row.size(); c++) {
        cell(sheet, r, c, row.get(c));
        String format = format(columns.get(c).kind());
        if (!format.isEmpty()) {
          sheet.style(r, c).format(format).set();
        }
      }
      r++;
      if (r % FLUSH_EVERY == 0) {
        sheet.flush();
      }
    }
  }

  private static void cell(Worksheet sheet, int r, int c, Object cell) {
    if (cell instanceof Money money) {
      sheet.value(r, c, money.yuan());
    } else if (cell instanceof Number number) {
      sheet.value(r, c, number);
    } else if (cell instanceof LocalDate date) {
      sheet.value(r, c, date);
    } else if (cell != null) {
      String text = cell.toString();
      sheet.value(r, c, text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL));
    }
  }

  private static String format(Kind kind) {
    return switch (kind) {
      case TEXT -> "";
      case COUNT -> "#,##0";
      case PERCENT -> "0.00%";
      case MONEY -> "#,##0.00";
      case DATE -> "yyyy-mm-dd";
    };
  }

  private static String alignment(Column column) {
    return column.kind() == Kind.TEXT || column.kind() == Kind.DATE ? "left" : "right";
  }

  /** Wide enough for the heading and the first rows, where a Chinese character takes two places. */
  private static double width(Section section, int column) {
    Column head = section.columns().get(column);
    int widest = Cells.places(head.title().zh());
    for (List<Object> row : section.rows().subList(0, Math.min(100, section.rows().size()))) {
      widest = Math.max(widest, Cells.places(Cells.text(head.kind(), row.get(column))));
    }
    return Math.min(60, widest + 3);
  }

  /** Sheet names must differ, also in lower case, be short, and lack some characters. */
  private static String sheetName(String title, Set<String> taken) {
    String plain = title.replaceAll("[\\[\\]*?/\\\\:：']", " ").strip();
    String name = plain.substring(0, Math.min(plain.length(), LONGEST_SHEET_NAME));
    for (int n = 2; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
      String tail = " " + n;
      name =
          plain.substring(0, Math.min(plain.length(), LONGEST_SHEET_NAME - tail.length())) + tail;
    }
    return name;
  }
}
