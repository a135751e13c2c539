package org.duima.form.internal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.duima.form.internal.Sheet.Block;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Heading;

/** Writes a sheet as one page that needs nothing else. */
final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light; }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 210mm; padding: 10mm; color: #000; background: #fff;
        font: 10px/1.35 "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC",
        "WenQuanYi Zen Hei", SimSun, sans-serif; }
      h1 { font-size: 19px; text-align: center; margin: 0 0 2mm; letter-spacing: .1em; }
      h2 { font-size: 12px; margin: 2.5mm 0 1mm; }
      .mark { float: right; border: 1px solid #000; padding: 0 .6em; font-size: 13px; }
      table { border-collapse: collapse; width: 100%; table-layout: fixed; margin-top: -1px; }
      th, td { border: 1px solid #000; padding: .5mm .8mm; vertical-align: middle; overflow-wrap: anywhere; }
      th { background: #f0f0f0; font-weight: normal; text-align: center; }
      td { min-height: 1.35em; height: 1.9em; }
      td.amount { text-align: right; font-variant-numeric: tabular-nums; }
      sup { font-size: .75em; }
      footer { margin-top: 2mm; font-size: 10px; }
      footer p { margin: .3mm 0; }
      @page { size: A4; margin: 10mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 9px; } }
      @media print {
        body { max-width: none; padding: 0; }
        th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        h2 { break-after: avoid; }
      }
      """;

  private static final String MARK_ON_EACH_PAGE =
      "@page { @top-right { content: \"%s\"; font-size: 12px; } }\n";

  private final Writer out;

  private Html(Writer out) {
    this.out = out;
  }

  static void write(Sheet sheet, OutputStream stream) throws IOException {
    Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    new Html(out).page(sheet);
    out.flush();
  }

  private void page(Sheet sheet) throws IOException {
    out.write(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>"
            + escaped(sheet.title())
            + "</title>\n<style>\n"
            + STYLE
            + (sheet.mark().isEmpty() ? "" : MARK_ON_EACH_PAGE.formatted(sheet.mark()))
            + "</style>\n</head>\n<body>\n");
    if (!sheet.mark().isEmpty()) {
      out.write("<p class=\"mark\">" + escaped(sheet.mark()) + "</p>\n");
    }
    out.write("<h1>" + escaped(sheet.title()) + "</h1>\n");
    for (Block block : sheet.blocks()) {
      if (block instanceof Grid grid) {
        table(grid);
      } else {
        out.write("<h2>" + escaped(((Heading) block).text()) + "</h2>\n");
      }
    }
    out.write("<footer>\n");
    for (String note : sheet.notes()) {
      out.write("<p>" + escaped(note) + "</p>\n");
    }
    out.write("<p>" + escaped(sheet.footer()) + "</p>\n</footer>\n</body>\n</html>\n");
  }

  private void table(Grid grid) throws IOException {
    out.write("<table>\n<colgroup>" + "<col>".repeat(Sheet.UNITS) + "</colgroup>\n");
    if (!grid.head().isEmpty()) {
      out.write("<thead>\n");
      rows(grid.head());
      out.write("</thead>\n");
    }
    out.write("<tbody>\n");
    rows(grid.rows());
    out.write("</tbody>\n</table>\n");
  }

  private void rows(List<List<Cell>> rows) throws IOException {
    for (List<Cell> row : rows) {
      out.write("<tr>");
      for (Cell cell : row) {
        cell(cell);
      }
      out.write("</tr>\n");
    }
  }

  private void cell(Cell cell) throws IOException {
    String tag = cell.kind() == Sheet.Kind.LABEL ? "th" : "td";
    out.write("<" + tag + " colspan=\"" + cell.span() + "\"");
    if (cell.kind() == Sheet.Kind.AMOUNT) {
      out.write(" class=\"" + cell.kind().name().toLowerCase(Locale.ROOT) + "\"");
    }
    out.write(">" + escaped(cell.text()).replace("\n", "<br>"));
    if (cell.note() > 0) {
      out.write("<sup>[" + cell.note() + "]</sup>");
    }
    out.write("</" + tag + ">");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
