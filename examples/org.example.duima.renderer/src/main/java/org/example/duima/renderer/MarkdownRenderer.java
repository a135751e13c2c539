package org.example.duima.renderer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duima.api.report.Cells;
import org.duima.api.report.Column;
import org.duima.api.report.Column.Kind;
import org.duima.api.report.Report;
import org.duima.api.report.Section;
import org.duima.api.spi.ReportRenderer;
import org.osgi.service.component.annotations.Component;

/** Reports as Markdown, for the hospital's wiki. */
@Component(service = ReportRenderer.class)
public final class MarkdownRenderer implements ReportRenderer {
  private static final String SPECIAL = "\\`*_{}[]()#+-.!|~=";

  @Override
  public String format() {
    return "md";
  }

  @Override
  public String mediaType() {
    return "text/markdown; charset=utf-8";
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    // not closed: that would close the stream
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    text.write("# " + harmless(report.title().zh()) + "\n\n" + report.madeAt() + "\n");
    for (Section section : report.sections()) {
      text.write("\n## " + harmless(section.title().zh()) + "\n\n");
      table(section, text);
      text.write(harmless(Cells.cut(section)) + "\n");
    }
    text.flush();
  }

  private static void table(Section section, Writer text) throws IOException {
    for (Column column : section.columns()) {
      text.write("| " + harmless(column.title().zh()) + " ");
    }
    text.write("|\n");
    for (Column column : section.columns()) {
      text.write(column.kind() == Kind.TEXT ? "|---" : "|--:");
    }
    text.write("|\n");
    for (List<Object> row : section.rows()) {
      for (int i = 0; i < row.size(); i++) {
        Kind kind = section.columns().get(i).kind();
        String cell = Cells.text(kind, row.get(i));
        // figures are of our own making: they need no escapes
        text.write("| " + (kind == Kind.TEXT ? harmless(cell) : cell) + " ");
      }
      text.write("|\n");
    }
  }

  /** Texts come from other systems: none becomes a link, a tag or another column. */
  static String harmless(String text) {
    StringBuilder harmless = new StringBuilder(text.length());
    for (char one : text.toCharArray()) {
      if (SPECIAL.indexOf(one) >= 0) {
        harmless.append('\\').append(one);
      } else {
        switch (one) {
          case '<' -> harmless.append("&lt;");
          case '>' -> harmless.append("&gt;");
          case '&' -> harmless.append("&amp;");
          case '\n', '\r', '\t' -> harmless.append(' ');
          default -> harmless.append(one);
        }
      }
    }
    return harmless.toString();
  }
}
