package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.Role;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.platform.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries over real HTTP; only the ledger behind them is played. */
class DeliveriesTest {
  private static final String KEY = "a-key-of-this-test";

  private final TestClock clock = new TestClock();
  private final List<String> calls = new ArrayList<>();
  private boolean reachable = true;
  private Deliveries deliveries = new Played();
  private TestServer server;

  private final class Played implements Deliveries {
    @Override
    public List<Map<String, Object>> list(String destination, String state, int max) {
      calls.add("list " + destination + " " + state + " " + max);
      return List.of(Map.of("id", "regional.S1.1.list.1"));
    }

    @Override
    public List<Standing> standing() {
      if (!reachable) {
        throw new StoreUnavailableException("away", null);
      }
      Instant hourAgo = clock.instant().minusSeconds(3_600);
      return List.of(
          new Standing("regional", State.WAITING, 3, hourAgo),
          new Standing("queue", State.WAITING, 1, null),
          new Standing("regional", State.REFUSED, 2, hourAgo));
    }

    @Override
    public Optional<Text> command(
        String id, Command command, String who, String reason, Instant now) {
      calls.add(command + " " + id + " " + who + " " + reason);
      return id.startsWith("regional")
          ? Optional.empty()
          : Optional.of(new Text("没有这个投递", "there is no such delivery"));
    }

    @Override
    public int catchUp(
        String destination, YearMonth discharged, int max, String who, String reason, Instant now) {
      calls.add("catch up " + destination + " " + discharged + " " + reason);
      return destination.equals("regional") ? 7 : -1;
    }

    @Override
    public void wanted(List<Wanted> destinations, Set<String> unread) {
      throw new AssertionError("not for the web");
    }

    @Override
    public List<Due> due(
        String owner, Set<String> destinations, Instant now, int max, Duration lease) {
      throw new AssertionError("not for the web");
    }

    @Override
    public boolean begin(Due due, Instant now, Duration lease) {
      throw new AssertionError("not for the web");
    }

    @Override
    public void finish(Due due, Receipt receipt, Instant now, Instant next) {
      throw new AssertionError("not for the web");
    }

    @Override
    public void release(Due due, Instant next) {
      throw new AssertionError("not for the web");
    }
  }

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(clock);
    access.ensureKey("tester", KEY);
    access.addKey("coder", "coder-key", Set.of(Role.CODER), "tester");
    access.addKey("office", "office-key", Set.of(Role.OFFICE), "tester");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    Metrics metrics =
        new Metrics("1.2.3", new DeliveryMetrics(() -> Optional.ofNullable(deliveries), clock));
    server =
        new TestServer()
            .serve(
                new ApiServlet(
                    gate,
                    List.of(new DeliveriesResource(() -> Optional.ofNullable(deliveries), clock)),
                    TestServer.metrics()),
                "/api/*")
            .serve(new MetricsServlet(metrics, () -> Optional.of(gate)), "/metrics")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return server.call("GET", path, null, "Authorization", "Bearer " + KEY);
  }

  private HttpResponse<String> post(String path, String body, String key) throws Exception {
    return server.call(
        "POST",
        path,
        body.replace('\'', '"'),
        "Authorization",
        "Bearer " + key,
        "Content-Type",
        "application/json");
  }

  @Test
  void listsDeliveriesByDestinationAndState() throws Exception {
    HttpResponse<String> answer = get("/api/deliveries?destination=regional&state=refused&max=5");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("regional.S1.1.list.1");
    get("/api/deliveries");

    assertThat(calls).containsExactly("list regional refused 5", "list   1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUSED", "open"})
  void refusesAStateThatThereIsNot(String state) throws Exception {
    HttpResponse<String> answer = get("/api/deliveries?state=" + state);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("waiting", "应为");
  }

  @Test
  void worksOnADeliveryWithAReasonAndTheRoleForIt() throws Exception {
    String resend = "/api/deliveries/regional.S1.1.list.1/resend";
    assertThat(post(resend, "{'reason':'已修正'}", "coder-key").statusCode()).isEqualTo(403);
    assertThat(post(resend, "{}", "office-key").statusCode()).isEqualTo(400);
    assertThat(calls).isEmpty();
    assertThat(post(resend, "{'reason':'已修正'}", "office-key").statusCode()).isEqualTo(200);
    assertThat(calls).containsExactly("RESEND regional.S1.1.list.1 key:office 已修正");

    HttpResponse<String> unknown =
        post("/api/deliveries/other.S1.1.list.1/discard", "{'reason':'x'}", KEY);
    assertThat(unknown.statusCode()).isEqualTo(409);
    assertThat(unknown.body()).contains("没有这个投递");
    assertThat(post("/api/deliveries/regional.S1/lose", "{'reason':'x'}", KEY).statusCode())
        .isEqualTo(404);
  }

  @Test
  void catchesUpAMonth() throws Exception {
    String body = "{'month':'2026-03','reason':'新接入'}";
    HttpResponse<String> answer = post("/api/destinations/regional/catch-up", body, "office-key");
    assertThat(answer.body()).isEqualTo("{\"arisen\":7}");
    assertThat(calls).containsExactly("catch up regional 2026-03 新接入");
    assertThat(post("/api/destinations/other/catch-up", body, KEY).statusCode()).isEqualTo(404);
    assertThat(
            post("/api/destinations/regional/catch-up", "{'month':'3','reason':'x'}", KEY)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void saysHowDestinationsStand() throws Exception {
    assertThat(get("/api/destinations").body())
        .contains("\"destination\":\"regional\"", "\"state\":\"waiting\"", "\"count\":3");
    deliveries = null;
    assertThat(get("/api/destinations").statusCode()).isEqualTo(503);
  }

  @Test
  void countsThemAsMetricsWhileTheStoreCanBeReached() throws Exception {
    String metrics = get("/metrics").body();
    assertThat(metrics)
        .contains("duima_deliveries{destination=\"regional\",state=\"waiting\"} 3.0")
        .contains("duima_deliveries{destination=\"regional\",state=\"refused\"} 2.0")
        .contains("duima_deliveries_oldest_seconds{destination=\"regional\"} 3600.0")
        .doesNotContain("duima_deliveries_oldest_seconds{destination=\"queue\"}");
    reachable = false;
    clock.forward(Duration.ofSeconds(6));
    assertThat(get("/metrics").body()).doesNotContain("duima_deliveries");
  }
}
