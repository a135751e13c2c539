package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Money;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.DecisionDesk;
import org.duima.api.ledger.Role;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.SourceCode;
import org.duima.api.settlement.CodeUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The coder's queue and decisions over real HTTP. */
class DecisionsTest {
  private static final String CODER = "key-of-a-coder";
  private static final String OFFICE = "key-of-the-office";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:04:05Z"), ZoneOffset.UTC);
  private static final LocalDate WHOLE_FROM = LocalDate.of(2026, 1, 1);

  private final Desk desk = new Desk();
  private final Queue queue = new Queue();
  private boolean running = true;
  private TestServer server;

  /** Remembers what was decided. */
  private static final class Desk implements DecisionDesk {
    private final List<CodeDecisions.Past> all = new ArrayList<>();

    @Override
    public Decided decide(CodeDecision d) {
      CodeDecision numbered =
          new CodeDecision(
              all.size() + 1L,
              d.source(),
              d.sourceName(),
              d.department(),
              d.target(),
              d.validFrom(),
              d.validTo(),
              d.who(),
              d.decidedAt(),
              d.why());
      all.add(0, new CodeDecisions.Past(numbered, "", null, ""));
      return new Decided(numbered, new Effect(true, 3));
    }

    @Override
    public Optional<Effect> withdraw(long number, String who, String why, Instant at) {
      for (int i = 0; i < all.size(); i++) {
        CodeDecisions.Past past = all.get(i);
        if (past.decision().number() == number && past.withdrawnAt() == null) {
          all.set(i, new CodeDecisions.Past(past.decision(), who, at, why));
          return Optional.of(new Effect(true, 2));
        }
      }
      return Optional.empty();
    }
  }

  /** Shows what the desk remembers. */
  private record Shown(Desk desk) implements CodeDecisions {
    @Override
    public List<Past> history(int max) {
      return desk.all.stream().limit(max).toList();
    }

    @Override
    public CodeDecision decide(CodeDecision decision) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public boolean withdraw(long number, String who, String why, Instant at) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public List<CodeDecision> standing() {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public long revision() {
      throw new AssertionError("nobody asks for this here");
    }
  }

  /** Gives one row and remembers what it was asked. */
  private static final class Queue implements CodeQueue {
    private Filter filter;
    private SourceCode source;

    @Override
    public Open open(Filter asked) {
      filter = asked;
      return new Open(
          7,
          List.of(
              new OpenCode(
                  new SourceCode(new Code(CodeSystem.DIAGNOSIS, "local", "BD1"), "本地一"),
                  CodeUse.Outcome.UNMAPPED,
                  5,
                  4,
                  3,
                  new Money(123_456),
                  LocalDate.of(2026, 11, 20),
                  List.of(new Department("0301", "心内科", 5)))));
    }

    @Override
    public List<UsingList> lists(SourceCode asked, int max) {
      source = asked;
      return List.of(new UsingList("S1", "12", "held", "校验不通过", "0301", "心内科", null, null, true));
    }

    @Override
    public Map<Code, Long> uses(LocalDate since) {
      throw new AssertionError("nobody asks for this here");
    }
  }

  /** One dictionary, whole from a day on. */
  private static final class OneDictionary implements Dictionaries {
    private static final Map<String, String> NAMES =
        Map.of("I10.x00", "特发性（原发性）高血压", "I25.200", "陈旧性心肌梗死");

    @Override
    public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
      return Optional.ofNullable(NAMES.get(code)).filter(name -> edition.equals("insurance-2.0"));
    }

    @Override
    public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
      return !on.isBefore(WHOLE_FROM);
    }

    @Override
    public Optional<String> name(String dictionary, String code) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public Map<String, String> values(String dictionary) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public boolean has(String dictionary) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public boolean isComplete(String dictionary) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public Optional<String> translate(String dictionary, String format, String value) {
      throw new AssertionError("nobody asks for this here");
    }
  }

  private final CodeMapper mapper =
      question ->
          new CodeMatch.Mapped(
              question.code(),
              "",
              question.code().value().equals("I25.200"),
              true,
              "dictionary",
              CodeMatch.Relation.SAME);

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(CLOCK);
    access.addKey("coder", CODER, Set.of(Role.CODER), "test");
    access.addKey("office", OFFICE, Set.of(Role.OFFICE), "test");
    DecisionsResource resource =
        new DecisionsResource(
            new DecisionsResource.Parts(
                () -> running ? Optional.of(queue) : Optional.empty(),
                () -> Optional.of(new Shown(desk)),
                () -> Optional.of(desk),
                () -> Optional.of(mapper),
                () -> Optional.of(new OneDictionary())),
            CLOCK);
    Limits limits = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
    server =
        new TestServer()
            .serve(
                new ApiServlet(new Gate(access, limits), List.of(resource), TestServer.metrics()),
                "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> call(String key, String method, String path, String body)
      throws Exception {
    return server.call(
        method, path, body, "Authorization", "Bearer " + key, "Content-Type", "application/json");
  }

  private HttpResponse<String> decide(String more) throws Exception {
    return call(
        CODER,
        "POST",
        "/api/codes/decisions",
        "{\"edition\":\"local\",\"code\":\"BD1\",\"name\":\"本地一\",\"why\":\"核对病案\"" + more + "}");
  }

  @Test
  void showsTheQueueToWhoeverMayRead() throws Exception {
    HttpResponse<String> answer =
        call(
            OFFICE,
            "GET",
            "/api/codes/open?system=procedure&department=0301&search=%E6%9C%AC&max=5",
            null);

    assertThat(TestServer.json(answer))
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"total\":7,\"rows\":[{\"system\":\"diagnosis\",\"edition\":\"local\","
                    + "\"code\":\"BD1\",\"name\":\"本地一\",\"outcome\":\"unmapped\","
                    + "\"occurrences\":5,\"lists\":4,\"heldLists\":3,\"amountFen\":123456,"
                    + "\"lastSeen\":\"2026-11-20\",\"departments\":[{\"code\":\"0301\","
                    + "\"name\":\"心内科\",\"occurrences\":5}]}]}"));
    assertThat(queue.filter).isEqualTo(new CodeQueue.Filter(CodeSystem.PROCEDURE, "0301", "本", 5));
    call(OFFICE, "GET", "/api/codes/open", null);
    assertThat(queue.filter).isEqualTo(new CodeQueue.Filter(null, "", "", 100));
    running = false;
    assertThat(call(OFFICE, "GET", "/api/codes/open", null).statusCode()).isEqualTo(503);
  }

  @Test
  void showsTheListsOfACode() throws Exception {
    JsonNode lists =
        TestServer.json(
            call(OFFICE, "GET", "/api/codes/lists?edition=local&code=BD1&name=x", null));

    assertThat(lists)
        .isEqualTo(
            Json.MAPPER.readTree(
                "[{\"setlId\":\"S1\",\"stayId\":\"12\",\"state\":\"held\",\"stateZh\":\"校验不通过\","
                    + "\"department\":\"0301\",\"departmentName\":\"心内科\","
                    + "\"dischargedOn\":null,\"amountFen\":null,\"principal\":true}]"));
    assertThat(queue.source)
        .isEqualTo(new SourceCode(new Code(CodeSystem.DIAGNOSIS, "local", "BD1"), "x"));
    assertThat(call(OFFICE, "GET", "/api/codes/lists?edition=local", null).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aCoderDecidesAndIsToldWhatWasReleased() throws Exception {
    HttpResponse<String> answer =
        decide(",\"targetCode\":\"I10.x00\",\"department\":\"0301\",\"validTo\":\"2026-12-31\"");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(TestServer.json(answer))
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"number\":1,\"system\":\"diagnosis\",\"edition\":\"local\",\"code\":\"BD1\","
                    + "\"name\":\"本地一\",\"department\":\"0301\",\"targetCode\":\"I10.x00\","
                    + "\"targetName\":\"特发性（原发性）高血压\",\"targetEdition\":\"insurance-2.0\","
                    + "\"validFrom\":null,\"validTo\":\"2026-12-31\",\"who\":\"key:coder\","
                    + "\"decidedAt\":\"2026-11-22T03:04:05Z\",\"why\":\"核对病案\",\"released\":3,"
                    + "\"inForce\":true,\"warnings\":[]}"));

    HttpResponse<String> withdrawn =
        call(CODER, "POST", "/api/codes/decisions/1/withdraw", "{\"why\":\"有误\"}");
    assertThat(TestServer.json(withdrawn))
        .isEqualTo(Json.MAPPER.readTree("{\"released\":2,\"inForce\":true}"));
    assertThat(
            call(CODER, "POST", "/api/codes/decisions/1/withdraw", "{\"why\":\"有误\"}").statusCode())
        .isEqualTo(409);
    JsonNode past = TestServer.json(call(OFFICE, "GET", "/api/codes/decisions", null)).get(0);
    assertThat(past.path("withdrawnBy").asText()).isEqualTo("key:coder");
    assertThat(past.path("withdrawnWhy").asText()).isEqualTo("有误");
    assertThat(past.path("withdrawnAt").asText()).isEqualTo("2026-11-22T03:04:05Z");
    assertThat(past.path("targetName").asText()).isNotEmpty();
  }

  @Test
  void onlyACoderDecides() throws Exception {
    String body = "{\"code\":\"BD1\",\"targetCode\":\"I10.x00\",\"why\":\"x\"}";
    assertThat(call(OFFICE, "POST", "/api/codes/decisions", body).statusCode()).isEqualTo(403);
    assertThat(
            call(OFFICE, "POST", "/api/codes/decisions/1/withdraw", "{\"why\":\"x\"}").statusCode())
        .isEqualTo(403);
    assertThat(desk.all).isEmpty();
  }

  @Test
  void refusesATargetThatTheWholeDictionaryDoesNotHave() throws Exception {
    HttpResponse<String> answer = decide(",\"targetCode\":\"I10.x99\"");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("insurance-2.0 字典中没有 I10.x99", "does not have I10.x99");
    assertThat(
            decide(",\"targetCode\":\"I10.x00\",\"targetEdition\":\"insurance-1.0\"").statusCode())
        .isEqualTo(409);
    assertThat(desk.all).isEmpty();
  }

  @Test
  void warnsWhereTheDictionaryIsNotWholeAndWhereTheTargetIsGray() throws Exception {
    HttpResponse<String> early =
        decide(
            ",\"targetCode\":\"I10.x99\",\"validFrom\":\"2025-01-01\",\"validTo\":\"2025-12-31\"");
    assertThat(early.statusCode()).isEqualTo(201);
    assertThat(TestServer.json(early).path("warnings").toString())
        .contains("编码不全")
        .doesNotContain("灰码");

    HttpResponse<String> gray = decide(",\"targetCode\":\"I25.200\"");
    assertThat(gray.statusCode()).isEqualTo(201);
    assertThat(TestServer.json(gray).path("warnings")).hasSize(1);
    assertThat(TestServer.json(gray).path("warnings").toString()).contains("灰码");
  }

  @Test
  void saysWhatIsMissingOrWrong() throws Exception {
    assertThat(decide("").body()).contains("targetCode");
    assertThat(call(CODER, "POST", "/api/codes/decisions", "{\"targetCode\":\"I10.x00\"}").body())
        .contains("code 或 name");
    assertThat(
            call(
                    CODER,
                    "POST",
                    "/api/codes/decisions",
                    "{\"code\":\"A\",\"targetCode\":\"I10.x00\"}")
                .body())
        .contains("why");
    assertThat(
            decide(
                    ",\"targetCode\":\"I10.x00\",\"validFrom\":\"2026-02-01\",\"validTo\":\"2026-01-01\"")
                .body())
        .contains("validTo 早于 validFrom");
    assertThat(decide(",\"targetCode\":\"I10.x00\",\"system\":\"planets\"").statusCode())
        .isEqualTo(400);
    assertThat(
            call(CODER, "POST", "/api/codes/decisions/x/withdraw", "{\"why\":\"x\"}").statusCode())
        .isEqualTo(400);
    assertThat(desk.all).isEmpty();
  }
}
