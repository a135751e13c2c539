package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NodeCommandsTest {
  @TempDir Path home;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer node;

  @BeforeEach
  void startANode() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/", this::answer);
    node.start();
    Files.createDirectories(home.resolve("etc"));
    Files.createDirectories(home.resolve("secrets"));
    Files.writeString(home.resolve("secrets/api-key"), "key-of-the-test\n");
    Files.writeString(
        home.resolve("etc/org.ops4j.pax.web.cfg"),
        "org.osgi.service.http.port = "
            + node.getAddress().getPort()
            + "\norg.ops4j.pax.web.listening.addresses = 0.0.0.0\n");
  }

  @AfterEach
  void stopTheNode() {
    node.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
    requests.add(call.strip());
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    if (!"Bearer key-of-the-test".equals(key)) {
      reply(exchange, 401, "{\"error\":{\"zh\":\"密钥无效\",\"en\":\"bad key\"}}");
      return;
    }
    String path = exchange.getRequestURI().getRawPath();
    switch (path) {
      case "/api/queue" ->
          reply(
              exchange,
              200,
              """
              [{"state":"dead","id":17,"type":"ADT^A01","reason":{"rule":"hl7.no-patient",
              "severity":"ERROR","path":"PID","text":{"zh":"缺少 PID","en":"no PID"}}},
              {"state":"dead","id":1801,"type":"DFT^P03","reason":null}]
              """);
      case "/api/reports/lists" ->
          reply(
              exchange,
              200,
              exchange.getRequestURI().getQuery().contains("format=csv")
                  ? "lists,1"
                  : """
                  {"sections":[{"id":"summary","title":{"zh":"总览"},"note":{"zh":"说明"},"total":3,
                  "columns":[{"title":{"zh":"状态"},"kind":"text"},{"title":{"zh":"比率"},"kind":"percent"},
                  {"title":{"zh":"金额"},"kind":"money"}],"rows":[["待资料",0.5,12.3],["待上传",null,0]]}]}
                  """);
      case "/api/settlements" ->
          reply(
              exchange,
              200,
              """
              {"read":2,"kept":0,"refused":1,"findings":[{"severity":"E",
              "text":{"zh":"第 3 行","en":"row 3"}}]}
              """);
      case "/api/stays/H%2F1" ->
          reply(
              exchange,
              200,
              """
              {"stayId":5,"phase":"DISCHARGED","keys":["VISIT:H:H/1"],"findings":[],
              "messages":[{"id":17,"type":"ADT^A01","events":["Moved"],"findings":[]}],
              "lists":[{"setlId":"S1","state":"held","stateZh":"校验不通过","reason":"",
              "waitingFor":[{"what":"invoice","owedBy":{"zh":"收费处","en":"billing"},
              "text":{"zh":"等待票据","en":"waits for the invoice"}}],
              "findings":[{"rule":"SL-X02","severity":"ERROR","path":"diseinfo[0].diag_code",
              "text":{"zh":"编码未知","en":"unknown code"}}],
              "versions":[{"version":1,"input":{"setlinfo":{"psn_name":"张三测试"}}}]}]}
              """);
      case "/api/lists" ->
          reply(
              exchange,
              200,
              "{\"lists\":[{\"setl_id\":\"S1\",\"state\":\"待上传\"},{\"setl_id\":\"S2\","
                  + "\"state\":\"校验不通过\"}]}");
      case "/api/status" ->
          reply(
              exchange,
              200,
              "{\"ready\":true,\"messages\":{\"dead\":2},\"inForce\":[{\"name\":\"routes/a.xml\","
                  + "\"refused\":[\"routes/a.xml: "
                  + "x".repeat(300)
                  + " end of the reason\"]}],\"bundles\":[{\"name\":\"org.x\",\"sha256\":"
                  + "\"0123456789abcdef\",\"services\":[\"OrderRule\"],\"why\":[\"needs Y\"],"
                  + "\"refused\":[]}]}");
      case "/api/lists/S2/submit" ->
          reply(exchange, 409, "{\"error\":{\"zh\":\"校验不通过\",\"en\":\"it is held\"}}");
      case "/api/messages/99/discard" ->
          reply(exchange, 503, "{\"error\":{\"zh\":\"数据库不可用\",\"en\":\"store down\"}}");
      case "/api/keys" ->
          reply(
              exchange,
              exchange.getRequestMethod().equals("GET") ? 200 : 201,
              exchange.getRequestMethod().equals("GET")
                  ? "[{\"name\":\"his\",\"roles\":[\"it\",\"office\"],\"lastUsedOn\":null}]"
                  : "{\"name\":\"his\",\"key\":\"s3cr3t\"}");
      case "/api/users/wang/disable" -> {
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
      }
      case "/api/stays/none" ->
          reply(exchange, 404, "{\"error\":{\"zh\":\"没有这次就诊\",\"en\":\"no such stay\"}}");
      case "/api/stays/html" -> reply(exchange, 200, "<html>");
      default -> reply(exchange, 200, "{\"done\":\"ok\"}");
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void showsAReportAsTables() {
    CommandRun run = CommandRun.of(home, "report", "lists", "--from", "2026-03-01");

    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("总览 (summary)", "50.00%", "12.30", "–", "另有 1 行");
    assertThat(requests).containsExactly("GET /api/reports/lists?format=json&from=2026-03-01");
  }

  @Test
  void writesAReportInTheFormatOfTheFilesName() throws IOException {
    Path file = home.resolve("r.csv");

    assertThat(CommandRun.of(home, "report", "lists", "-o", file.toString()).exitCode).isZero();
    assertThat(file).hasContent("lists,1");
    assertThat(CommandRun.of(home, "report", "lists", "--format", "pdf").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "report", "lists", "--format", "xlsx").exitCode).isEqualTo(2);
  }

  @Test
  void printsAListIntoAFile() throws IOException {
    Path file = home.resolve("清单.pdf");

    assertThat(
            CommandRun.of(home, "list", "print", "S 1", "--version", "2", "-o", file.toString())
                .exitCode)
        .isZero();
    assertThat(requests).containsExactly("GET /api/lists/S%201/form?format=pdf&version=2");
    assertThat(file).hasContent("{\"done\":\"ok\"}");
    assertThat(CommandRun.of(home, "list", "print", "S1").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "list", "print", "--format", "html").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "list", "print", "S1", "--format", "html").out).contains("done");
  }

  @Test
  void saysWhichRowsOfAListOfSettlementsWereRefused() throws IOException {
    Path file = home.resolve("三月.csv");
    Files.writeString(file, "setl_id");

    CommandRun run = CommandRun.of(home, "import", "settlements", file.toString());

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out).contains("读入 read 2, 保留 kept 0, 拒绝 refused 1", "E 第 3 行 / row 3");
    assertThat(requests)
        .containsExactly("POST /api/settlements?name=%E4%B8%89%E6%9C%88.csv setl_id");
  }

  @Test
  void showsTheQueueAsATable() {
    CommandRun run = CommandRun.of(home, "queue", "--state", "dead");
    assertThat(run.exitCode).isZero();
    assertThat(requests).containsExactly("GET /api/queue?state=dead");
    assertThat(run.out)
        .isEqualTo(
            """
            状态 state  编号 id  类型 type  原因 reason
            dead        17       ADT^A01    E hl7.no-patient PID 缺少 PID / no PID
            dead        1801     DFT^P03
            """);
  }

  @Test
  void givesTheRawAnswerWhenAskedTo() {
    CommandRun run = CommandRun.of(home, "queue", "--json");
    assertThat(requests).containsExactly("GET /api/queue");
    assertThat(run.out).startsWith("[{\"state\":\"dead\",\"id\":17,").endsWith("]\n");
  }

  @Test
  void refusesAStateThatDoesNotExist() {
    CommandRun run = CommandRun.of(home, "queue", "--state", "lost");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(requests).isEmpty();
  }

  @Test
  void showsAStayWithItsMessages() {
    CommandRun run = CommandRun.of(home, "stay", "H/1");
    assertThat(run.exitCode).isZero();
    assertThat(run.out)
        .isEqualTo(
            """
            就诊记录 stayId    5
            阶段 phase         DISCHARGED
            标识 keys          VISIT:H:H/1
            校验结果 findings
            — 消息 messages (1)
              编号 id  类型 type  events  校验结果 findings
              17       ADT^A01    Moved
            — 清单 lists (1)
              结算号 setlId  S1
              状态 state     校验不通过 held
              原因 reason
              — 待资料 waitingFor (1)
                收费处 等待票据 / waits for the invoice
              — 校验结果 findings (1)
                E SL-X02 diseinfo[0].diag_code 编码未知 / unknown code
              — 清单版本 versions (1)
                版本 version  input
                1             … (--json)
            """);
  }

  @Test
  void saysThatAStayIsNotThere() {
    CommandRun run = CommandRun.of(home, "stay", "none");
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out).isEmpty();
    assertThat(run.err).isEqualTo("没有这次就诊 / no such stay\n");
  }

  @Test
  void showsListsByMonthAndSettlement() {
    assertThat(CommandRun.of(home, "list", "show", "--month", "2026-05", "S1", "S 2").out)
        .contains("S1", "待上传");
    assertThat(requests).containsExactly("GET /api/lists?month=2026-05&ids=S1,S%202");
  }

  @Test
  void actsOnEachListAndGoesOnAfterARefusal() {
    CommandRun run = CommandRun.of(home, "list", "submit", "S1", "S2", "S3", "--reason", "月底");
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(requests)
        .containsExactly(
            "POST /api/lists/S1/submit {\"reason\":\"月底\"}",
            "POST /api/lists/S2/submit {\"reason\":\"月底\"}",
            "POST /api/lists/S3/submit {\"reason\":\"月底\"}");
    assertThat(run.out).isEqualTo("S1\tsubmit\tok\nS3\tsubmit\tok\n");
    assertThat(run.err).contains("S2", "校验不通过 / it is held", "2 done, 1 refused");
  }

  @Test
  void actsOnAllListsOfAMonth() {
    CommandRun run = CommandRun.of(home, "list", "hold", "--month", "2026-05");
    assertThat(run.exitCode).isZero();
    assertThat(requests)
        .containsExactly(
            "GET /api/lists?month=2026-05",
            "POST /api/lists/S1/hold {\"reason\":\"\"}",
            "POST /api/lists/S2/hold {\"reason\":\"\"}");
  }

  @Test
  void refusesAListActionWithoutList() {
    assertThat(CommandRun.of(home, "list", "submit").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "list", "show", "--month", "May").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "list", "burn", "S1").exitCode).isEqualTo(2);
    assertThat(requests).isEmpty();
  }

  @Test
  void resendsAndDiscardsMessagesWithAReason() {
    assertThat(CommandRun.of(home, "resend", "17", "--reason", "已补 PID").exitCode).isZero();
    assertThat(CommandRun.of(home, "discard", "18", "--reason", "测试消息").exitCode).isZero();
    assertThat(requests)
        .containsExactly(
            "POST /api/messages/17/resend {\"reason\":\"已补 PID\"}",
            "POST /api/messages/18/discard {\"reason\":\"测试消息\"}");
  }

  @Test
  void insistsOnAReasonAndANumber() {
    assertThat(CommandRun.of(home, "resend", "17").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "discard", "17", "--reason", " ").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "resend", "a/b", "--reason", "x").exitCode).isEqualTo(2);
    assertThat(requests).isEmpty();
  }

  @Test
  void addsAKeyAndPrintsItAlone() {
    CommandRun run = CommandRun.of(home, "key", "add", "his");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).isEqualTo("s3cr3t\n");
    assertThat(run.err).contains("只显示这一次", "shown this once");
    CommandRun.of(home, "key", "add", "rep", "--role", "office", "--role", "coder");
    assertThat(requests)
        .containsExactly(
            "POST /api/keys {\"name\":\"his\",\"roles\":[\"it\"]}",
            "POST /api/keys {\"name\":\"rep\",\"roles\":[\"office\",\"coder\"]}");
  }

  @Test
  void listsAndRevokesKeys() {
    assertThat(CommandRun.of(home, "key", "list").out).contains("his", "it", "office");
    assertThat(CommandRun.of(home, "key", "revoke", "内网 1").exitCode).isZero();
    assertThat(requests)
        .containsExactly("GET /api/keys", "POST /api/keys/%E5%86%85%E7%BD%91%201/revoke {}");
  }

  @Test
  void takesAPasswordFromAFileOrStandardInputButNoArgument() throws IOException {
    Path file = Files.writeString(home.resolve("pw"), "from the file\nsecond line\n");
    assertThat(
            CommandRun.of(
                    home,
                    "user",
                    "add",
                    "chen",
                    "--role",
                    "coder",
                    "--password-file",
                    file.toString())
                .exitCode)
        .isZero();
    assertThat(
            CommandRun.of(
                    Map.of("DUIMA_HOME", home.toString()),
                    "from a pipe\n",
                    "user",
                    "passwd",
                    "chen")
                .exitCode)
        .isZero();
    assertThat(CommandRun.of(home, "user", "disable", "wang").exitCode).isZero();
    assertThat(requests)
        .containsExactly(
            "POST /api/users {\"name\":\"chen\",\"roles\":[\"coder\"],\"password\":\"from the file\"}",
            "POST /api/users/chen/password {\"password\":\"from a pipe\"}",
            "POST /api/users/wang/disable {}");
    assertThat(CommandRun.of(home, "user", "passwd", "chen", "secret").exitCode).isEqualTo(2);
  }

  @Test
  void refusesAnIncompleteUserOrKey() {
    assertThat(CommandRun.of(home, "user", "add", "chen").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "user", "add", "--role", "it").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "key", "add").exitCode).isEqualTo(2);
    assertThat(CommandRun.of(home, "key", "add", "x", "--role", "king").exitCode).isEqualTo(2);
    assertThat(requests).isEmpty();
  }

  @Test
  void showsTheCountsOfTheNode() {
    assertThat(CommandRun.of(home, "status").out).contains("ready", "true", "dead", "2");
  }

  @Test
  void saysToTheEndWhyAFileWasRefused() {
    assertThat(CommandRun.of(home, "status").out)
        .contains(
            "refused  routes/a.xml", " end of the reason", "0123456789ab ", "waits  org.x: needs Y")
        .doesNotContain("0123456789abc");
  }

  @Test
  void saysThatTheKeyIsWrong() throws IOException {
    Files.writeString(home.resolve("secrets/api-key"), "other");
    CommandRun run = CommandRun.of(home, "queue");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("密钥无效", "bad key").doesNotContain("other");
  }

  @Test
  void exitsWithThreeWhenTheNodeCannotDoItNow() {
    CommandRun run = CommandRun.of(home, "discard", "99", "--reason", "x");
    assertThat(run.exitCode).isEqualTo(3);
    assertThat(run.err).contains("数据库不可用");
  }

  @Test
  void exitsWithThreeWhenNoNodeAnswers() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CommandRun run = CommandRun.of(home, "queue", "--url", "http://127.0.0.1:" + port);
    assertThat(run.exitCode).isEqualTo(3);
    assertThat(run.err).contains("节点不可达", "not reachable");
    assertThat(CommandRun.of(home, "stay", "html").exitCode).isEqualTo(3);
  }

  @Test
  void needsAKeyThatItCanRead() throws IOException {
    Files.delete(home.resolve("secrets/api-key"));
    CommandRun run = CommandRun.of(home, "queue");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("DUIMA_API_KEY");
  }
}
