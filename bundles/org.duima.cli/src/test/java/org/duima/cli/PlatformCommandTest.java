package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlatformCommandTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile String ends = "done";
  private HttpServer node;

  @BeforeEach
  void startANode() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/", this::answer);
    node.start();
  }

  @AfterEach
  void stopTheNode() {
    node.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
    String path = exchange.getRequestURI().getRawPath();
    String answer =
        switch (path) {
          case "/api/platform/inquiries", "/api/platform/reversals" -> "{\"numbers\":[5]}";
          case "/api/platform/inquiries/5" ->
              "{\"number\":5,\"kind\":\"catalogue\",\"about\":\"1307\",\"state\":\""
                  + (looks.incrementAndGet() == 1 ? "open" : ends)
                  + "\",\"read\":3,\"kept\":2,\"refused\":1,\"note\":\"已生效 x\"}";
          case "/api/platform/quality" ->
              """
              {"month":"2026-03","lists":[{"setlId":"S1","stateZh":"已提交","overall":"0",
              "errorLevel":"1","returnFlag":"1","outdated":false,"details":[{"field":"gend",
              "result":"性别与诊断不符","initialValue":"secret"}]}]}
              """;
          default -> "[]";
        };
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(path.endsWith("s") ? 202 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private CommandRun run(String input, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "platform";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(
        Map.of(
            "DUIMA_URL", "http://127.0.0.1:" + node.getAddress().getPort(), "DUIMA_API_KEY", "key"),
        input,
        all);
  }

  @Test
  void showsWhatIsThereWithoutAsking() {
    CommandRun run = run("", "quality", "--month", "2026-03");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("S1", "已提交", "gend 性别与诊断不符").doesNotContain("secret");
    assertThat(requests).containsExactly("GET /api/platform/quality?month=2026-03");
  }

  @Test
  void takesThisMonthIfNoneIsNamed() {
    assertThat(run("", "counts").exitCode).isZero();
    assertThat(requests).containsExactly("GET /api/platform/counts?month=2026-06");
  }

  @Test
  void asksAndWaitsForTheAnswer() {
    CommandRun run = run("", "grouping", "--month", "2026-03", "--ask", "--method", "dip");
    assertThat(run.exitCode).isZero();
    assertThat(requests)
        .containsExactly(
            "POST /api/platform/inquiries {\"kind\":\"grouping\",\"month\":\"2026-03\","
                + "\"method\":\"dip\"}",
            "GET /api/platform/inquiries/5",
            "GET /api/platform/inquiries/5",
            "GET /api/platform/grouping?month=2026-03");
    assertThat(run.err).contains("done", "读入 read 3, 保留 kept 2, 拒绝 refused 1", "已生效 x");
  }

  @Test
  void tellsByItsExitCodeThatATableWasNotTaken() {
    ends = "failed";
    CommandRun run = run("", "catalogue", "1307", "--since", "V2");
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(requests.get(0))
        .endsWith("{\"kind\":\"catalogue\",\"infno\":\"1307\",\"since\":\"V2\"}");
  }

  @Test
  void doesNotWaitForEver() {
    ends = "open";
    CommandRun run = run("", "dictionary", "MDCS_TYPE", "--table", "hi_type", "--wait", "0");
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.err).contains("仍在等待平台");
    assertThat(requests.get(0))
        .endsWith("{\"kind\":\"dictionary\",\"type\":\"MDCS_TYPE\",\"table\":\"hi_type\"}");
  }

  @Test
  void aPersonsNumberMayComeFromStandardInput() {
    CommandRun run =
        run("P1\n", "reverse", "--psn", "-", "--msgid", "M1", "--infno", "2304", "--reason", "超时");
    assertThat(run.exitCode).isZero();
    assertThat(requests.get(0))
        .isEqualTo(
            "POST /api/platform/reversals {\"infno\":\"2304\",\"msgid\":\"M1\",\"psnNo\":\"P1\","
                + "\"reason\":\"超时\"}");
    assertThat(run.out + run.err).doesNotContain("P1");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(run("", "reverse", "--msgid", "M1").exitCode).isEqualTo(2);
    assertThat(run("", "catalogue").exitCode).isEqualTo(2);
    assertThat(run("", "quality", "--month", "03-2026").exitCode).isEqualTo(2);
    assertThat(run("", "weather").exitCode).isEqualTo(2);
    assertThat(requests).isEmpty();
  }
}
