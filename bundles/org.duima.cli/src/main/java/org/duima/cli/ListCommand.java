package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = {
      "结算清单：show 查看，hold 暂缓，release 放行，submit 提交，withdraw 撤回，resend 重新上传，",
      "correct 手工修正一处，uncorrect 撤回修正，print 按纸质格式打印。",
      "Settlement lists: show them, hold, release, submit, withdraw, upload again; correct one place",
      "by hand, or take that back; print one in the form of the paper."
    })
final class ListCommand extends NodeOptions {
  enum Action {
    show,
    hold,
    release,
    submit,
    withdraw,
    resend,
    correct,
    uncorrect,
    print
  }

  @Parameters(
      index = "0",
      paramLabel = "show|hold|release|submit|withdraw|resend|correct|uncorrect|print")
  Action action;

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = {"结算号 setl_id", "setl_id of the settlement"})
  List<String> ids = new ArrayList<>();

  @Option(
      names = "--month",
      paramLabel = "yyyy-MM",
      description = {
        "出院月份；不写 ID 时，动作用于该月全部清单",
        "month of discharge; without ID the action goes to all lists of the month"
      })
  String month;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = {"原因，记入审计", "why, kept in the audit trail"})
  String reason = "";

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = {
        "correct 的位置：setlinfo.字段、节点[编码].字段、principal-diagnosis、principal-procedure",
        "place to correct: setlinfo.FIELD, NODE[CODE].FIELD, principal-diagnosis, principal-procedure"
      })
  String path;

  @Option(
      names = "--value",
      paramLabel = "TEXT",
      description = {"correct 改为；空为不填", "what it says instead; empty to leave it out"})
  String value;

  @Option(
      names = "--number",
      paramLabel = "N",
      description = {"uncorrect 撤回的修正编号", "number of the correction to take back"})
  Long number;

  enum Format {
    pdf,
    html
  }

  @Option(
      names = "--format",
      paramLabel = "pdf|html",
      description = {"print 的格式，默认 pdf", "format of print, by default pdf"})
  Format format = Format.pdf;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = {"print 的版本，默认为现在的内容", "version to print, by default what it says now"})
  Integer version;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {"print 写入的文件，PDF 必写", "file that print writes; PDF needs one"})
  Path output;

  @Override
  public Integer call() {
    checkMonth();
    NodeClient node = node();
    if (action == Action.print) {
      printForm(node);
      return 0;
    }
    if (action == Action.correct || action == Action.uncorrect) {
      correct(node);
      return 0;
    }
    if (action == Action.show) {
      JsonNode lists = node.get("/api/lists" + query());
      print(json || !ids.isEmpty() ? lists : overview(lists));
      return 0;
    }
    List<String> settlements = ids;
    if (ids.isEmpty()) {
      if (month == null) {
        throw Failure.unusable(
            "请给出 setl_id，或用 --month 指定月份", "name settlements, or a month with --month");
      }
      settlements = settlementsOf(node.get("/api/lists" + query()));
    }
    return act(node, settlements);
  }

  private void printForm(NodeClient node) {
    if (ids.size() != 1 || format == Format.pdf && output == null) {
      throw Failure.unusable(
          "请给出一个 setl_id；PDF 请用 -o 指定文件", "one setl_id is needed, and a file for PDF with -o");
    }
    String path = "/api/lists/" + NodeClient.encoded(ids.get(0)) + "/form?format=" + format;
    write(node.download(version == null ? path : path + "&version=" + version), output);
  }

  private void correct(NodeClient node) {
    boolean takesBack = action == Action.uncorrect;
    if (reason.isBlank() || takesBack && number == null) {
      throw Failure.unusable(
          takesBack ? "请给出 --number 与 --reason" : "请给出 --reason",
          takesBack ? "--number and --reason are needed" : "--reason is needed");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("why", reason);
    if (takesBack) {
      print(node.post("/api/corrections/" + number + "/withdraw", body));
      return;
    }
    if (ids.size() != 1 || path == null || value == null) {
      throw Failure.unusable(
          "请给出一个 setl_id、--path 与 --value", "one setl_id, --path and --value are needed");
    }
    body.put("setlId", ids.get(0)).put("path", path).put("value", value);
    print(node.post("/api/corrections", body));
  }

  /** A line for each list; everything about a list is shown when it is asked for by its id. */
  private static JsonNode overview(JsonNode lists) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode list : lists) {
      ObjectNode row = rows.addObject();
      for (String name : List.of("setlId", "state", "stateZh", "dischargedOn", "version")) {
        row.set(name, list.path(name));
      }
      row.put("reason", why(list));
    }
    return rows;
  }

  private static String why(JsonNode list) {
    if (!list.path("waitingFor").isEmpty()) {
      return StreamSupport.stream(list.path("waitingFor").spliterator(), false)
          .map(waiting -> waiting.path("text").path("zh").asText())
          .collect(Collectors.joining("；"));
    }
    for (JsonNode finding : list.path("findings")) {
      if (finding.path("severity").asText().startsWith("E")) {
        return finding.path("rule").asText() + " " + finding.path("text").path("zh").asText();
      }
    }
    return list.path("reason").asText();
  }

  private void checkMonth() {
    if (month == null) {
      return;
    }
    try {
      YearMonth.parse(month);
    } catch (DateTimeException e) {
      throw Failure.unusable("--month 应为 yyyy-MM", "--month: expected yyyy-MM", e);
    }
  }

  private String query() {
    List<String> parts = new ArrayList<>();
    if (month != null) {
      parts.add("month=" + month);
    }
    if (!ids.isEmpty()) {
      parts.add("ids=" + ids.stream().map(NodeClient::encoded).collect(Collectors.joining(",")));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static List<String> settlementsOf(JsonNode lists) {
    JsonNode rows = lists.isArray() ? lists : lists.path("lists");
    List<String> settlements = new ArrayList<>();
    for (JsonNode row : rows) {
      String id = row.path("setl_id").asText(row.path("setlId").asText());
      if (!id.isEmpty()) {
        settlements.add(id);
      }
    }
    return settlements;
  }

  /** Goes on after a refusal: each list stands for itself. */
  private int act(NodeClient node, List<String> settlements) {
    int refused = 0;
    JsonNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
    for (String settlement : settlements) {
      try {
        JsonNode answer =
            node.post("/api/lists/" + NodeClient.encoded(settlement) + "/" + action.name(), body);
        console.out().println(json ? answer.toString() : settlement + "\t" + action + "\tok");
      } catch (Failure e) {
        if (e.exitCode() != 1) {
          throw e;
        }
        refused++;
        console.err().println(settlement + "\t" + action + "\t" + e.getMessage());
      }
    }
    if (settlements.size() > 1) {
      int done = settlements.size() - refused;
      console.note(
          "完成 " + done + " 份，未完成 " + refused + " 份", done + " done, " + refused + " refused");
    }
    return refused == 0 ? 0 : 1;
  }
}
