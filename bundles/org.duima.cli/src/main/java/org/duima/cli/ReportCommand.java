package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import org.duima.cli.internal.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description = {
      "报表：lists 结算清单日报，code-match 编码对照报告。不写格式时在屏幕上显示；不写 NAME 时列出有哪些报表。",
      "Reports: lists, code-match. Shown as tables unless a format is given; without NAME it tells"
          + " which there are."
    })
final class ReportCommand extends NodeOptions {
  enum Format {
    csv,
    xlsx,
    html,
    json,
    pdf
  }

  @Parameters(arity = "0..1", paramLabel = "NAME")
  String name;

  @Option(
      names = "--from",
      paramLabel = "yyyy-MM-dd",
      description = {"出院日期起", "first day of discharge"})
  String from;

  @Option(
      names = "--to",
      paramLabel = "yyyy-MM-dd",
      description = {"出院日期止", "last day of discharge"})
  String to;

  @Option(
      names = "--department",
      paramLabel = "CODE",
      description = {"科室代码", "code of the department"})
  String department;

  @Option(
      names = "--section",
      paramLabel = "ID",
      description = {"只要一个部分，例如 overdue", "one section only, such as overdue"})
  String section;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = {"明细最多几行，默认 1000", "most rows of details, by default 1000"})
  String rows;

  @Option(
      names = "--format",
      paramLabel = "csv|xlsx|html|json|pdf",
      description = {"格式；有 -o 时默认按文件名", "format; with -o by default that of the file's name"})
  Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {"写入文件", "writes to a file"})
  Path output;

  @Override
  public Integer call() {
    Format wanted = wanted();
    if (name == null) {
      print(node().get("/api/reports"));
      return 0;
    }
    if ((wanted == Format.xlsx || wanted == Format.pdf) && output == null) {
      throw Failure.unusable("XLSX、PDF 请用 -o 指定文件", "name a file for XLSX or PDF with -o");
    }
    if (wanted == null) {
      show(node().get(path(Format.json)));
    } else {
      write(node().download(path(wanted)), output);
    }
    return 0;
  }

  private Format wanted() {
    if (format != null || output == null) {
      return format == null && json ? Format.json : format;
    }
    String file = output.getFileName().toString().toLowerCase(Locale.ROOT);
    for (Format one : Format.values()) {
      if (file.endsWith("." + one) || one == Format.html && file.endsWith(".htm")) {
        return one;
      }
    }
    throw Failure.unusable("请用 --format 指定格式", "say the format with --format");
  }

  private String path(Format wanted) {
    List<String> query = new ArrayList<>(List.of("format=" + wanted));
    add(query, "from", from);
    add(query, "to", to);
    add(query, "department", department);
    add(query, "section", section);
    add(query, "rows", rows);
    return "/api/reports/" + NodeClient.encoded(name) + "?" + String.join("&", query);
  }

  private static void add(List<String> query, String name, String value) {
    if (value != null) {
      query.add(name + "=" + NodeClient.encoded(value));
    }
  }

  private void show(JsonNode report) {
    for (JsonNode part : report.path("sections")) {
      console
          .out()
          .println(
              "== "
                  + part.path("title").path("zh").asText()
                  + " ("
                  + part.path("id").asText()
                  + ")");
      String note = part.path("note").path("zh").asText();
      if (!note.isEmpty()) {
        console.out().println(note);
      }
      TextTable table = new TextTable();
      List<String> heads = new ArrayList<>();
      List<String> kinds = new ArrayList<>();
      for (JsonNode column : part.path("columns")) {
        heads.add(column.path("title").path("zh").asText());
        kinds.add(column.path("kind").asText());
      }
      table.row(heads);
      for (JsonNode row : part.path("rows")) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          cells.add(cell(kinds.get(i), row.get(i)));
        }
        table.row(cells);
      }
      console.out().print(table);
      long left = part.path("total").asLong() - part.path("rows").size();
      if (left > 0) {
        console.out().println("… 另有 " + left + " 行 / further rows (--rows)");
      }
      console.out().println();
    }
  }

  private static String cell(String kind, JsonNode cell) {
    if (cell.isNull()) {
      return "–";
    }
    return switch (kind) {
      case "percent" -> String.format(Locale.ROOT, "%.2f%%", cell.asDouble() * 100);
      case "money" -> cell.decimalValue().setScale(2).toPlainString();
      default -> cell.asText();
    };
  }
}
