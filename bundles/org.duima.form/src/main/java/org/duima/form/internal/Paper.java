package org.duima.form.internal;

import com.lowagie.text.Chunk;
import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfPageEventHelper;
import com.lowagie.text.pdf.PdfTemplate;
import com.lowagie.text.pdf.PdfWriter;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * A PDF in the making: pages with a mark above, a footer with page numbers below, and what tables
 * are made of. One for each document; hold the font's lock while it is written.
 */
final class Paper {
  private static final float MARGIN = 28;
  private static final float TOP = 34;
  private static final float BOTTOM = 36;
  private static final float SMALL = 7;
  private static final float LINE = 0.5f;
  private static final float ROOM_BELOW_HEADING = 70;
  private static final float PADDING = 1.8f;
  private static final float BOLD = 0.35f;
  private static final float NOTE_RISE = 2.5f;
  private static final float NOTE_SIZE = 5;
  private static final Color SHADE = new Color(0xF0, 0xF0, 0xF0);
  private static final Color GRAY = new Color(0x80, 0x80, 0x80);

  private final PrintFont font;
  private final Document document;
  private final PdfWriter writer;

  private Paper(PrintFont font, Document document, PdfWriter writer) {
    this.font = font;
    this.document = document;
    this.writer = writer;
  }

  /**
   * Makes a document.
   *
   * @param mark at the top right of each page
   * @param footer at the bottom left of each page
   * @param body adds the contents
   */
  static byte[] make(
      PrintFont font,
      Rectangle size,
      String title,
      String mark,
      String footer,
      Consumer<Paper> body) {
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    Document document = new Document(size, MARGIN, MARGIN, TOP, BOTTOM);
    PdfWriter writer = PdfWriter.getInstance(document, pdf);
    writer.setPageEvent(new Frame(font.base(), mark, footer));
    document.addTitle(title);
    document.open();
    body.accept(new Paper(font, document, writer));
    document.close();
    return pdf.toByteArray();
  }

  void add(Element element) {
    document.add(element);
  }

  /**
   * A heading that does not stand alone at the end of a page; outlined, as there is no bold font.
   */
  void heading(String text, float size, int alignment) {
    if (writer.getVerticalPosition(true) - document.bottom() < ROOM_BELOW_HEADING) {
      document.newPage();
    }
    Chunk chunk = new Chunk(text, new Font(font.base(), size));
    chunk.setTextRenderMode(PdfContentByte.TEXT_RENDER_MODE_FILL_STROKE, BOLD, Color.BLACK);
    Paragraph heading = new Paragraph(size * 1.4f, chunk);
    heading.setAlignment(alignment);
    heading.setSpacingBefore(size * 0.4f);
    heading.setSpacingAfter(size * 0.6f);
    add(heading);
  }

  Paragraph line(String text) {
    return new Paragraph(SMALL * 1.4f, text, new Font(font.base(), SMALL));
  }

  PdfPTable table(float[] widths) {
    PdfPTable table = new PdfPTable(widths);
    table.setWidthPercentage(100);
    // a row that is higher than what is left starts on the next page, unless it is higher than a
    // page
    table.setSplitLate(true);
    table.setSplitRows(true);
    return table;
  }

  /**
   * @param note number of the footnote, 0 for none
   */
  PdfPCell cell(String text, float size, int alignment, boolean shaded, int note) {
    Phrase phrase = new Phrase(size * 1.25f, text, new Font(font.base(), size));
    if (note > 0) {
      Chunk mark = new Chunk("[" + note + "]", new Font(font.base(), NOTE_SIZE));
      mark.setTextRise(NOTE_RISE);
      phrase.add(mark);
    }
    PdfPCell cell = new PdfPCell(phrase);
    cell.setHorizontalAlignment(alignment);
    cell.setVerticalAlignment(Element.ALIGN_MIDDLE);
    cell.setBorderWidth(LINE);
    cell.setPadding(PADDING);
    cell.setPaddingBottom(PADDING + 1);
    cell.setUseAscender(false);
    cell.setMinimumHeight(size * 1.25f + 2 * PADDING + 1);
    if (shaded) {
      cell.setBackgroundColor(SHADE);
    }
    return cell;
  }

  /** Mark, footer and page numbers. */
  private static final class Frame extends PdfPageEventHelper {
    private static final float NUMBER_WIDTH = 24;
    private static final float ABOVE = 20;
    private static final float BELOW = 20;
    private static final float MARK_SIZE = 12;

    private final BaseFont font;
    private final String mark;
    private final String footer;
    private PdfTemplate pages;

    Frame(BaseFont font, String mark, String footer) {
      this.font = font;
      this.mark = mark;
      this.footer = footer;
    }

    @Override
    public void onOpenDocument(PdfWriter writer, Document document) {
      pages = writer.getDirectContent().createTemplate(NUMBER_WIDTH, SMALL * 2);
    }

    @Override
    public void onEndPage(PdfWriter writer, Document document) {
      PdfContentByte page = writer.getDirectContent();
      if (!mark.isEmpty()) {
        float top = document.getPageSize().getHeight() - ABOVE;
        float width = font.getWidthPoint(mark, MARK_SIZE);
        text(page, mark, document.right() - width - 4, top - MARK_SIZE + 2, MARK_SIZE);
        page.saveState();
        page.setLineWidth(LINE * 2);
        page.rectangle(document.right() - width - 8, top - MARK_SIZE - 2, width + 8, MARK_SIZE + 4);
        page.stroke();
        page.restoreState();
      }
      page.saveState();
      page.setColorFill(GRAY);
      text(page, footer, document.left(), BELOW, SMALL);
      page.restoreState();
      String number = "第 " + writer.getPageNumber() + " 页 / 共 ";
      float from = document.right() - NUMBER_WIDTH - font.getWidthPoint(number, SMALL);
      text(page, number, from, BELOW, SMALL);
      page.addTemplate(pages, document.right() - NUMBER_WIDTH, BELOW - 2);
    }

    @Override
    public void onCloseDocument(PdfWriter writer, Document document) {
      text(pages, (writer.getPageNumber() - 1) + " 页", 0, 2, SMALL);
    }

    private void text(PdfContentByte content, String text, float x, float y, float size) {
      content.beginText();
      content.setFontAndSize(font, size);
      content.setTextMatrix(x, y);
      content.showText(text);
      content.endText();
    }
  }
}
