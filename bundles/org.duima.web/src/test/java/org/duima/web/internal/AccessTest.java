package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logging in, roles, users and keys over real HTTP. */
class AccessTest {
  private static final String KEY = "the-key-of-the-first-start";
  private static final String ADMIN_PASSWORD = "made-at-the-first-start";
  private static final String[] JSON = {"Content-Type", "application/json"};

  private final TestClock clock = new TestClock();
  private final MemoryAccess access = new MemoryAccess(clock);
  private final Limits limits = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
  // few iterations: the test is not about time
  private final Logins logins = new Logins(access, limits, new Passwords(1_000), clock);
  private final List<String> done = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    access.ensureKey("first-start", KEY);
    logins.ensureAdministrator(ADMIN_PASSWORD);
    Resource work =
        () ->
            List.of(
                Operation.get("/api/work", "", "").by(call -> Map.of("who", call.who())),
                Operation.post("/api/work", "", "")
                    .roles(Role.CODER)
                    .optional("why", Operation.Kind.TEXT, "", "")
                    .by(
                        call -> {
                          done.add(call.who() + call.field("why"));
                          return null;
                        }));
    server =
        new TestServer()
            .serve(
                new ApiServlet(
                    new Gate(access, limits),
                    List.of(
                        new SessionResource(access, logins),
                        new UsersResource(access, logins),
                        new KeysResource(access),
                        work),
                    TestServer.metrics()),
                "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> withKey(String method, String path, String body) throws Exception {
    return server.call(method, path, body, "Authorization", "Bearer " + KEY, JSON[0], JSON[1]);
  }

  private HttpResponse<String> login(String name, String password) throws Exception {
    String body = Json.MAPPER.writeValueAsString(Map.of("name", name, "password", password));
    return server.call("POST", "/api/session", body, JSON);
  }

  /** Logs in and gives the cookie. */
  private String cookie(String name, String password) throws Exception {
    HttpResponse<String> answer = login(name, password);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private HttpResponse<String> with(String cookie, String method, String path, String body)
      throws Exception {
    return server.call(
        method, path, body, "Cookie", cookie, "X-Duima-Console", "1", JSON[0], JSON[1]);
  }

  /** A user who has changed the first password. */
  private String user(String name, Role... roles) throws Exception {
    access.addUser(
        name, logins.passwords().hash("password of " + name), Set.of(roles), false, "test");
    return cookie(name, "password of " + name);
  }

  @Test
  void logsInWithACookieThatScriptsAndOtherSitesCannotUse() throws Exception {
    HttpResponse<String> answer = login("admin", ADMIN_PASSWORD);
    assertThat(TestServer.json(answer))
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"name\":\"admin\",\"roles\":[\"admin\",\"coder\",\"office\",\"it\"],"
                    + "\"mustChangePassword\":false}"));
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).matches("DUIMA_SESSION=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict");
    assertThat(with(cookie.split(";")[0], "GET", "/api/session", null).body())
        .contains("\"name\":\"admin\"");
  }

  @Test
  void changesTheSessionWithEachLoginAndEndsItWithLogout() throws Exception {
    String first = cookie("admin", ADMIN_PASSWORD);
    HttpResponse<String> again =
        server.call(
            "POST",
            "/api/session",
            "{\"name\":\"admin\",\"password\":\"" + ADMIN_PASSWORD + "\"}",
            "Cookie",
            first,
            JSON[0],
            JSON[1]);
    String second = again.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    assertThat(second).isNotEqualTo(first);
    assertThat(with(first, "GET", "/api/session", null).statusCode()).isEqualTo(401);

    HttpResponse<String> out = with(second, "DELETE", "/api/session", null);
    assertThat(out.statusCode()).isEqualTo(204);
    assertThat(out.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("DUIMA_SESSION=;")
        .endsWith("Max-Age=0");
    assertThat(with(second, "GET", "/api/session", null).statusCode()).isEqualTo(401);
  }

  @Test
  void endsASessionThatIsIdle() throws Exception {
    String cookie = cookie("admin", ADMIN_PASSWORD);
    clock.forward(Duration.ofMinutes(29));
    assertThat(with(cookie, "GET", "/api/work", null).statusCode()).isEqualTo(200);
    clock.forward(Duration.ofMinutes(31));
    assertThat(with(cookie, "GET", "/api/work", null).statusCode()).isEqualTo(401);
  }

  @Test
  void answersTheSameForAnUnknownNameADisabledUserAndAWrongPassword() throws Exception {
    user("chen", Role.CODER);
    withKey("POST", "/api/users/chen/disable", null);
    HttpResponse<String> disabled = login("chen", "password of chen");
    HttpResponse<String> unknown = login("nobody", "password of chen");
    HttpResponse<String> wrong = login("admin", "password of chen");
    assertThat(List.of(disabled.statusCode(), unknown.statusCode(), wrong.statusCode()))
        .containsOnly(401);
    assertThat(unknown.body()).isEqualTo(wrong.body()).isEqualTo(disabled.body());
    assertThat(unknown.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(access.refused).containsExactly("chen", "nobody", "admin");
  }

  @Test
  void makesWhoeverGuessesWaitTwiceAsLongEachTime() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(login("admin", "guess " + i).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> early = login("admin", ADMIN_PASSWORD);
    assertThat(early.statusCode()).isEqualTo(429);
    assertThat(early.headers().firstValue("Retry-After")).contains("2");
    assertThat(login("other", "guess").statusCode()).as("another name").isEqualTo(401);

    clock.forward(Duration.ofSeconds(2));
    assertThat(login("admin", "guess").statusCode()).isEqualTo(401);
    assertThat(login("admin", ADMIN_PASSWORD).headers().firstValue("Retry-After")).contains("3");
    clock.forward(Duration.ofSeconds(2));
    assertThat(login("admin", ADMIN_PASSWORD).statusCode()).isEqualTo(200);
    assertThat(login("admin", "guess").statusCode()).as("forgotten").isEqualTo(401);
  }

  @Test
  void makesAnAddressWaitThatTriesManyNames() throws Exception {
    int refused = 0;
    while (login("name" + refused, "guess").statusCode() == 401) {
      refused++;
    }
    assertThat(refused).isEqualTo(30);
    clock.forward(Duration.ofMinutes(10));
    for (int i = 0; i < 10; i++) {
      assertThat(login("other" + i, "guess").statusCode()).as("ten forgotten").isEqualTo(401);
    }
    assertThat(login("other", "guess").statusCode()).isEqualTo(429);
  }

  @Test
  void letsManyPeopleOfOneAddressIn() throws Exception {
    for (int i = 0; i < 40; i++) {
      assertThat(login("admin", ADMIN_PASSWORD).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void needsTheConsolesHeaderForChangesWithASession() throws Exception {
    String cookie = user("chen", Role.CODER);
    assertThat(
            server.call("POST", "/api/work", "{}", "Cookie", cookie, JSON[0], JSON[1]).statusCode())
        .isEqualTo(403);
    assertThat(done).isEmpty();
    assertThat(with(cookie, "POST", "/api/work", "{}").statusCode()).isEqualTo(204);
    assertThat(done).containsExactly("chen");
    assertThat(server.call("GET", "/api/work", null, "Cookie", cookie).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesFormsOfOtherSites() throws Exception {
    String cookie = user("chen", Role.CODER);
    String[] form = {
      "Cookie", cookie, "X-Duima-Console", "1", "Content-Type", "application/x-www-form-urlencoded"
    };
    assertThat(server.call("POST", "/api/work", "why=x", form).statusCode()).isEqualTo(415);
    assertThat(server.call("POST", "/api/session", "{\"name\":\"a\"}").statusCode())
        .as("a login without content type")
        .isEqualTo(415);
    assertThat(done).isEmpty();
  }

  @Test
  void allowsWhatTheRolesAllow() throws Exception {
    String office = user("wang", Role.OFFICE);
    assertThat(with(office, "GET", "/api/work", null).statusCode()).isEqualTo(200);
    assertThat(with(office, "POST", "/api/work", "{}").statusCode()).isEqualTo(403);
    assertThat(with(office, "GET", "/api/users", null).statusCode()).isEqualTo(403);
    assertThat(with(office, "GET", "/api/keys", null).statusCode()).isEqualTo(403);
    assertThat(with(office, "POST", "/api/keys", "{}").statusCode()).isEqualTo(403);
    assertThat(done).isEmpty();
    String admin = cookie("admin", ADMIN_PASSWORD);
    assertThat(with(admin, "POST", "/api/work", "{}").statusCode()).isEqualTo(204);
  }

  @Test
  void letsAUserWithAFirstPasswordDoNothingButChangeIt() throws Exception {
    assertThat(
            withKey(
                    "POST",
                    "/api/users",
                    "{\"name\":\"陈医生\",\"password\":\"first password\",\"roles\":[\"coder\"]}")
                .statusCode())
        .isEqualTo(201);
    String cookie = cookie("陈医生", "first password");
    assertThat(with(cookie, "GET", "/api/session", null).body())
        .contains("\"mustChangePassword\":true");
    assertThat(with(cookie, "GET", "/api/work", null).statusCode()).isEqualTo(403);
    assertThat(with(cookie, "POST", "/api/users/admin/password", "{}").statusCode()).isEqualTo(403);

    String path = "/api/users/%E9%99%88%E5%8C%BB%E7%94%9F/password";
    assertThat(change(cookie, path, "wrong", "second password").statusCode()).isEqualTo(403);
    assertThat(change(cookie, path, "first password", "first password").statusCode())
        .isEqualTo(400);
    assertThat(change(cookie, path, "first password", "short").statusCode()).isEqualTo(400);
    assertThat(change(cookie, path, "first password", "second password").statusCode())
        .isEqualTo(204);
    assertThat(with(cookie, "GET", "/api/session", null).statusCode())
        .as("sessions end with the old password")
        .isEqualTo(401);
    assertThat(with(cookie("陈医生", "second password"), "GET", "/api/work", null).statusCode())
        .isEqualTo(200);
  }

  private HttpResponse<String> change(String cookie, String path, String current, String password)
      throws Exception {
    return with(
        cookie,
        "POST",
        path,
        Json.MAPPER.writeValueAsString(Map.of("current", current, "password", password)));
  }

  @Test
  void letsOnlyAdministratorsChangeAnothersPassword() throws Exception {
    String chen = user("chen", Role.CODER);
    user("wang", Role.OFFICE);
    assertThat(change(chen, "/api/users/wang/password", "", "another password").statusCode())
        .isEqualTo(403);
    String admin = cookie("admin", ADMIN_PASSWORD);
    assertThat(change(admin, "/api/users/wang/password", "", "another password").statusCode())
        .isEqualTo(204);
    assertThat(change(admin, "/api/users/admin/password", "", "another password").statusCode())
        .as("one's own needs the present one")
        .isEqualTo(403);
    assertThat(change(admin, "/api/users/nobody/password", "", "another password").statusCode())
        .isEqualTo(404);
    assertThat(TestServer.json(login("wang", "another password")).path("mustChangePassword"))
        .as("somebody else chose it")
        .hasToString("true");
  }

  @Test
  void disablesAUserWithAllSessions() throws Exception {
    String chen = user("chen", Role.CODER);
    String admin = cookie("admin", ADMIN_PASSWORD);
    assertThat(with(admin, "POST", "/api/users/admin/disable", null).statusCode()).isEqualTo(409);
    assertThat(with(admin, "POST", "/api/users/chen/disable", null).statusCode()).isEqualTo(204);
    assertThat(with(admin, "POST", "/api/users/chen/disable", null).statusCode()).isEqualTo(404);
    assertThat(with(chen, "GET", "/api/work", null).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesUsersThatCannotBe() throws Exception {
    for (String body :
        List.of(
            "{\"name\":\"a b\",\"password\":\"long enough\",\"roles\":[\"it\"]}",
            "{\"name\":\"chen\",\"password\":\"short\",\"roles\":[\"it\"]}",
            "{\"name\":\"chen.chen.chen\",\"password\":\"Chen.chen.chen\",\"roles\":[\"it\"]}",
            "{\"name\":\"chen\",\"password\":\"long enough\",\"roles\":[\"king\"]}",
            "{\"name\":\"chen\",\"password\":\"long enough\",\"roles\":[]}",
            "{\"name\":\"chen\",\"password\":\"long enough\",\"roles\":\"it\"}",
            "{\"password\":\"long enough\",\"roles\":[\"it\"]}",
            "[]",
            "{")) {
      assertThat(withKey("POST", "/api/users", body).statusCode()).as(body).isEqualTo(400);
    }
    String admin = "{\"name\":\"admin\",\"password\":\"long enough\",\"roles\":[\"it\"]}";
    assertThat(withKey("POST", "/api/users", admin).statusCode()).isEqualTo(409);
    assertThat(access.users()).hasSize(1);
    assertThat(withKey("GET", "/api/users", null).body()).doesNotContain("pbkdf2");
  }

  @Test
  void givesAKeyOnceAndTakesItBack() throws Exception {
    HttpResponse<String> added =
        withKey("POST", "/api/keys", "{\"name\":\"his\",\"roles\":[\"it\"]}");
    assertThat(added.statusCode()).isEqualTo(201);
    JsonNode key = TestServer.json(added).path("key");
    String[] header = {"Authorization", "Bearer " + key.asText()};
    assertThat(server.call("GET", "/api/work", null, header).body()).contains("key:his");
    assertThat(server.call("POST", "/api/work", "{}", header).statusCode()).isEqualTo(403);
    assertThat(withKey("GET", "/api/keys", null).body())
        .contains("\"name\":\"his\"")
        .doesNotContain(key.asText());
    assertThat(withKey("POST", "/api/keys", "{\"name\":\"his\",\"roles\":[\"it\"]}").statusCode())
        .isEqualTo(409);

    assertThat(withKey("POST", "/api/keys/his/revoke", null).statusCode()).isEqualTo(204);
    assertThat(withKey("POST", "/api/keys/his/revoke", null).statusCode()).isEqualTo(404);
    assertThat(server.call("GET", "/api/work", null, header).statusCode()).isEqualTo(401);
  }

  @Test
  void judgesARequestWithAKeyByTheKeyAlone() throws Exception {
    String cookie = cookie("admin", ADMIN_PASSWORD);
    assertThat(
            server
                .call("GET", "/api/work", null, "Cookie", cookie, "Authorization", "Bearer wrong")
                .statusCode())
        .isEqualTo(401);
    assertThat(
            server
                .call("GET", "/api/work", null, "Cookie", cookie, "Authorization", "Basic YTpi")
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void tellsStrangersNothing() throws Exception {
    HttpResponse<String> known = server.call("POST", "/api/work", "{}", JSON);
    HttpResponse<String> unknown = server.call("POST", "/api/nothing", "{}", JSON);
    assertThat(known.statusCode()).isEqualTo(401);
    assertThat(known.body()).isEqualTo(unknown.body());
    assertThat(known.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(known.headers().firstValue("Connection")).contains("close");
    assertThat(server.call("DELETE", "/api/work", null).statusCode()).isEqualTo(401);
  }

  @Test
  void saysThatItCannotKnowWhileTheStoreIsDown() throws Exception {
    access.down = true;
    assertThat(withKey("GET", "/api/work", null).statusCode()).isEqualTo(503);
  }

  @Test
  void keepsPasswordsAsSlowHashes() {
    Passwords passwords = new Passwords(600_000);
    String hash = passwords.hash("密码 correct horse");
    assertThat(hash)
        .startsWith("pbkdf2-sha256$600000$")
        .isNotEqualTo(passwords.hash("密码 correct horse"));
    assertThat(passwords.matches("密码 correct horse", hash)).isTrue();
    assertThat(passwords.matches("密码　ｃｏｒｒｅｃｔ　ｈｏｒｓｅ", hash)).as("typed full-width").isTrue();
    assertThat(passwords.matches("密码 correct horsf", hash)).isFalse();
    assertThat(passwords.isDated(hash)).isFalse();
    assertThat(new Passwords(700_000).isDated(hash)).isTrue();
  }

  @Test
  void renewsTheHashOfAPasswordThatWasMadeWithLessEffort() throws Exception {
    access.addUser(
        "chen", new Passwords(10).hash("password of chen"), Set.of(Role.CODER), false, "test");
    cookie("chen", "password of chen");
    assertThat(access.passwordHash("chen").orElseThrow()).startsWith("pbkdf2-sha256$1000$");
    cookie("chen", "password of chen");
  }

  @Test
  void givesAllAnswersTheHeadersThatBrowsersMind() throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            withKey("GET", "/api/work", null),
            withKey("GET", "/api/nothing", null),
            server.call("GET", "/api/work", null))) {
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'self'", "frame-ancestors 'self'");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("X-Frame-Options")).contains("SAMEORIGIN");
      assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.body().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }
  }
}
