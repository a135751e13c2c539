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
              "[{\"arrivalNumber\":17,\"state\":\"dead\",\"reason\":{\"zh\":\"缺少 PID\",\"en\":\"no"
                  + " PID\"}},{\"arrivalNumber\":1801,\"state\":\"dead\",\"reason\":null}]");
      case "/api/stays/H%2F1" ->
          reply(
              exchange,
              200,
              "{\"stay\":\"H/1\",\"state\":\"待资料\",\"messages\":[{\"type\":\"ADT^A01\"}],"
                  + "\"settlements\":[]}");
      case "/api/lists" ->
          reply(
              exchange,
              200,
              "{\"lists\":[{\"setl_id\":\"S1\",\"state\":\"待上传\"},{\"setl_id\":\"S2\","
                  + "\"state\":\"校验不通过\"}]}");
      case "/api/status" -> reply(exchange, 200, "{\"ready\":true,\"messages\":{\"dead\":2}}");
      case "/api/lists/S2/submit" ->
          reply(exchange, 409, "{\"error\":{\"zh\":\"校验不通过\",\"en\":\"it is held\"}}");
      case "/api/messages/99/discard" ->
          reply(exchange, 503, "{\"error\":{\"zh\":\"数据库不可用\",\"en\":\"store down\"}}");
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
  void showsTheQueueAsATable() {
    CommandRun run = CommandRun.of(home, "queue", "--state", "dead");
    assertThat(run.exitCode).isZero();
    assertThat(requests).containsExactly("GET /api/queue?state=dead");
    assertThat(run.out)
        .isEqualTo(
            """
            消息号 arrivalNumber  状态 state  原因 reason
            17                    dead        缺少 PID / no PID
            1801                  dead
            """);
  }

  @Test
  void givesTheRawAnswerWhenAskedTo() {
    CommandRun run = CommandRun.of(home, "queue", "--json");
    assertThat(requests).containsExactly("GET /api/queue");
    assertThat(run.out).startsWith("[{\"arrivalNumber\":17,").endsWith("]\n");
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
    assertThat(run.out).contains("H/1", "待资料", "— 消息 messages (1)", "ADT^A01");
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
  void showsTheCountsOfTheNode() {
    assertThat(CommandRun.of(home, "status").out).contains("ready", "true", "dead", "2");
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
