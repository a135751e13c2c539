package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.Role;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.Site;
import org.duima.mapping.internal.MappingTables;
import org.duima.source.transaction.internal.NationalDoor;
import org.duima.source.transaction.internal.OrderTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 3101, 3102 and 3103 over real HTTP through the real door; only the judgement is played. */
class NationalAlertsTest {
  private static final String KEY = "a-key-of-this-test";
  private static final String ORDER =
      "{'data':{'patient_dtos':[{'patn_id':'P1','curr_mdtrt_id':'V1','fsi_encounter_dtos':["
          + "{'mdtrt_id':'V1','fsi_order_dtos':[{'rx_id':'R1','hilist_type':'101','cnt':2,'pric':5}]}]}]}}";

  private final PlayedAlerts played = new PlayedAlerts();
  private OrderAlerts alerts = played;
  private OrderDoor door;
  private TestServer server;

  /** Finds every line wrong, and knows one alert. */
  private static final class PlayedAlerts implements OrderAlerts {
    final List<OrderRequest> asked = new ArrayList<>();
    final List<AlertFeedback> told = new ArrayList<>();
    boolean storeIsAway;

    @Override
    public AlertAnswer evaluate(OrderRequest request) {
      asked.add(request);
      RuleClass ruleClass =
          new RuleClass(
              "drug-sex",
              "",
              RuleClass.Category.MEDICAL,
              new Text("药品限性别", "sex"),
              "sex",
              RuleClass.Subject.LINE,
              true,
              Reaction.WARN,
              EnumSet.allOf(Audience.class),
              EnumSet.allOf(Scene.class),
              false,
              Constraint.NONE,
              new Text("", ""),
              new Text("", ""));
      List<Alert> found =
          request.lines().stream()
              .map(
                  line ->
                      new Alert(
                          "alert-" + line.id(),
                          ruleClass,
                          List.of(),
                          List.of(),
                          List.of(line.id()),
                          List.of(line.displayName()),
                          Reaction.WARN,
                          new Text("限女性使用。", "for women"),
                          new Text("", ""),
                          new Text("", ""),
                          false,
                          List.of(),
                          Optional.ofNullable(line.supply().amount()),
                          Optional.empty()))
              .toList();
      return new AlertAnswer(request, found, 0, List.of(), List.of());
    }

    @Override
    public Set<String> feedback(List<AlertFeedback> feedback) {
      if (storeIsAway) {
        throw new StoreUnavailableException("away", null);
      }
      told.addAll(feedback);
      return Set.of("UNKNOWN");
    }

    @Override
    public List<AlertAnswer.OverrideReason> reasons() {
      return List.of();
    }

    @Override
    public Status status() {
      throw new AssertionError("not asked for");
    }
  }

  @BeforeEach
  void start() throws Exception {
    TestClock clock = new TestClock();
    OrderTables tables = new OrderTables(Path.of("../../mappings"), clock);
    assertThat(tables.reload()).isEmpty();
    MappingTables dictionaries = new MappingTables(Path.of("../.."), clock, () -> "");
    Site site = Site.of(Map.of("institution.H1.name", "测试医院"));
    door = new NationalDoor(() -> site, tables, () -> dictionaries, () -> alerts.reasons(), clock);
    MemoryAccess access = new MemoryAccess(clock);
    access.ensureKey("tester", KEY);
    access.addKey("his", "his-key", Set.of(Role.IT), "tester");
    access.addKey("coder", "coder-key", Set.of(Role.CODER), "tester");
    Limits limits = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
    server =
        new TestServer()
            .serve(
                new ApiServlet(
                    new Gate(access, limits),
                    List.of(
                        new NationalAlertsResource(
                            () -> Optional.ofNullable(door),
                            () -> Optional.ofNullable(alerts),
                            clock)),
                    TestServer.metrics()),
                "/api/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> post(String infno, String body, String key) throws Exception {
    return server.call(
        "POST",
        "/api/alerts/" + infno,
        body.replace('\'', '"'),
        "Authorization",
        "Bearer " + key,
        "Content-Type",
        "application/json;charset=UTF-8");
  }

  private JsonNode answer(int status, String infno, String body) throws Exception {
    HttpResponse<String> answer = post(infno, body, "his-key");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return TestServer.json(answer);
  }

  @Test
  void anOrderIsAnsweredInTheFormInWhichItWasAsked() throws Exception {
    JsonNode bare = answer(200, "3101", ORDER);
    assertThat(bare.path("result").get(0).path("jr_id").asText()).isEqualTo("alert-R1");
    assertThat(bare.has("infcode")).isFalse();

    JsonNode enveloped = answer(200, "3102", "{'infno':'3102','msgid':'M1','input':" + ORDER + "}");
    assertThat(enveloped.path("infcode").asInt(-9)).isZero();
    assertThat(enveloped.path("output").path("result").get(0).path("vola_cont").asText())
        .isEqualTo("限女性使用。");
    assertThat(played.asked)
        .extracting(OrderRequest::scene)
        .containsExactly(Scene.SIGN, Scene.CHARGE);
    assertThat(played.asked.get(1).id()).isEqualTo("M1");
    assertThat(played.asked.get(1).lines()).extracting(OrderLine::id).containsExactly("R1");
  }

  @Test
  void moneyIsWrittenWithTwoDecimals() throws Exception {
    assertThat(post("3101", ORDER, KEY).body()).contains("\"vola_amt\":10.00");
  }

  @Test
  void whatBecameOfResultsIsTakenNoteOf() throws Exception {
    JsonNode answer =
        answer(
            200,
            "3103",
            "{'infno':'3103','input':{'data':{'warn_type':'1','warns':["
                + "{'warn_rslt_id':'A1','dspo_way':'1','dspo_way_rea':'病情需要'},"
                + "{'warn_rslt_id':'UNKNOWN','dspo_way':'2'}]}}}");
    assertThat(answer.path("infcode").asInt(-9)).isZero();
    assertThat(answer.path("output").path("unknown").get(0).asText()).isEqualTo("UNKNOWN");
    assertThat(played.told).extracting(AlertFeedback::alertId).containsExactly("A1", "UNKNOWN");
  }

  @Test
  void aWrongRequestIsRefusedInTheNationalShape() throws Exception {
    JsonNode answer = answer(400, "3101", "{'infno':'3101','input':{'data':{}}}");
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("err_msg").asText()).startsWith("input.data.patient_dtos: ");
    assertThat(answer(400, "3103", ORDER).path("err_msg").asText()).startsWith("data.warns: ");
  }

  @Test
  void whileAPartIsMissingTheAnswerSaysSoInTheNationalShape() throws Exception {
    alerts = null;
    JsonNode answer = answer(503, "3101", ORDER);
    assertThat(answer.path("infcode").asInt()).isEqualTo(-1);
    assertThat(answer.path("err_msg").asText()).contains("医嘱提醒", "not there yet");
    assertThat(answer.path("respond_time").asText()).matches("\\d{17}");
    alerts = played;
    door = null;
    assertThat(answer(503, "3101", ORDER).path("infcode").asInt()).isEqualTo(-1);
  }

  @Test
  void feedbackThatCannotBeStoredIsAskedForAgain() throws Exception {
    played.storeIsAway = true;
    JsonNode answer =
        answer(503, "3103", "{'data':{'warns':[{'warn_rslt_id':'A1','dspo_way':'2'}]}}");
    assertThat(answer.path("err_msg").asText()).contains("重发", "send it again");
  }

  @Test
  void onlyMachinesWithTheRoleMayAsk() throws Exception {
    assertThat(post("3101", ORDER, "coder-key").statusCode()).isEqualTo(403);
    assertThat(post("3101", ORDER, "no-key").statusCode()).isEqualTo(401);
    assertThat(played.asked).isEmpty();
  }
}
