package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.report.DeadlineWatch;
import org.duima.api.report.ListStatus;
import org.duima.api.report.ReportFacts;
import org.duima.api.settlement.CodeUse;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.NodeBundles;
import org.duima.api.site.NodeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servlets in a real Jetty over real HTTP; only the ledger behind them is played. */
class WebTest {
  private static final String KEY = "a-key-of-this-test";

  private final PlayedLedger ledger = new PlayedLedger();
  private static final ReportFacts FACTS =
      new ReportFacts() {
        @Override
        public void codes(Period period, Consumer<CodedList> each) {
          assertThat(period.from()).isAfter(LocalDate.now().minusDays(32));
          List<CodeUse> uses =
              List.of(
                  use(CodeSystem.DIAGNOSIS, CodeUse.Outcome.MAPPED),
                  use(CodeSystem.DIAGNOSIS, CodeUse.Outcome.MAPPED),
                  use(CodeSystem.PROCEDURE, CodeUse.Outcome.UNMAPPED));
          each.accept(new CodedList(1, "", "", "", LocalDate.now(), null, false, uses));
        }

        @Override
        public void lists(Period period, Consumer<ListStatus> each) {}

        @Override
        public Optional<Coverage> finance() {
          return Optional.empty();
        }
      };

  private static CodeUse use(CodeSystem system, CodeUse.Outcome outcome) {
    Code source = new Code(system, "clinical-2.0", "X");
    return new CodeUse(false, source, "", outcome, "", "", false, false, false, false, false, "");
  }

  private TestServer server;
  private final List<HealthCheck> checks = new ArrayList<>();
  private boolean ready = true;
  private CodeSuggester suggester;
  @TempDir Path directory;

  private final NodeStatus node =
      new NodeStatus() {
        @Override
        public List<InForce> inForce() {
          return List.of(
              new InForce(
                  "routes/10.xml",
                  "ab",
                  Instant.EPOCH,
                  2,
                  List.of(Finding.error("x", "routes/10.xml", "错", "wrong")),
                  Instant.EPOCH.plusSeconds(60)));
        }

        @Override
        public AnswerTimes answerTimes() {
          return new AnswerTimes(List.of(0.01, 0.1), List.of(5L, 2L, 1L), 0.75);
        }

        @Override
        public List<String> runningRoutes() {
          return List.of("receive");
        }

        @Override
        public boolean isReady() {
          return ready;
        }
      };

  private List<NodeBundles.BundleInForce> bundles() {
    return List.of(
        new NodeBundles.BundleInForce(
            "org.example.rule",
            "1.0.0",
            "deploy/rule.jar",
            "cd",
            Instant.EPOCH,
            NodeBundles.State.WAITING,
            List.of("OrderRule"),
            List.of(new Text("等待服务 X", "waits for X")),
            List.of(Finding.error("deploy.refused", "deploy/rule.jar", "坏包", "broken")),
            Instant.EPOCH));
  }

  @BeforeEach
  void start() throws Exception {
    Health health =
        new Health(
            () -> Optional.of(ledger),
            () -> Optional.of(node),
            () -> checks,
            directory,
            Clock.systemUTC());
    Clock clock = Clock.systemUTC();
    MemoryAccess access = new MemoryAccess(clock);
    access.ensureKey("tester", KEY);
    Limits limits = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
    Gate gate = new Gate(access, limits);
    List<Resource> resources =
        List.of(
            new TransactionsResource(new BraceReader(), ledger),
            new StatusResource(
                ledger, health, () -> Optional.of(node), () -> Optional.of(this::bundles), clock),
            new QueueResource(ledger),
            new StaysResource(ledger),
            new ListsResource(ledger, ledger, clock),
            new MessagesResource(ledger),
            new CodesResource(() -> Optional.ofNullable(suggester), clock));
    Metrics metrics =
        new Metrics(
            "1.2.3",
            new NodeMetrics(
                () -> Optional.of(ledger),
                () -> Optional.of(FACTS),
                () -> Optional.of(node),
                () -> Optional.of(() -> new DeadlineWatch.Alarm(2, 5, 3)),
                () -> Optional.of(access.sessions(limits)),
                health,
                clock));
    server =
        new TestServer()
            .serve(new HealthServlet(health), "/health/*")
            .serve(new ApiServlet(gate, resources, metrics), "/api/*")
            .serve(new MetricsServlet(metrics, () -> Optional.of(gate)), "/metrics")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> call(String method, String path, String body, String key)
      throws Exception {
    return key == null
        ? server.call(method, path, body)
        : server.call(method, path, body, "Authorization", "Bearer " + key);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return call("GET", path, "", KEY);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return call("POST", path, body, KEY);
  }

  @Test
  void tellsHealthToAnybody() throws Exception {
    HttpResponse<String> answer = call("GET", "/health", "", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode report = Json.MAPPER.readTree(answer.body());
    assertThat(report.path("status").asText()).isEqualTo("UP");
    assertThat(report.path("checks").path("database").path("status").asText()).isEqualTo("UP");
    assertThat(call("GET", "/health/ready", "", null).statusCode()).isEqualTo(200);
  }

  @Test
  void isDownWhenACriticalCheckFailsAndUpWhenAnotherDoes() throws Exception {
    Text detail = new Text("x", "x");
    checks.add(check("platform", new HealthCheck.Health(false, false, detail)));
    assertThat(call("GET", "/health", "", null).statusCode()).isEqualTo(200);
    checks.add(check("broker", new HealthCheck.Health(false, true, detail)));
    assertThat(call("GET", "/health", "", null).statusCode()).isEqualTo(503);
  }

  private static HealthCheck check(String name, HealthCheck.Health health) {
    return new HealthCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Health check() {
        return health;
      }
    };
  }

  @Test
  void isNotReadyBeforeItsRoutesRun() throws Exception {
    ready = false;
    assertThat(call("GET", "/health/ready", "", null).statusCode()).isEqualTo(503);
  }

  @Test
  void letsNobodyInWithoutAKey() throws Exception {
    assertThat(call("GET", "/api/queue", "", null).statusCode()).isEqualTo(401);
    assertThat(call("GET", "/api/queue", "", "wrong").statusCode()).isEqualTo(401);
    assertThat(call("POST", "/api/transactions", "{}", null).statusCode()).isEqualTo(401);
    assertThat(ledger.taken).isEmpty();
  }

  @Test
  void answersATransactionAfterItIsStored() throws Exception {
    HttpResponse<String> answer = post("/api/transactions", "{\"infno\":\"2304\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Json.MAPPER.readTree(answer.body()))
        .isEqualTo(
            Json.MAPPER.readTree("{\"accepted\":[{\"arrivalNumber\":1,\"repeated\":false}]}"));
    assertThat(ledger.taken).hasSize(1);
  }

  @Test
  void saysWhyATransactionIsRefused() throws Exception {
    HttpResponse<String> answer = post("/api/transactions", "hello");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("不是 JSON", "transaction.json");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    HttpResponse<String> answer = post("/api/transactions", "{" + "x".repeat((16 << 20) + 1));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(ledger.taken).isEmpty();
  }

  @Test
  void asksTheSenderToComeBackWhenItCannotStore() throws Exception {
    ledger.full = true;
    assertThat(post("/api/transactions", "{}").statusCode()).isEqualTo(503);
    ledger.full = false;
    ledger.down = true;
    HttpResponse<String> answer = post("/api/transactions", "{}");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(get("/api/queue").statusCode()).isEqualTo(503);
  }

  @Test
  void showsStaysListsQueueAndStatus() throws Exception {
    assertThat(get("/api/stays/ZY1").body()).contains("ZY1");
    assertThat(get("/api/stays/ZY2").statusCode()).isEqualTo(404);
    assertThat(get("/api/lists?ids=a,b&month=2026-03").body()).contains("[\"a\",\"b\"]", "2026-03");
    assertThat(get("/api/lists?month=March").statusCode()).isEqualTo(400);
    assertThat(get("/api/lists/S1").body()).contains("\"setlId\":\"S1\"");
    assertThat(get("/api/lists/S9").statusCode()).isEqualTo(404);
    assertThat(get("/api/queue?state=dead").body()).contains("dead");
    assertThat(get("/api/status").body())
        .contains(
            "routes/10.xml",
            "错",
            "1970-01-01T00:01:00Z",
            "oldestWaitingSeconds",
            "org.example.rule",
            "\"state\":\"waiting\"",
            "等待服务 X",
            "坏包");
    assertThat(call("GET", "/health", "", null).body())
        .contains("\"files\":{", "\"WARN\"", "routes/10.xml")
        .startsWith("{\"status\":\"UP\"");
    assertThat(get("/api/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void givesMonitorsItsCounts() throws Exception {
    get("/api/stays/ZY1");
    get("/api/stays/ZY2");
    get("/api/nothing/at/all");
    HttpResponse<String> answer = call("GET", "/metrics", "", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body().lines())
        .contains(
            "duima_build_info{version=\"1.2.3\"} 1",
            "duima_up{check=\"database\"} 1.0",
            "duima_messages_received_total 12.0",
            "duima_messages{state=\"waiting\"} 2.0",
            "duima_messages{state=\"dead\"} 1.0",
            "duima_queue_oldest_seconds 3.0",
            "duima_stays{phase=\"admitted\"} 4.0",
            "duima_lists{state=\"held\"} 2.0",
            "duima_lists_deadline{state=\"overdue\"} 2.0",
            "duima_outbox{state=\"due\"} 1.0",
            "duima_platform_calls_total{call=\"upload\",outcome=\"accepted\"} 7.0",
            "duima_code_uses{outcome=\"mapped\",system=\"diagnosis\"} 2.0",
            "duima_code_uses{outcome=\"unmapped\",system=\"procedure\"} 1.0",
            "duima_answer_duration_seconds_bucket{le=\"0.1\"} 7",
            "duima_answer_duration_seconds_bucket{le=\"+Inf\"} 8",
            "duima_answer_duration_seconds_sum 0.75",
            "duima_sessions 0.0",
            "duima_http_requests_total{method=\"GET\",route=\"/api/stays/{id}\",status=\"200\"} 1.0",
            "duima_http_requests_total{method=\"GET\",route=\"/api/stays/{id}\",status=\"404\"} 1.0",
            "duima_http_requests_total{method=\"other\",route=\"other\",status=\"404\"} 1.0");
    assertThat(answer.body()).contains("jvm_threads_current").doesNotContain("ZY1", "nothing");
  }

  @Test
  void leavesCountsOutWhileTheStoreIsDown() throws Exception {
    ledger.down = true;
    assertThat(call("GET", "/metrics", "", null).body())
        .contains("duima_up{check=\"database\"} 0.0", "jvm_memory_used_bytes")
        .doesNotContain("duima_messages", "duima_lists{");
  }

  @Test
  void givesMetricsToOthersWithAKeyOnly() throws Exception {
    String[] proxied = {"X-Forwarded-For", "10.0.0.8"};
    assertThat(server.call("GET", "/metrics", null, proxied).statusCode()).isEqualTo(401);
    assertThat(
            server
                .call("GET", "/metrics", null, proxied[0], proxied[1], "Authorization", "Bearer x")
                .statusCode())
        .isEqualTo(401);
    assertThat(
            server
                .call(
                    "GET",
                    "/metrics",
                    null,
                    proxied[0],
                    proxied[1],
                    "Authorization",
                    "Bearer " + KEY)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void suggestsCodesOnceTheIndexIsThere() throws Exception {
    String path = "/api/codes/suggestions?name=%E8%82%BA%E7%82%8E&max=3&sex=1&age=70&on=2026-03-01";
    assertThat(get(path).statusCode()).isEqualTo(503);
    List<CodeSuggester.Question> asked = new ArrayList<>();
    suggester =
        new CodeSuggester() {
          @Override
          public List<Suggestion> suggest(Question question) {
            asked.add(question);
            return List.of(
                new Suggestion(
                    new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "J18.900"),
                    "肺炎",
                    0.9,
                    List.of(new Text("名称相同", "same name")),
                    true));
          }

          @Override
          public List<Entry> search(
              CodeSystem system, String edition, String typed, LocalDate on, int max) {
            return List.of();
          }
        };
    assertThat(Json.MAPPER.readTree(get(path).body()))
        .isEqualTo(
            Json.MAPPER.readTree(
                "[{\"code\":\"J18.900\",\"name\":\"肺炎\",\"score\":0.9,"
                    + "\"reasons\":[{\"zh\":\"名称相同\",\"en\":\"same name\"}],\"gray\":true}]"));
    assertThat(asked)
        .containsExactly(
            new CodeSuggester.Question(
                new Code(CodeSystem.DIAGNOSIS, "", ""),
                "肺炎",
                "insurance-2.0",
                "1",
                70,
                LocalDate.of(2026, 3, 1),
                3));
    assertThat(get("/api/codes/suggestions").statusCode()).isEqualTo(400);
    assertThat(get("/api/codes/suggestions?name=x&system=y").statusCode()).isEqualTo(400);
    assertThat(get("/api/codes/suggestions?name=x&max=0").statusCode()).isEqualTo(400);
    assertThat(get("/api/codes/suggestions?name=x&age=old").statusCode()).isEqualTo(400);
    assertThat(get("/api/codes/suggestions?name=x&on=today").statusCode()).isEqualTo(400);
  }

  @Test
  void passesCommandsOnWithWhoAndWhy() throws Exception {
    assertThat(post("/api/lists/S1/hold", "{\"reason\":\"核对\"}").statusCode()).isEqualTo(200);
    assertThat(ledger.lastCommand).isEqualTo("HOLD S1 key:tester 核对");
    assertThat(post("/api/lists/S2/submit", "").statusCode()).isEqualTo(409);
    HttpResponse<String> month = post("/api/months/2025-12/submit", "{\"reason\":\"月底\"}");
    assertThat(month.body())
        .contains("\"done\":[\"S1\"]", "\"setlId\":\"S2\"", "not allowed")
        .doesNotContain("S3");
    assertThat(post("/api/months/2025-12/hold", "").statusCode()).isEqualTo(404);
    assertThat(post("/api/months/2025-13/submit", "").statusCode()).isEqualTo(400);
    assertThat(post("/api/lists/S1/burn", "").statusCode()).isEqualTo(404);
    assertThat(post("/api/messages/7/resend", "{\"reason\":\"修复后重试\"}").statusCode())
        .isEqualTo(200);
    assertThat(ledger.lastCommand).isEqualTo("resend 7 key:tester 修复后重试");
    assertThat(post("/api/messages/8/resend", "{\"reason\":\"x\"}").statusCode()).isEqualTo(409);
    assertThat(post("/api/messages/7/resend", "").statusCode()).isEqualTo(400);
    assertThat(post("/api/messages/seven/resend", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/api/messages/7/resend", "{\"reason\":").statusCode()).isEqualTo(400);
    assertThat(call("DELETE", "/api/lists", "", KEY).statusCode()).isEqualTo(405);
  }

  @Test
  void makesASecretOnceAndOnlyForItsOwner() throws Exception {
    Path file = directory.resolve("secrets/api-key");
    String key = Secrets.in(file);
    assertThat(key).hasSizeGreaterThan(40);
    assertThat(Secrets.in(file)).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
