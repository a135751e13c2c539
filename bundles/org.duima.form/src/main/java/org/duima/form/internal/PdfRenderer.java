package org.duima.form.internal;

import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.pdf.PdfPTable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.duima.api.report.Cells;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.duima.api.spi.ReportRenderer;

/** Reports on A4 in landscape; the head of a table is repeated on each page. */
public final class PdfRenderer implements ReportRenderer {
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final float TITLE = 15;
  private static final float HEADING = 10;
  private static final float TEXT = 7.5f;

  /** A column is at least and at most this wide before the page is shared out. */
  private static final int NARROWEST = 6;

  private static final int WIDEST = 40;
  private static final int MEASURED_ROWS = 100;

  private final Fonts fonts;

  public PdfRenderer(Fonts fonts) {
    this.fonts = fonts;
  }

  @Override
  public String format() {
    return "pdf";
  }

  @Override
  public String mediaType() {
    return "application/pdf";
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    PrintFont font = fonts.current();
    Drawable drawable = new Drawable(font);
    String title = drawable.text(report.title().zh());
    String made =
        ("生成时间 " + report.madeAt().format(MINUTE) + "　" + Cells.parameters(report)).strip();
    byte[] pdf;
    synchronized (font) {
      pdf =
          Paper.make(
              font,
              PageSize.A4.rotate(),
              report.title().zh(),
              "",
              title + "　" + drawable.text(made),
              paper -> write(report, paper, drawable));
    }
    out.write(pdf);
  }

  private static void write(Report report, Paper paper, Drawable drawable) {
    UnaryOperator<String> text = drawable::text;
    paper.heading(text.apply(report.title().zh()), TITLE, Element.ALIGN_LEFT);
    for (Section section : report.sections()) {
      paper.heading(text.apply(section.title().zh()), HEADING, Element.ALIGN_LEFT);
      if (!section.note().zh().isEmpty()) {
        paper.add(paper.line(text.apply(section.note().zh())));
      }
      paper.add(section.rows().isEmpty() ? paper.line("没有 / none") : table(section, paper, text));
      if (!Cells.cut(section).isEmpty()) {
        paper.add(paper.line(Cells.cut(section)));
      }
    }
    if (!drawable.note().isEmpty()) {
      paper.add(paper.line(drawable.note()));
    }
  }

  private static PdfPTable table(Section section, Paper paper, UnaryOperator<String> text) {
    PdfPTable table = paper.table(widths(section));
    table.setSpacingBefore(TEXT / 2);
    for (Column column : section.columns()) {
      table.addCell(
          paper.cell(text.apply(column.title().zh()), TEXT, alignment(column.kind()), true, 0));
    }
    table.setHeaderRows(1);
    for (List<Object> row : section.rows()) {
      for (int i = 0; i < row.size(); i++) {
        Kind kind = section.columns().get(i).kind();
        String shown = text.apply(Cells.shown(kind, row.get(i)).replaceAll("\\p{Cntrl}", " "));
        table.addCell(paper.cell(shown, TEXT, alignment(kind), false, 0));
      }
    }
    return table;
  }

  private static int alignment(Kind kind) {
    return switch (kind) {
      case TEXT, DATE -> Element.ALIGN_LEFT;
      case COUNT, PERCENT, MONEY -> Element.ALIGN_RIGHT;
    };
  }

  /** In proportion to the longest text of each column's first rows. */
  private static float[] widths(Section section) {
    float[] widths = new float[section.columns().size()];
    List<List<Object>> rows =
        section.rows().subList(0, Math.min(MEASURED_ROWS, section.rows().size()));
    for (int i = 0; i < widths.length; i++) {
      Column column = section.columns().get(i);
      int widest = Math.max(NARROWEST, Cells.places(column.title().zh()));
      for (List<Object> row : rows) {
        widest = Math.max(widest, Cells.places(Cells.shown(column.kind(), row.get(i))));
      }
      widths[i] = Math.min(WIDEST, widest);
    }
    return widths;
  }
}
