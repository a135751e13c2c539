package org.duima.report.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.report.Cells;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.duima.api.spi.ReportRenderer;

/**
 * CSV in UTF-8 with a byte order mark, without which spreadsheets take Chinese for something else.
 * A report of one section is one table with its column ids as header; one of several puts the
 * section's title above each table and an empty line below.
 */
public class CsvRenderer implements ReportRenderer {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  @Override
  public String format() {
    return "csv";
  }

  @Override
  public String mediaType() {
    return "text/csv; charset=utf-8";
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    try {
      write(report, out);
    } catch (UncheckedIOException e) {
      // the library wraps what the stream says
      throw e.getCause();
    }
  }

  private static void write(Report report, OutputStream out) throws IOException {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    writer.write(BYTE_ORDER_MARK);
    // not closed: that would close the stream
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(writer);
    boolean several = report.sections().size() > 1;
    for (Section section : report.sections()) {
      if (several) {
        csv.writeRecord("# " + section.title());
      }
      csv.writeRecord(section.columns().stream().map(Column::id).toList());
      for (List<Object> row : section.rows()) {
        csv.writeRecord(cells(section, row));
      }
      if (several) {
        if (!Cells.cut(section).isEmpty()) {
          csv.writeRecord("# " + Cells.cut(section));
        }
        csv.writeRecord("");
      }
    }
    csv.flush();
  }

  private static List<String> cells(Section section, List<Object> row) {
    List<String> cells = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      Kind kind = section.columns().get(i).kind();
      String text = Cells.text(kind, row.get(i));
      cells.add(kind == Kind.TEXT ? harmless(text) : text);
    }
    return cells;
  }

  /** A spreadsheet runs a text that begins like a formula; a quote before it makes it a text. */
  private static String harmless(String text) {
    return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
