package org.duima.report.internal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.report.Cells;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.duima.api.spi.ReportRenderer;

/** One page that needs nothing else: no script, no picture, good to print. */
public class HtmlRenderer implements ReportRenderer {
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private static final String STYLE =
      """
      :root { color-scheme: light; }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 96rem; padding: 1.5rem 2rem 3rem; color: #1c2733; background: #fff;
        font: 14px/1.5 "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC",
        "WenQuanYi Zen Hei", sans-serif; }
      header { border-bottom: 2px solid #1f5f8b; padding-bottom: .6rem; }
      h1 { font-size: 1.6rem; margin: 0; }
      h2 { font-size: 1.12rem; margin: 2rem 0 .2rem; color: #174a6d; }
      .en { font-weight: normal; font-size: .75em; color: #5d6b78; margin-left: .5em; }
      p { margin: .25rem 0 .5rem; color: #46535f; font-size: .9rem; }
      nav { margin: .8rem 0 0; font-size: .9rem; }
      nav a { color: #174a6d; margin-right: 1.1em; white-space: nowrap; }
      .frame { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: .9rem; }
      th { background: #e8eef4; text-align: left; font-weight: 600; vertical-align: bottom; white-space: nowrap; }
      th .en { display: block; margin: 0; font-size: .72rem; white-space: normal; line-height: 1.2; }
      th, td { border: 1px solid #d3dbe2; padding: .28rem .55rem; }
      td { vertical-align: top; overflow-wrap: break-word; }
      td:not(.n) { min-width: 4.5em; }
      tbody tr:nth-child(even) { background: #f7f9fb; }
      .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
      .d { white-space: nowrap; }
      td.zero { color: #8b98a4; }
      td.below { color: #a61b1b; font-weight: 600; }
      .none { color: #5d6b78; font-style: italic; }
      @media print {
        @page { size: A4 landscape; margin: 12mm; }
        body { max-width: none; padding: 0; font-size: 10.5px; }
        nav { display: none; }
        .frame { overflow: visible; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        h2 { break-after: avoid; }
      }
      """;

  @Override
  public String format() {
    return "html";
  }

  @Override
  public String mediaType() {
    return "text/html; charset=utf-8";
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Writer html = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    html.write(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html.write(escaped(report.title().zh() + " " + report.madeAt().format(MINUTE)));
    html.write("</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<header>\n<h1>");
    text(html, report.title());
    html.write("</h1>\n<p>");
    html.write(escaped("生成时间 " + report.madeAt().format(MINUTE)));
    if (!report.parameters().isEmpty()) {
      html.write(escaped("　" + Cells.parameters(report)));
    }
    html.write("</p>\n");
    if (report.sections().size() > 1) {
      contents(report, html);
    }
    html.write("</header>\n");
    for (Section section : report.sections()) {
      section(html, section);
    }
    html.write("</body>\n</html>\n");
    html.flush();
  }

  private static void contents(Report report, Writer html) throws IOException {
    html.write("<nav>");
    for (Section section : report.sections()) {
      html.write("<a href=\"#" + escaped(section.id()) + "\">");
      html.write(escaped(section.title().zh()));
      html.write("</a>\n");
    }
    html.write("</nav>\n");
  }

  private static void section(Writer html, Section section) throws IOException {
    html.write("<section id=\"" + escaped(section.id()) + "\">\n<h2>");
    text(html, section.title());
    html.write("</h2>\n");
    if (!section.note().zh().isEmpty()) {
      html.write("<p>" + escaped(section.note().zh()) + "</p>\n");
    }
    if (section.rows().isEmpty()) {
      html.write("<p class=\"none\">没有 / none</p>\n</section>\n");
      return;
    }
    html.write("<div class=\"frame\"><table>\n<thead><tr>");
    for (Column column : section.columns()) {
      html.write("<th" + style(column.kind(), null) + ">");
      text(html, column.title());
      html.write("</th>");
    }
    html.write("</tr></thead>\n<tbody>\n");
    for (List<Object> row : section.rows()) {
      html.write("<tr>");
      for (int i = 0; i < row.size(); i++) {
        Kind kind = section.columns().get(i).kind();
        html.write("<td" + style(kind, row.get(i)) + ">");
        html.write(escaped(Cells.shown(kind, row.get(i))));
        html.write("</td>");
      }
      html.write("</tr>\n");
    }
    html.write("</tbody>\n</table></div>\n");
    if (!Cells.cut(section).isEmpty()) {
      html.write("<p class=\"none\">" + escaped(Cells.cut(section)) + "</p>\n");
    }
    html.write("</section>\n");
  }

  private static String style(Kind kind, Object cell) {
    boolean below =
        cell instanceof Long count && count < 0 || cell instanceof Money money && money.fen() < 0;
    return switch (kind) {
      case TEXT -> "";
      case DATE -> " class=\"d\"";
      case COUNT, PERCENT, MONEY ->
          below
              ? " class=\"n below\""
              : Long.valueOf(0).equals(cell) ? " class=\"n zero\"" : " class=\"n\"";
    };
  }

  private static void text(Writer html, Text text) throws IOException {
    html.write(escaped(text.zh()));
    if (!text.en().isEmpty() && !text.en().equals(text.zh())) {
      html.write("<span class=\"en\" lang=\"en\">" + escaped(text.en()) + "</span>");
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
