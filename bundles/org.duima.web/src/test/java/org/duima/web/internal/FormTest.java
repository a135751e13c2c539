package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.duima.api.settlement.ListForm;
import org.duima.api.settlement.PrintedList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Printing over real HTTP; ledger and printer are played. */
class FormTest {
  private static final String KEY = "key-of-the-office";
  private static final String LIST = "/api/lists/S%201%E4%B8%80/form";

  private ListForm printer = new PlayedForm();
  private TestServer server;

  private static final class PlayedForm implements ListForm {
    @Override
    public void html(PrintedList list, OutputStream out) throws IOException {
      out.write(("<p>" + list.content().info("psn_name")).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void pdf(PrintedList list, OutputStream out) throws IOException {
      out.write(("%PDF version " + list.version()).getBytes(StandardCharsets.UTF_8));
    }
  }

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-03-12T02:03:00Z"), ZoneOffset.UTC);
    MemoryAccess access = new MemoryAccess(clock);
    access.addKey("office", KEY, Set.of(Role.OFFICE), "test");
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    FormResource forms = new FormResource(new PlayedLedger(), () -> Optional.ofNullable(printer));
    server =
        new TestServer()
            .serve(new ApiServlet(gate, List.of(forms), TestServer.metrics()), "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return server.call("GET", path, null, "Authorization", "Bearer " + KEY);
  }

  @Test
  void givesAPdfWhoseNameTellsTheSettlementAlone() throws Exception {
    HttpResponse<String> answer = get(LIST + "?version=2");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("%PDF version 2");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("application/pdf");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename*=UTF-8''S_1_.pdf");
  }

  @Test
  void showsAPageThatCanDoNothing() throws Exception {
    HttpResponse<String> answer = get(LIST + "?format=html");

    assertThat(answer.body()).isEqualTo("<p>测试");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "sandbox");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void saysWhatIsNotThere() throws Exception {
    assertThat(get("/api/lists/S9/form").statusCode()).isEqualTo(404);
    assertThat(get(LIST + "?version=3").statusCode()).isEqualTo(404);
    assertThat(get(LIST + "?version=0").statusCode()).isEqualTo(400);
    assertThat(get(LIST + "?format=doc").statusCode()).isEqualTo(400);
    printer = null;
    assertThat(get(LIST).statusCode()).isEqualTo(503);
  }

  @Test
  void printsForNobodyWithoutAKey() throws Exception {
    assertThat(server.call("GET", LIST, null).statusCode()).isEqualTo(401);
  }
}
