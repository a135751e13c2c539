package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets in, and what machines find there. */
@Timeout(180)
class AccessIT {
  private static final JsonMapper JSON = new JsonMapper();

  private static Node node;

  @BeforeAll
  static void boots() {
    node = DrillNode.shared().node();
  }

  private static HttpResponse<String> login(String name, String password) throws IOException {
    return node.call(
        "POST",
        "/api/session",
        JSON.createObjectNode().put("name", name).put("password", password).toString());
  }

  private static String[] session(String name, String password) throws IOException {
    HttpResponse<String> answer = login(name, password);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return new String[] {"Cookie", cookie.split(";")[0], "X-Duima-Console", "1"};
  }

  /** The program's result without what the launcher says on the way. */
  private static String lastLine(Node.Output output) {
    List<String> lines = output.requireSuccess().text().lines().toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void logsTheAdministratorInWithThePasswordOfTheFirstStart() throws IOException {
    String password = Files.readString(node.home().resolve("secrets/admin-password")).strip();
    String[] session = session("admin", password);
    assertThat(node.call("GET", "/api/session", null, session).body())
        .contains("\"name\":\"admin\"");
    assertThat(node.call("GET", "/api/status", null).statusCode()).isEqualTo(401);
    assertThat(node.call("DELETE", "/api/session", null, session).statusCode()).isEqualTo(204);
    assertThat(node.call("GET", "/api/session", null, session).statusCode()).isEqualTo(401);
    assertThat(node.log()).doesNotContain(password);
  }

  @Test
  void makesWhoeverGuessesWait() throws IOException {
    HttpResponse<String> answer = login("nobody-here", "guess 0");
    for (int i = 1; i < 8 && answer.statusCode() == 401; i++) {
      answer = login("nobody-here", "guess " + i);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void addsAUserWhoMustChangeThePasswordAndMayDoWhatTheRolesAllow() throws IOException {
    node.launcherWithInput("first password\n", "user", "add", "chen", "--role", "coder")
        .requireSuccess();
    try {
      String[] first = session("chen", "first password");
      assertThat(node.call("GET", "/api/status", null, first).statusCode()).isEqualTo(403);
      assertThat(
              node.call(
                      "POST",
                      "/api/users/chen/password",
                      "{\"current\":\"first password\",\"password\":\"second password\"}",
                      first)
                  .statusCode())
          .isEqualTo(204);

      String[] session = session("chen", "second password");
      assertThat(node.call("GET", "/api/status", null, session).statusCode()).isEqualTo(200);
      assertThat(node.call("GET", "/api/users", null, session).statusCode()).isEqualTo(403);
      assertThat(
              node.call("POST", "/api/messages/1/resend", "{\"reason\":\"x\"}", session)
                  .statusCode())
          .isEqualTo(403);
      assertThat(node.launcher("user", "list").requireSuccess().text()).contains("chen", "coder");
    } finally {
      node.launcher("user", "disable", "chen").requireSuccess();
    }
    assertThat(login("chen", "second password").statusCode()).isEqualTo(401);
  }

  @Test
  void addsAndRevokesAKeyFromTheCommandLine() {
    List<String> lines =
        node.launcher("key", "add", "drill", "--role", "office")
            .requireSuccess()
            .text()
            .lines()
            .filter(line -> line.matches("[\\w-]{43}"))
            .toList();
    assertThat(lines).hasSize(1);
    String[] key = {"Authorization", "Bearer " + lines.get(0)};
    assertThat(node.call("GET", "/api/lists", null, key).statusCode()).isEqualTo(200);
    assertThat(node.call("POST", "/api/transactions", "{}", key).statusCode()).isEqualTo(403);
    assertThat(node.launcher("key", "list").requireSuccess().text())
        .contains("drill", "first-start")
        .doesNotContain(lines.get(0));
    assertThat(lastLine(node.launcher("key", "revoke", "drill"))).contains("revoke", "ok");
    assertThat(node.call("GET", "/api/lists", null, key).statusCode()).isEqualTo(401);
  }

  @Test
  void givesMonitorsMetrics() {
    node.get("/api/stays/none-of-this-name");
    HttpResponse<String> answer = node.call("GET", "/metrics", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "duima_up{check=\"database\"} 1.0",
            "duima_messages_received_total",
            "duima_http_requests_total{method=\"GET\",route=\"/api/stays/{id}\",status=\"404\"}",
            "duima_build_info{version=",
            "jvm_memory_used_bytes")
        .doesNotContain("none-of-this-name");
    assertThat(node.call("GET", "/metrics", null, "X-Forwarded-For", "10.1.2.3").statusCode())
        .isEqualTo(401);
  }

  @Test
  void describesItsInterface() throws IOException {
    JsonNode paths = JSON.readTree(node.get("/api/openapi.json").body()).path("paths");
    List<String> known = new ArrayList<>();
    paths.fieldNames().forEachRemaining(known::add);
    assertThat(known)
        .contains(
            "/api/session",
            "/api/users",
            "/api/users/{name}/password",
            "/api/users/{name}/disable",
            "/api/keys",
            "/api/keys/{name}/revoke",
            "/api/codes/open",
            "/api/codes/lists",
            "/api/codes/suggestions",
            "/api/codes/search",
            "/api/codes/decisions",
            "/api/codes/decisions/{number}/withdraw",
            "/api/reports",
            "/api/reports/{name}",
            "/api/board",
            "/api/settlements",
            "/api/tables",
            "/api/tables/checks",
            "/api/tables/checks/{id}/apply",
            "/api/tables/{table}/versions/{version}/restore",
            "/fhir/ConceptMap/$translate",
            "/fhir/CodeSystem/$lookup",
            "/api/status",
            "/api/queue",
            "/api/lists",
            "/api/stays/{id}",
            "/api/transactions");
  }

  @Test
  void translatesForAnySystem() throws IOException {
    String path = "/fhir/ConceptMap/$translate?system=urn:nhc:icd10:2.0&code=I10.x00";
    assertThat(node.call("GET", path, null).statusCode()).isEqualTo(401);
    JsonNode answer = JSON.readTree(node.get(path).body());
    assertThat(answer.path("resourceType").asText()).isEqualTo("Parameters");
    assertThat(answer.at("/parameter/0/valueBoolean").asBoolean()).isTrue();
    assertThat(answer.at("/parameter/1/part/1/valueCoding/system").asText())
        .isEqualTo("urn:nhsa:icd10:2.0");
    String[] row =
        Files.readAllLines(node.home().resolve("mappings/codes/starter-diagnosis-homographs.csv"))
            .get(1)
            .split(",");
    HttpResponse<String> looked =
        node.get("/fhir/CodeSystem/$lookup?system=urn:nhsa:icd10:2.0&code=" + row[0]);
    assertThat(looked.statusCode()).as(looked.body()).isEqualTo(200);
    assertThat(looked.body()).contains(row[1]);
    assertThat(node.get("/fhir/CodeSystem/$lookup?system=urn:nhsa:icd10:2.0&code=QQQ").statusCode())
        .isEqualTo(404);
  }

  @Test
  void tellsBrowsersToRunNothingForeign() {
    for (String path : List.of("/health", "/api/status", "/console/", "/metrics")) {
      assertThat(node.get(path).headers().firstValue("X-Content-Type-Options"))
          .as(path)
          .contains("nosniff");
      assertThat(node.get(path).headers().firstValue("Content-Security-Policy").orElse(""))
          .as(path)
          .contains("default-src 'self'");
    }
  }
}
