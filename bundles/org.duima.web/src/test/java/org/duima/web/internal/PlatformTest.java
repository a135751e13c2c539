package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.InquiryView;
import org.duima.api.ledger.Role;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;
import org.duima.api.site.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions to the platform over real HTTP; only the ledger behind them is played. */
class PlatformTest {
  private static final String KEY = "a-key-of-this-test";
  private static final YearMonth MARCH = YearMonth.of(2026, 3);

  private final List<Inquiry> asked = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private Inquiries inquiries = new PlayedInquiries();
  private Site site = site("H1", "H2");
  private TestServer server;

  private final class PlayedInquiries implements Inquiries {
    @Override
    public long ask(Inquiry inquiry, String who, String reason, String key, Instant now) {
      assertThat(key).isEmpty();
      asked.add(inquiry);
      reasons.add(who + ": " + reason);
      return asked.size();
    }

    @Override
    public List<Open> due(String owner, Instant now, int max, Duration lease) {
      throw new AssertionError("not for the web");
    }

    @Override
    public boolean keep(Open open, InquiryAnswer answer, Progress progress, Instant now) {
      throw new AssertionError("not for the web");
    }

    @Override
    public void release(Open open, Instant next) {
      throw new AssertionError("not for the web");
    }
  }

  private static final class PlayedView implements InquiryView {
    @Override
    public List<Map<String, Object>> inquiries(int max) {
      return List.of(Map.of("number", max));
    }

    @Override
    public Optional<Map<String, Object>> inquiry(long number) {
      return number == 7 ? Optional.of(Map.of("number", 7)) : Optional.empty();
    }

    @Override
    public Map<String, Object> quality(YearMonth month, int max) {
      return Map.of("quality", month.toString());
    }

    @Override
    public Map<String, Object> grouping(YearMonth month, int max) {
      return Map.of("grouping", month.toString());
    }

    @Override
    public List<Map<String, Object>> counts(YearMonth month) {
      return List.of(Map.of("counts", month.toString()));
    }
  }

  private static Site site(String... institutions) {
    Map<String, String> settings = new java.util.HashMap<>();
    for (String code : institutions) {
      settings.put("institution." + code + ".name", "测试医院");
    }
    return Site.of(settings);
  }

  @BeforeEach
  void start() throws Exception {
    TestClock clock = new TestClock();
    MemoryAccess access = new MemoryAccess(clock);
    access.ensureKey("tester", KEY);
    access.addKey("office", "office-key", Set.of(Role.OFFICE), "tester");
    access.addKey("coder", "coder-key", Set.of(Role.CODER), "tester");
    Limits limits = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
    server =
        new TestServer()
            .serve(
                new ApiServlet(
                    new Gate(access, limits),
                    List.of(
                        new PlatformResource(
                            () -> Optional.ofNullable(inquiries),
                            () -> Optional.of(new PlayedView()),
                            () -> Optional.of(() -> site),
                            clock)),
                    TestServer.metrics()),
                "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
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

  private HttpResponse<String> ask(String body) throws Exception {
    return post("/api/platform/inquiries", body, KEY);
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = server.call("GET", path, null, "Authorization", "Bearer " + KEY);
    assertThat(answer.statusCode()).isEqualTo(200);
    return TestServer.json(answer);
  }

  @Test
  void asksForEveryInstitutionUnlessOneIsNamed() throws Exception {
    HttpResponse<String> answer = ask("{'kind':'quality','month':'2026-03'}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"numbers\":[1,2]}");
    assertThat(asked)
        .containsExactlyInAnyOrder(
            new Inquiry.QualityResults("H1", MARCH, ""),
            new Inquiry.QualityResults("H2", MARCH, ""));
    assertThat(reasons).containsOnly("key:tester: ");
    asked.clear();

    ask("{'kind':'counts','month':'2026-03','institution':'H2'}");
    ask("{'kind':'grouping','month':'2026-03','method':'dip','institution':'H2'}");
    ask("{'kind':'quality','month':'2026-03','infno':'3607','institution':'H2'}");

    assertThat(asked)
        .containsExactly(
            Inquiry.Counts.of("H2", MARCH),
            new Inquiry.Grouping("H2", MARCH, Inquiry.Method.DIP),
            new Inquiry.QualityResults("H2", MARCH, "3607"));
  }

  @Test
  void asksForATableOnce() throws Exception {
    site = site("H1");
    ask("{'kind':'dictionary','type':'ICU_TYPE'}");
    ask("{'kind':'dictionary','type':'MDCS_TYPE','table':'hi_type'}");
    ask("{'kind':'catalogue','infno':'1307'}");
    site = site("H1", "H2");
    ask("{'kind':'catalogue','infno':'1308','since':'V2'}");
    assertThat(asked).hasSize(4);
    assertThat(asked.subList(0, 3))
        .containsExactly(
            new Inquiry.DictionaryQuery("H1", "ICU_TYPE", "icu_type"),
            new Inquiry.DictionaryQuery("H1", "MDCS_TYPE", "hi_type"),
            new Inquiry.Catalogue("H1", "1307", "0"));
    assertThat(((Inquiry.Catalogue) asked.get(3)).since()).isEqualTo("V2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'kind':'weather'}",
        "{'kind':'quality'}",
        "{'kind':'quality','month':'03/2026'}",
        "{'kind':'quality','month':'2026-03','infno':'4103'}",
        "{'kind':'counts','month':'2026-03','institution':'H9'}",
        "{'kind':'grouping','month':'2026-03'}",
        "{'kind':'grouping','month':'2026-03','method':'x'}",
        "{'kind':'dictionary'}",
        "{'kind':'dictionary','type':'../x'}",
        "{'kind':'catalogue'}",
        "{'kind':'catalogue','infno':'1304'}"
      })
  void saysWhatIsWrongWithAQuestion(String body) throws Exception {
    HttpResponse<String> answer = ask(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = TestServer.json(answer).path("error");
    assertThat(error.path("zh").asText()).isNotEmpty().isNotEqualTo(error.path("en").asText());
    assertThat(asked).isEmpty();
  }

  @Test
  void aReversalNeedsAReasonAndAnInstitution() throws Exception {
    String body = "{'infno':'2304','msgid':'M1','psnNo':'P1','reason':'结算超时','institution':'H1'}";
    assertThat(post("/api/platform/reversals", body, KEY).statusCode()).isEqualTo(202);
    assertThat(asked).containsExactly(new Inquiry.Reversal("H1", "P1", "", "M1", "2304"));
    assertThat(reasons).containsExactly("key:tester: 结算超时");

    for (String wrong :
        List.of(
            body.replace("结算超时", ""),
            body.replace("'H1'", "''"),
            body.replace("P1", ""),
            body.replace("2304", "2301"))) {
      assertThat(post("/api/platform/reversals", wrong, KEY).statusCode()).isEqualTo(400);
    }
    HttpResponse<String> list = post("/api/platform/reversals", body.replace("2304", "4101A"), KEY);
    assertThat(list.statusCode()).isEqualTo(400);
    assertThat(list.body()).contains("重新上传", "4102").doesNotContain("P1");
    assertThat(asked).hasSize(1);
  }

  @Test
  void onlyWhoMayAskMayAsk() throws Exception {
    String question = "{'kind':'counts','month':'2026-03'}";
    assertThat(post("/api/platform/inquiries", question, "coder-key").statusCode()).isEqualTo(403);
    assertThat(post("/api/platform/inquiries", question, "office-key").statusCode()).isEqualTo(202);
    assertThat(post("/api/platform/reversals", "{}", "office-key").statusCode()).isEqualTo(403);
  }

  @Test
  void showsWhatWasAnswered() throws Exception {
    assertThat(get("/api/platform/quality?month=2026-03").path("quality").asText())
        .isEqualTo("2026-03");
    assertThat(get("/api/platform/grouping?month=2026-03").path("grouping").asText())
        .isEqualTo("2026-03");
    assertThat(get("/api/platform/counts?month=2026-03").get(0).path("counts").asText())
        .isEqualTo("2026-03");
    assertThat(get("/api/platform/inquiries").get(0).path("number").asInt()).isEqualTo(100);
    assertThat(get("/api/platform/inquiries/7").path("number").asInt()).isEqualTo(7);
    for (String missing : List.of("/api/platform/inquiries/8", "/api/platform/inquiries/seven")) {
      assertThat(server.call("GET", missing, null, "Authorization", "Bearer " + KEY).statusCode())
          .isEqualTo(404);
    }
    assertThat(
            server
                .call("GET", "/api/platform/quality", null, "Authorization", "Bearer " + KEY)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void saysThatItIsNotThereYet() throws Exception {
    inquiries = null;
    assertThat(ask("{'kind':'counts','month':'2026-03'}").statusCode()).isEqualTo(503);
  }
}
