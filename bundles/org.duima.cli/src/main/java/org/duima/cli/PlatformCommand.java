package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "platform",
    description = {
      "向医保平台查询：quality 质控结果，counts 清单数量，grouping 分组结果（不加 --ask 只看已取回的）；dictionary 类型、"
          + "catalogue 目录号 下载并导入；inquiries 查询记录；reverse 冲正（2601）。",
      "Questions to the platform: quality, counts, grouping (without --ask what is already here is"
          + " shown), dictionary TYPE and catalogue INFNO (downloaded and imported), inquiries,"
          + " reverse (2601)."
    })
final class PlatformCommand extends NodeOptions {
  private static final long LOOK_MS = 300;

  enum Action {
    quality,
    counts,
    grouping,
    dictionary,
    catalogue,
    inquiries,
    reverse
  }

  @Parameters(
      index = "0",
      paramLabel = "quality|counts|grouping|dictionary|catalogue|inquiries|reverse")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TYPE|INFNO",
      description = {"字典类型，或目录交易号，例如 1307", "type of a dictionary, or a catalogue such as 1307"})
  String what;

  @Option(
      names = "--month",
      paramLabel = "yyyy-MM",
      description = {"结算年月，默认本月", "month of settlement, by default this one"})
  String month;

  @Option(
      names = "--ask",
      description = {"先向平台查询，再显示", "asks the platform first, then shows"})
  boolean ask;

  @Option(
      names = "--institution",
      paramLabel = "CODE",
      description = {"机构编号，默认全部", "fixmedins_code, by default all"})
  String institution;

  @Option(
      names = "--infno",
      paramLabel = "INFNO",
      description = {
        "quality：4104 或 3607；reverse：原交易号",
        "quality: 4104 or 3607; reverse: the transaction"
      })
  String infno;

  @Option(
      names = "--method",
      paramLabel = "drg|dip",
      description = {"分组方式，默认 drg", "of grouping, by default drg"})
  String method = "drg";

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = {"导入为哪个字典，默认同类型", "the dictionary to import it as, by default the type"})
  String table;

  @Option(
      names = "--since",
      paramLabel = "VERSION",
      description = {
        "只要此版本之后的变更；变更不生效，只作检查",
        "changes after a version only; they are checked and do not come into force"
      })
  String since;

  @Option(
      names = "--psn",
      paramLabel = "PSN_NO",
      description = {"人员编号；- 为从标准输入读取", "psn_no; - takes it from standard input"})
  String psnNo;

  @Option(
      names = "--msgid",
      paramLabel = "MSGID",
      description = {"原交易的报文号", "message id of the transaction"})
  String msgid;

  @Option(
      names = "--insured-division",
      paramLabel = "CODE",
      description = {"参保地区划，默认本地", "insuplc_admdvs, by default our own"})
  String insuredDivision;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = {"冲正的原因，记入审计", "why it is reversed, kept in the audit trail"})
  String reason;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = {"等待平台答复的秒数，默认 120", "how long to wait for the answer, by default 120"})
  int waitSeconds = 120;

  @Override
  public Integer call() {
    NodeClient node = node();
    return switch (action) {
      case quality, counts, grouping -> results(node);
      case dictionary, catalogue -> table(node);
      case inquiries -> {
        print(node.get("/api/platform/inquiries"));
        yield 0;
      }
      case reverse -> reverse(node);
    };
  }

  // ---------------------------------------------------------------- results of a month

  private int results(NodeClient node) {
    String ofMonth = month();
    int exitCode = 0;
    if (ask) {
      ObjectNode question = question().put("month", ofMonth);
      if (action == Action.grouping) {
        question.put("method", method);
      }
      put(question, "infno", infno);
      exitCode = await(node, node.post("/api/platform/inquiries", question), System.nanoTime());
    }
    JsonNode answer = node.get("/api/platform/" + action + "?month=" + ofMonth);
    print(json ? answer : overview(answer));
    return exitCode;
  }

  private String month() {
    if (month == null) {
      return YearMonth.now(clock(ZoneId.of("Asia/Shanghai"))).toString();
    }
    try {
      return YearMonth.parse(month).toString();
    } catch (DateTimeException e) {
      throw Failure.unusable("--month 应为 yyyy-MM", "--month: expected yyyy-MM", e);
    }
  }

  private JsonNode overview(JsonNode answer) {
    return switch (action) {
      case quality ->
          rows(
              answer.path("lists"),
              List.of("setlId", "stateZh", "overall", "errorLevel", "returnFlag", "outdated"),
              "details",
              List.of("field", "result"));
      case grouping ->
          rows(
              answer.path("lists"),
              List.of("setlId", "stateZh", "method", "code", "name", "result", "outdated"),
              "",
              List.of());
      default -> answer;
    };
  }

  /** A line for each list; values that may be a patient's are shown with --json only. */
  private static JsonNode rows(
      JsonNode lists, List<String> names, String details, List<String> ofDetails) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode list : lists) {
      ObjectNode row = rows.addObject();
      names.forEach(name -> row.put(name, list.path(name).asText()));
      if (!details.isEmpty()) {
        row.put(
            details,
            StreamSupport.stream(list.path(details).spliterator(), false)
                .map(
                    detail ->
                        ofDetails.stream()
                            .map(name -> detail.path(name).asText())
                            .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("；")));
      }
    }
    return rows;
  }

  // ---------------------------------------------------------------- tables and reversals

  private int table(NodeClient node) {
    if (what == null) {
      throw Failure.unusable("请给出字典类型或目录交易号", "name the type of the dictionary, or the catalogue");
    }
    ObjectNode question = question();
    if (action == Action.dictionary) {
      question.put("type", what);
      put(question, "table", table);
    } else {
      question.put("infno", what);
      put(question, "since", since);
    }
    return await(node, node.post("/api/platform/inquiries", question), System.nanoTime());
  }

  private int reverse(NodeClient node) {
    if (psnNo == null || msgid == null || infno == null || reason == null) {
      throw Failure.unusable(
          "冲正须给出 --psn、--msgid、--infno 和 --reason",
          "a reversal needs --psn, --msgid, --infno and --reason");
    }
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    put(question, "institution", institution);
    String person =
        psnNo.equals("-") ? new String(read(Path.of("-")), StandardCharsets.UTF_8).strip() : psnNo;
    question.put("infno", infno).put("msgid", msgid).put("psnNo", person).put("reason", reason);
    put(question, "insuredDivision", insuredDivision);
    return await(node, node.post("/api/platform/reversals", question), System.nanoTime());
  }

  private ObjectNode question() {
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("kind", action.name());
    put(question, "institution", institution);
    return question;
  }

  private static void put(ObjectNode question, String name, String value) {
    if (value != null) {
      question.put(name, value);
    }
  }

  /** Until every inquiry has ended, or the time is over; each tells how it ended. */
  private int await(NodeClient node, JsonNode asked, long startedNs) {
    List<Long> numbers = new ArrayList<>();
    asked.path("numbers").forEach(number -> numbers.add(number.asLong()));
    int exitCode = 0;
    for (long number : numbers) {
      JsonNode inquiry = node.get("/api/platform/inquiries/" + number);
      while (isOpen(inquiry)
          && System.nanoTime() - startedNs < TimeUnit.SECONDS.toNanos(waitSeconds)) {
        rest();
        inquiry = node.get("/api/platform/inquiries/" + number);
      }
      tell(inquiry);
      exitCode = Math.max(exitCode, inquiry.path("state").asText().equals("done") ? 0 : 1);
    }
    return exitCode;
  }

  private static boolean isOpen(JsonNode inquiry) {
    return inquiry.path("state").asText().equals("open");
  }

  private void tell(JsonNode inquiry) {
    console
        .err()
        .printf(
            "%s %s %s: %s, 读入 read %d, 保留 kept %d, 拒绝 refused %d%s%n",
            inquiry.path("number").asText(),
            inquiry.path("kind").asText(),
            inquiry.path("about").asText(),
            inquiry.path("state").asText(),
            inquiry.path("read").asInt(),
            inquiry.path("kept").asInt(),
            inquiry.path("refused").asInt(),
            inquiry.path("note").asText().isEmpty() ? "" : " — " + inquiry.path("note").asText());
    if (isOpen(inquiry)) {
      console.note(
          "仍在等待平台，稍后用 duima platform inquiries 查看",
          "still waiting for the platform; see duima platform inquiries later");
    }
  }

  private static void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.notReachable("已中断", "interrupted", e);
    }
  }
}
