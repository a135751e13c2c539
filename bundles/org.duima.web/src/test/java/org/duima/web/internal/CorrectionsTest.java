package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.encounter.Stay;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Corrections;
import org.duima.api.ledger.Role;
import org.duima.api.settlement.FormField;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListPath;
import org.duima.api.settlement.SettlementListMaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Corrections over real HTTP; ledger and list maker are played. */
class CorrectionsTest {
  private static final String OFFICE = "key-of-the-office";
  private static final String MACHINE = "key-of-it";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:04:05Z"), ZoneOffset.UTC);

  private final List<String> made = new ArrayList<>();
  private TestServer server;

  private final class PlayedCorrections implements Corrections {
    @Override
    public Optional<Text> correct(
        String setlId, ListPath path, String value, String who, String why, Instant now) {
      if (setlId.equals("S9")) {
        return Optional.of(new Text("没有这个结算清单", "there is no such list"));
      }
      made.add(String.join(" ", setlId, path.toString(), value, who, why, now.toString()));
      return Optional.empty();
    }

    @Override
    public Optional<Text> withdraw(long number, String who, String why, Instant now) {
      if (number != 7) {
        return Optional.of(new Text("没有此编号的有效修正", "no correction of this number stands"));
      }
      made.add("withdrawn " + number + " " + who + " " + why);
      return Optional.empty();
    }
  }

  /** Knows a form of two fields, one of which nobody corrects. */
  private static final class PlayedMaker implements SettlementListMaker {
    private static final Text FIXED = new Text("由平台给出", "given by the platform");

    @Override
    public List<FormField> form() {
      return List.of(
          new FormField(
              "setlinfo", "adm_way", new Text("入院途径", "admission route"), "C", 30, "adm_way", null),
          new FormField("setlinfo", "setl_id", new Text("结算ID", "id"), "C", 30, "", FIXED));
    }

    @Override
    public Optional<Text> refuseCorrection(ListPath path, String value) {
      return path.field().equals("setl_id") ? Optional.of(FIXED) : Optional.empty();
    }

    @Override
    public List<ListDraft> draft(Stay stay, Options options) {
      throw new AssertionError("nothing is drafted here");
    }

    @Override
    public List<Finding> check(byte[] document, LocalDateTime now) {
      throw new AssertionError("nothing is checked here");
    }
  }

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(CLOCK);
    access.addKey("office", OFFICE, Set.of(Role.OFFICE), "test");
    access.addKey("it", MACHINE, Set.of(Role.IT), "test");
    CorrectionsResource corrections =
        new CorrectionsResource(
            () -> Optional.of(new PlayedCorrections()),
            () -> Optional.of(new PlayedMaker()),
            CLOCK);
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    server =
        new TestServer()
            .serve(new ApiServlet(gate, List.of(corrections), TestServer.metrics()), "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> correct(String body) throws Exception {
    return server.call("POST", "/api/corrections", body, "Authorization", "Bearer " + OFFICE);
  }

  @Test
  void recordsPlaceValueCallerReasonAndTime() throws Exception {
    HttpResponse<String> answer =
        correct("{\"setlId\":\"S1\",\"path\":\"setlinfo.adm_way\",\"value\":\"9\",\"why\":\"核对\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(made).containsExactly("S1 setlinfo.adm_way 9 key:office 核对 2026-11-22T03:04:05Z");
  }

  @Test
  void anEmptyValueLeavesTheFieldOut() throws Exception {
    assertThat(
            correct("{\"setlId\":\"S1\",\"path\":\"setlinfo.adm_way\",\"why\":\"核对\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(made.get(0)).startsWith("S1 setlinfo.adm_way  key:office");
  }

  @Test
  void saysWhyNot() throws Exception {
    assertThat(correct("{\"setlId\":\"S1\",\"path\":\"nonsense\",\"why\":\"x\"}").statusCode())
        .isEqualTo(400);
    assertThat(
            correct("{\"setlId\":\"S1\",\"path\":\"setlinfo.adm_way\",\"value\":\"1\"}")
                .statusCode())
        .isEqualTo(400);
    HttpResponse<String> fixed =
        correct("{\"setlId\":\"S1\",\"path\":\"setlinfo.setl_id\",\"value\":\"1\",\"why\":\"x\"}");
    assertThat(fixed.statusCode()).isEqualTo(409);
    assertThat(fixed.body()).contains("由平台给出");
    assertThat(
            correct(
                    "{\"setlId\":\"S9\",\"path\":\"setlinfo.adm_way\",\"value\":\"1\",\"why\":\"x\"}")
                .statusCode())
        .isEqualTo(409);
    assertThat(made).isEmpty();
  }

  @Test
  void onlyOfficeAndCodersCorrect() throws Exception {
    assertThat(
            server
                .call(
                    "POST",
                    "/api/corrections",
                    "{\"setlId\":\"S1\",\"path\":\"setlinfo.adm_way\",\"why\":\"x\"}",
                    "Authorization",
                    "Bearer " + MACHINE)
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aCorrectionIsTakenBack() throws Exception {
    String path = "/api/corrections/%s/withdraw";
    for (String[] expected : new String[][] {{"7", "200"}, {"8", "409"}, {"x", "404"}}) {
      HttpResponse<String> answer =
          server.call(
              "POST",
              String.format(path, expected[0]),
              "{\"why\":\"弄错了\"}",
              "Authorization",
              "Bearer " + OFFICE);
      assertThat(answer.statusCode()).isEqualTo(Integer.parseInt(expected[1]));
    }
    assertThat(made).containsExactly("withdrawn 7 key:office 弄错了");
  }

  @Test
  void theFormSaysWhatCannotBeCorrected() throws Exception {
    HttpResponse<String> answer =
        server.call("GET", "/api/form", null, "Authorization", "Bearer " + OFFICE);

    assertThat(answer.body())
        .contains("\"name\":\"adm_way\"", "\"dictionary\":\"adm_way\"", "given by the platform");
  }
}
