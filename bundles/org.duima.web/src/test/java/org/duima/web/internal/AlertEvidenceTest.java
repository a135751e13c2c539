package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.AlertSearch;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recent alerts and the evidence of one over real HTTP. */
class AlertEvidenceTest {
  private static final String OFFICE = "key-of-the-office";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:04:05Z"), ZoneOffset.UTC);

  private final PlayedLedger ledger = new PlayedLedger();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(CLOCK);
    access.addKey("office", OFFICE, Set.of(Role.OFFICE), "test");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    server =
        new TestServer()
            .serve(
                new ApiServlet(
                    gate, List.of(new AlertEvidenceResource(ledger, CLOCK)), TestServer.metrics()),
                "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return server.call("GET", path, null, "Authorization", "Bearer " + OFFICE);
  }

  @Test
  void givesTheEvidenceOfAnAlert() throws Exception {
    HttpResponse<String> answer = ask("/api/alerts/A1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(answer).path("id").asText()).isEqualTo("A1");
    assertThat(ask("/api/alerts/A2").statusCode()).isEqualTo(404);
  }

  @Test
  void listsTheAlertsOfTheLastMonthUnlessTold() throws Exception {
    HttpResponse<String> answer = ask("/api/alerts");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(answer).path(0).path("id").asText()).isEqualTo("A1");
    assertThat(ledger.lastSearch)
        .isEqualTo(
            new AlertSearch(LocalDate.of(2026, 10, 23), null, "", "", "", "", Optional.empty()));
    assertThat(ledger.lastMax).isEqualTo(50);
  }

  @Test
  void looksForWhatIsAskedFor() throws Exception {
    ask(
        "/api/alerts?from=2026-10-01&to=2026-10-31&department=0301&class=drug-sex"
            + "&batch=%E7%AC%AC18%E6%89%B9&point=I74-001&shown=false&max=7");

    assertThat(ledger.lastSearch)
        .isEqualTo(
            new AlertSearch(
                LocalDate.of(2026, 10, 1),
                LocalDate.of(2026, 10, 31),
                "0301",
                "drug-sex",
                "第18批",
                "I74-001",
                Optional.of(false)));
    assertThat(ledger.lastMax).isEqualTo(7);
  }

  @Test
  void refusesWhatIsNoDayAndWhoIsNotThere() throws Exception {
    assertThat(ask("/api/alerts?from=yesterday").statusCode()).isEqualTo(400);
    assertThat(ask("/api/alerts?shown=perhaps").statusCode()).isEqualTo(400);
    assertThat(server.call("GET", "/api/alerts", null).statusCode()).isEqualTo(401);
    assertThat(server.call("GET", "/api/alerts/A1", null).statusCode()).isEqualTo(401);
  }
}
