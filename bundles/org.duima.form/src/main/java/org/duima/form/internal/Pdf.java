package org.duima.form.internal;

import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import java.util.Arrays;
import java.util.List;
import org.duima.form.internal.Sheet.Block;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Heading;
import org.duima.form.internal.Sheet.Kind;

/** Writes a sheet on A4 pages. */
final class Pdf {
  private static final float TITLE = 15;
  private static final float HEADING = 9;
  private static final float TEXT = 7.5f;

  private Pdf() {}

  static byte[] of(Sheet sheet, PrintFont font) {
    Drawable drawable = new Drawable(font);
    Sheet drawn = sheet.map(drawable::text);
    Sheet whole = drawable.note().isEmpty() ? drawn : drawn.withNote(drawable.note());
    synchronized (font) {
      return Paper.make(
          font,
          PageSize.A4,
          sheet.title(),
          whole.mark(),
          whole.footer(),
          paper -> write(whole, paper));
    }
  }

  private static void write(Sheet sheet, Paper paper) {
    paper.heading(sheet.title(), TITLE, Element.ALIGN_CENTER);
    for (Block block : sheet.blocks()) {
      if (block instanceof Grid grid) {
        paper.add(table(grid, paper));
      } else {
        paper.heading(((Heading) block).text(), HEADING, Element.ALIGN_LEFT);
      }
    }
    for (String note : sheet.notes()) {
      paper.add(paper.line(note));
    }
  }

  private static PdfPTable table(Grid grid, Paper paper) {
    float[] widths = new float[Sheet.UNITS];
    Arrays.fill(widths, 1);
    PdfPTable table = paper.table(widths);
    for (List<List<Cell>> rows : List.of(grid.head(), grid.rows())) {
      for (List<Cell> row : rows) {
        row.forEach(cell -> table.addCell(cell(cell, paper)));
      }
    }
    table.setHeaderRows(grid.head().size());
    return table;
  }

  private static PdfPCell cell(Cell cell, Paper paper) {
    int alignment =
        switch (cell.kind()) {
          case LABEL -> Element.ALIGN_CENTER;
          case VALUE -> Element.ALIGN_LEFT;
          case AMOUNT -> Element.ALIGN_RIGHT;
        };
    PdfPCell drawn =
        paper.cell(cell.text(), TEXT, alignment, cell.kind() == Kind.LABEL, cell.note());
    drawn.setColspan(cell.span());
    return drawn;
  }
}
