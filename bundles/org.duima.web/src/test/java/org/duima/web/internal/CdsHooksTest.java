package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CDS Hooks over real HTTP. */
class CdsHooksTest {
  private static final String KEY = "a-key-of-this-test";
  private static final String OTHER = "a-key-of-the-office";
  private static final String SIGN = "/cds-services/duima-order-sign";
  private static final String PAGE = "https://his.example";

  private final TestClock clock = new TestClock();
  private final MemoryAccess access = new MemoryAccess(clock);
  private final PlayedAlerts played = new PlayedAlerts();
  private OrderAlerts alerts = played;
  private OrderDoor door = new PlayedDoor();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    access.addKey("his", KEY, EnumSet.of(Role.IT), "test");
    access.addKey("office", OTHER, EnumSet.of(Role.OFFICE), "test");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    CdsHooksResource resource =
        new CdsHooksResource(
            new AskAlerts(
                () -> Optional.ofNullable(door), () -> Optional.ofNullable(alerts), clock));
    server =
        new TestServer()
            .filter(new Origins(Set.of(PAGE)), "/cds-services/*")
            .serve(new ApiServlet(gate, List.of(resource), TestServer.metrics()), "/cds-services/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    String[] all = new String[headers.length + 4];
    all[0] = "Authorization";
    all[1] = "Bearer " + KEY;
    all[2] = "Content-Type";
    all[3] = "application/json";
    System.arraycopy(headers, 0, all, 4, headers.length);
    return server.call("POST", path, body, all);
  }

  private static void assertOutcome(HttpResponse<String> answer, int status, String code)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(TestServer.json(answer).path("resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(TestServer.json(answer).path("issue").path(0).path("code").asText()).isEqualTo(code);
  }

  @Test
  void discoveryNeedsNoLogin() throws Exception {
    HttpResponse<String> answer = server.call("GET", "/cds-services", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(answer.body()).isEqualTo("{\"services\":[]}");
  }

  @Test
  void anOrderIsJudgedAndTheDoorsBytesGoOut() throws Exception {
    HttpResponse<String> answer = post(SIGN, "甲");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"cards\":[],\"what\":\"duima-order-sign\",\"名\":\"◎\"}");
    assertThat(played.asked).extracting(request -> request.id()).containsExactly("甲");
  }

  @Test
  void feedbackIsPassedOnAndUnknownCardsAreNamed() throws Exception {
    HttpResponse<String> answer = post(SIGN + "/feedback", "card");
    assertThat(answer.body()).isEqualTo("{\"unknown\":\"unknown\"}");
    assertThat(played.told).extracting(one -> one.alertId()).containsExactly("card");
    played.storeIsDown = true;
    assertOutcome(post(SIGN + "/feedback", "card"), 503, "transient");
  }

  @Test
  void aRefusalHasTheDoorsStatusAndBytes() throws Exception {
    HttpResponse<String> answer = post("/cds-services/nobody", "wrong");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"refused\":\"nobody\"}");
    assertThat(played.asked).isEmpty();
  }

  @Test
  void anOrderNeedsAKeyWithTheRole() throws Exception {
    assertOutcome(server.call("POST", SIGN, "甲", "Content-Type", "application/json"), 401, "login");
    HttpResponse<String> office =
        server.call(
            "POST",
            SIGN,
            "甲",
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + OTHER);
    assertOutcome(office, 403, "forbidden");
    assertThat(played.asked).isEmpty();
  }

  @Test
  void whileAPartIsMissingTheAnswerIs503SoThatTheOrderGoesOn() throws Exception {
    alerts = null;
    assertOutcome(post(SIGN, "甲"), 503, "transient");
    assertThat(server.call("GET", "/cds-services", null).statusCode()).isEqualTo(200);
    door = null;
    assertOutcome(post(SIGN, "甲"), 503, "transient");
    assertOutcome(server.call("GET", "/cds-services", null), 503, "transient");
  }

  @Test
  void whatIsTooLargeOrNoJsonTypeIsRefused() throws Exception {
    assertOutcome(post(SIGN, "x".repeat((8 << 20) + 1)), 413, "too-long");
    HttpResponse<String> form =
        server.call(
            "POST",
            SIGN,
            "甲",
            "Authorization",
            "Bearer " + KEY,
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertOutcome(form, 415, "not-supported");
  }

  @Test
  void aDefectQuotesNothing() throws Exception {
    HttpResponse<String> answer = post(SIGN, "broken 张三");
    assertOutcome(answer, 500, "exception");
    assertThat(answer.body()).doesNotContain("张三");
  }

  @Test
  void onlyPagesOfNamedSitesMayCall() throws Exception {
    HttpResponse<String> asked =
        server.call("OPTIONS", SIGN, null, "Origin", PAGE, "Access-Control-Request-Method", "POST");
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("Authorization");
    HttpResponse<String> called = post(SIGN, "甲", "Origin", PAGE);
    assertThat(called.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
    assertThat(called.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    HttpResponse<String> other =
        server.call(
            "OPTIONS",
            SIGN,
            null,
            "Origin",
            "https://other.example",
            "Access-Control-Request-Method",
            "POST");
    assertThat(other.statusCode()).isEqualTo(401);
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }
}
