package org.duima.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.demo.day.Day;
import org.duima.demo.day.DayException;
import org.duima.demo.day.Order;

/** Plays a hospital's day against a running node and says whether every stay ended as it should. */
public final class Demo {
  private static final int DIFFERENCES = 1;
  private static final int WRONG_USAGE = 2;
  private static final int NOT_REACHABLE = 3;
  private static final String ALERTS_FILE = "expected-alerts.tsv";
  private static final long PAUSE_MS = 1_000;
  // a node that shows no change for so long has done what it will do
  private static final Duration STILL = Duration.ofSeconds(45);

  private final DemoOptions options;
  private final PrintStream out;
  private final Day day;
  private final Map<String, List<Expected>> expected = new LinkedHashMap<>();
  private final Map<String, ExpectedAlerts> expectedAlerts;
  private final Http node;
  private final Http simulator;
  private final Judge judge;
  private final Instant deadline;

  private Demo(DemoOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.day = Day.read(options.day(), options.quick(), options.form());
    this.deadline = Instant.now().plus(options.timeout());
    for (Expected row : Expected.read(options.expected())) {
      if (day.stay(row.visit()) != null) {
        expected.computeIfAbsent(row.visit(), visit -> new ArrayList<>()).add(row);
      }
    }
    for (String visit : day.visits()) {
      if (!expected.containsKey(visit)) {
        throw new DayException(options.expected(), "没有 / no line for " + visit);
      }
    }
    this.expectedAlerts =
        day.orders().isEmpty()
            ? Map.of()
            : ExpectedAlerts.read(options.expected().resolveSibling(ALERTS_FILE));
    for (Order order : day.orders()) {
      if (!expectedAlerts.containsKey(order.no())) {
        throw new DayException(
            options.expected().resolveSibling(ALERTS_FILE), "没有 / no line for " + order.no());
      }
    }
    this.node = new Http(options.node(), options.apiKey());
    this.simulator = new Http(options.simulator(), "");
    this.judge = new Judge(node, simulator, day);
  }

  /** Runs the demo; see {@code --help}. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(arguments, System.getenv(), out, err));
  }

  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      out.print(DemoOptions.HELP);
      return 0;
    }
    try {
      return new Demo(DemoOptions.parse(arguments, environment), out).play();
    } catch (DemoOptions.UsageException e) {
      err.println(e.getMessage());
      err.print(DemoOptions.HELP);
      return WRONG_USAGE;
    } catch (DayException e) {
      err.println(e.getMessage());
      return WRONG_USAGE;
    } catch (IOException e) {
      err.println("连不上 / not reachable: " + e);
      return NOT_REACHABLE;
    }
  }

  private int play() throws IOException, InterruptedException {
    // both must answer before the first message goes out
    counts();
    records();
    int stays = day.visits().size();
    int settlements = day.visits().stream().mapToInt(v -> day.settlements(v).size()).sum();
    out.printf(
        "一天：%d 份住院，%d 次结算，%d 条消息 / a day: %d stays, %d settlements, %d messages%n",
        stays, settlements, day.messages().size(), stays, settlements, day.messages().size());
    Instant start = Instant.now();
    Player player =
        new Player(
            options, day, node, simulator, new Progress(out, day.messages().size()), deadline);
    player.play(day.messages());
    out.printf(
        "已播放，%d 秒；等待全部结束 / played in %d s; waiting until all has ended%n",
        seconds(start), seconds(start));
    Map<String, List<Judge.Verdict>> verdicts = awaitEnds();
    return report(player, verdicts, start);
  }

  /** Asks until every stay ended as expected, the node stands still, or time is up. */
  private Map<String, List<Judge.Verdict>> awaitEnds() throws IOException, InterruptedException {
    Map<String, List<Judge.Verdict>> verdicts = new LinkedHashMap<>();
    String lastSeen = "";
    Instant lastChange = Instant.now();
    while (true) {
      boolean late = Instant.now().isAfter(deadline);
      try {
        JsonNode counts = counts();
        boolean still = !busy(counts) && Instant.now().isAfter(lastChange.plus(STILL));
        judge(verdicts, false);
        if (late || still || (open(verdicts) == 0 && !busy(counts))) {
          // what ended early may have changed since
          judge(verdicts, true);
          if (late || still || open(verdicts) == 0) {
            return verdicts;
          }
        }
        // only messages, lists and stays: figures of the clock always change
        String seen = counts.path("messages") + " " + counts.path("lists") + " " + open(verdicts);
        if (!seen.equals(lastSeen)) {
          lastSeen = seen;
          lastChange = Instant.now();
          out.printf("  尚未如预期 not yet as expected: %d%n", open(verdicts));
        }
      } catch (IOException e) {
        // a drill may be restarting the node
        if (late) {
          throw e;
        }
        if (!lastSeen.equals(e.toString())) {
          lastSeen = e.toString();
          out.println("  没有回答 no answer: " + e);
        }
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private void judge(Map<String, List<Judge.Verdict>> verdicts, boolean all)
      throws IOException, InterruptedException {
    for (String visit : day.visits()) {
      List<Judge.Verdict> before = verdicts.get(visit);
      if (all || before == null || !allAsExpected(before)) {
        verdicts.put(visit, judge.judge(visit, expected.get(visit)));
      }
    }
  }

  private static long open(Map<String, List<Judge.Verdict>> verdicts) {
    return verdicts.values().stream().filter(v -> !allAsExpected(v)).count();
  }

  private static boolean busy(JsonNode counts) {
    return counts.path("messages").path("waiting").asLong() > 0
        || counts.path("staysDue").asLong() > 0
        || counts.path("outbox").path("due").asLong() > 0;
  }

  private static boolean allAsExpected(Collection<Judge.Verdict> verdicts) {
    return verdicts.stream().allMatch(Judge.Verdict::asExpected);
  }

  private int report(Player player, Map<String, List<Judge.Verdict>> byVisit, Instant start)
      throws IOException, InterruptedException {
    List<Judge.Verdict> verdicts = byVisit.values().stream().flatMap(List::stream).toList();
    List<String> problems = new ArrayList<>(player.problems());
    AlertJudge alerts = new AlertJudge(day, expectedAlerts, player.desk().shown());
    problems.addAll(alerts.differences());
    problems.addAll(awaitReported(alerts));
    JsonNode counts = counts();
    long dead = messages(counts).path("dead").asLong();
    if (dead > 0) {
      problems.add("死信 dead messages: " + dead);
    }
    long stored = messages(counts).path("all").asLong();
    long distinct = day.distinctMessages();
    if (stored < distinct) {
      problems.add("收件箱 inbox " + stored + " < 已发送 sent " + distinct);
    }
    Map<String, Integer> onPlatform = new LinkedHashMap<>();
    for (JsonNode record : records()) {
      String stasType = record.path("stas_type").asText();
      if (stasType.equals("1") || stasType.equals("2")) {
        onPlatform.merge(record.path("setl_id").asText(), 1, Integer::sum);
      }
    }
    onPlatform.forEach(
        (setlId, records) -> {
          if (records > 1) {
            problems.add("平台记录重复 records on the platform for " + setlId + ": " + records);
          }
        });
    long accepted =
        day.visits().stream()
            .flatMap(visit -> day.settlements(visit).stream())
            .filter(onPlatform::containsKey)
            .count();
    long expectedAccepted = count(verdicts, v -> v.expected().ends().equals("accepted"));
    if (accepted != expectedAccepted) {
      problems.add("平台已提交 submitted on the platform " + accepted + " ≠ " + expectedAccepted);
    }
    out.println();
    List<Judge.Verdict> differing = verdicts.stream().filter(v -> !v.asExpected()).toList();
    if (!differing.isEmpty()) {
      out.println("差异 differences:");
      out.printf(
          "  %-12s %-16s %-34s %-34s %s%n",
          "住院 visit", "结算 setl_id", "应为 expected", "实为 actual", "");
      for (Judge.Verdict verdict : differing) {
        Expected row = verdict.expected();
        out.printf(
            "  %-12s %-16s %-34s %-34s %s%n",
            row.visit(),
            row.setlId(),
            row.ends() + " " + String.join(",", row.why()),
            verdict.actual(),
            verdict.difference());
        out.printf("  %-12s %s  %s%n", "", day.stay(row.visit()).title(), row.words());
      }
    }
    problems.forEach(problem -> out.println("  问题 problem: " + problem));
    long held = count(verdicts, v -> v.actual().startsWith("held"));
    long waiting = count(verdicts, v -> v.actual().startsWith("waiting"));
    long notDue = count(verdicts, v -> v.actual().startsWith("not-due"));
    long lists = count(verdicts, v -> !v.expected().setlId().isEmpty());
    double matched = matchedRate();
    out.printf(
        "总结：%d 秒；收到 %d 条，拒收 %d 条；结算 %d 次，已提交 %d，校验不通过 %d，待资料 %d，不需上传 %d；%s%n",
        seconds(start),
        player.acknowledged(),
        player.refused(),
        lists,
        accepted,
        held,
        waiting,
        notDue,
        differing.isEmpty() ? "全部如预期" : differing.size() + " 处与预期不同");
    out.printf(
        "summary: %d s; %d messages taken, %d refused; %d settlements, %d submitted, %d held, %d waiting,"
            + " %d not due; %s%n",
        seconds(start),
        player.acknowledged(),
        player.refused(),
        lists,
        accepted,
        held,
        waiting,
        notDue,
        differing.isEmpty()
            ? "all as expected"
            : differing.size() + " differ from what was expected");
    if (!day.orders().isEmpty()) {
      out.printf(
          "医嘱：询问 %d 次，%d 次无提醒（%.0f%%），显示提醒 %d 条，上报处理结果 %d 条%n",
          day.orders().size(),
          alerts.quiet(),
          100.0 * alerts.quiet() / day.orders().size(),
          alerts.shown(),
          alerts.reported());
      out.printf(
          "orders: %d asked about, %d quiet (%.0f%%), %d alerts shown, %d dispositions reported%n",
          day.orders().size(),
          alerts.quiet(),
          100.0 * alerts.quiet() / day.orders().size(),
          alerts.shown(),
          alerts.reported());
    }
    out.printf(
        "demo: received %d, lists %d, accepted %d, refused %d, held %d, waiting %d, alerts %d, matched %s%%%n",
        player.acknowledged(),
        lists,
        accepted,
        player.refused(),
        held,
        waiting,
        alerts.shown(),
        String.format("%.1f", 100 * matched));
    return differing.isEmpty() && problems.isEmpty() ? 0 : DIFFERENCES;
  }

  /** The platform is told in the background; asks until it knows all, or for a while. */
  private List<String> awaitReported(AlertJudge alerts) throws IOException, InterruptedException {
    Instant giveUp = Instant.now().plus(STILL);
    while (true) {
      List<String> missing = List.of();
      if (alerts.reported() > 0) {
        String path = "/_simulator/dispositions";
        missing =
            alerts.notReported(
                simulator
                    .get(path)
                    .orElseThrow(() -> new IOException(options.simulator() + path + ": HTTP 404")));
      }
      Instant now = Instant.now();
      if (missing.isEmpty() || now.isAfter(giveUp) || now.isAfter(deadline)) {
        return missing;
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private static long count(
      List<Judge.Verdict> verdicts, java.util.function.Predicate<Judge.Verdict> wanted) {
    return verdicts.stream().filter(wanted).count();
  }

  private JsonNode counts() throws IOException, InterruptedException {
    JsonNode status =
        node.get("/api/status")
            .orElseThrow(() -> new IOException(options.node() + "/api/status: HTTP 404"));
    return status.has("counts") ? status.get("counts") : status;
  }

  /** By occurrence of a code, as the node's own report tells it; 0 where there is no code yet. */
  private double matchedRate() throws IOException, InterruptedException {
    String path = "/api/reports/code-match?format=json";
    JsonNode report =
        node.get(path).orElseThrow(() -> new IOException(options.node() + path + ": HTTP 404"));
    return report.path("sections").path(0).path("rows").path(0).path(4).asDouble(0);
  }

  private static JsonNode messages(JsonNode counts) {
    return counts.path("messages");
  }

  private JsonNode records() throws IOException, InterruptedException {
    return simulator
        .get("/_simulator/records")
        .orElseThrow(() -> new IOException(options.simulator() + "/_simulator/records: HTTP 404"));
  }

  private static long seconds(Instant start) {
    return Duration.between(start, Instant.now()).toSeconds();
  }
}
