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

/** The command over real HTTP; only the node is played. */
class DeliveriesCommandTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger caughtUp = new AtomicInteger();
  private HttpServer node;

  @BeforeEach
  void start() throws Exception {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/", this::answer);
    node.start();
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().toString();
    requests.add((exchange.getRequestMethod() + " " + path + " " + body).strip());
    boolean gone = path.contains("S9");
    String answer =
        path.endsWith("catch-up")
            ? "{\"arisen\":" + (caughtUp.getAndIncrement() == 0 ? 5 : 0) + "}"
            : path.startsWith("/api/deliveries?")
                ? """
                  [{"id":"regional.S1.1.list.1","subject":"list","version":1,"state":"refused",
                  "resultUnknown":false,"attempts":2,"code":"422","reason":"secret"}]
                  """
                : gone ? "{\"title\":\"no such delivery\",\"detail\":\"没有这个投递\"}" : "[]";
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(gone ? 409 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private CommandRun run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "deliveries";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(
        Map.of(
            "DUIMA_URL", "http://127.0.0.1:" + node.getAddress().getPort(), "DUIMA_API_KEY", "key"),
        "",
        all);
  }

  @Test
  void showsDeliveriesWithoutTheWordsOfTheDestination() {
    CommandRun run = run("--destination", "regional", "--state", "refused");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("regional.S1.1.list.1", "refused", "422").doesNotContain("secret");
    assertThat(run("--state", "refused", "--json").out).contains("secret");
    assertThat(requests)
        .containsExactly(
            "GET /api/deliveries?destination=regional&state=refused",
            "GET /api/deliveries?state=refused");
  }

  @Test
  void resendsAndDiscardsWithAReason() {
    CommandRun run =
        run("resend", "regional.S1.1.list.1", "regional.S9.1.list.1", "--reason", "已修正");
    assertThat(run.exitCode).isOne();
    assertThat(run.out).contains("regional.S1.1.list.1\tresend\tok");
    assertThat(run.err).contains("regional.S9.1.list.1\tresend");
    assertThat(requests)
        .contains("POST /api/deliveries/regional.S1.1.list.1/resend {\"reason\":\"已修正\"}");
    assertThat(run("discard", "regional.S1.1.list.1", "--reason", "x").exitCode).isZero();
  }

  @Test
  void catchesUpUntilNothingIsLeft() {
    CommandRun run =
        run("catch-up", "--destination", "regional", "--month", "2026-03", "--reason", "新接入");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).contains("regional\tcatch-up\t5");
    assertThat(requests)
        .containsOnly(
            "POST /api/destinations/regional/catch-up {\"month\":\"2026-03\",\"reason\":\"新接入\"}")
        .hasSize(2);
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(run("resend", "regional.S1.1.list.1").exitCode).isEqualTo(2);
    assertThat(run("resend", "--reason", "x").exitCode).isEqualTo(2);
    assertThat(run("catch-up", "--destination", "regional").exitCode).isEqualTo(2);
    assertThat(run("lose").err).contains("没有动作 lose", "catch-up");
    assertThat(run("destinations").exitCode).isZero();
    assertThat(requests).containsExactly("GET /api/destinations");
  }

  @Test
  void helpsInBothLanguages() {
    assertThat(run("--help").out).contains("重新投递", "Deliveries to destinations");
  }
}
