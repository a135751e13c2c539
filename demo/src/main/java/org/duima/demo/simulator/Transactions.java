package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The transactions behind the gateway: 9001, 4101A, 4102, 4103. Thread-safe. */
final class Transactions {
  /** The transactions that are served; 4101 is known but not open. */
  static final Set<String> KNOWN = Set.of("9001", "4101A", "4101", "4102", "4103");

  private static final int NO_DATA = 550100;

  private final ListStore store;
  private final ListCheck check;
  private final QueryView view;
  private final ActiveBehaviours behaviours;
  private final Tally tally;
  private final String infver;
  private final boolean signInRequired;
  private final Supplier<LocalDateTime> calendar;
  private final AtomicLong serial = new AtomicLong();

  Transactions(
      ListStore store,
      ListCheck check,
      QueryView view,
      ActiveBehaviours behaviours,
      Tally tally,
      String infver,
      boolean signInRequired,
      Supplier<LocalDateTime> calendar) {
    this.store = store;
    this.check = check;
    this.view = view;
    this.behaviours = behaviours;
    this.tally = tally;
    this.infver = infver;
    this.signInRequired = signInRequired;
    this.calendar = calendar;
  }

  /**
   * An answer of the business layer.
   *
   * @param json the whole answer
   * @param taken whether the call was carried out
   */
  record Answer(ObjectNode json, boolean taken) {}

  private record Outcome(int infcode, JsonNode output, List<Problem> problems) {
    static Outcome done(JsonNode output) {
      return new Outcome(0, output, List.of());
    }

    static Outcome refused(List<Problem> problems) {
      return new Outcome(-1, null, problems);
    }

    static Outcome refused(String reason, String text) {
      return refused(List.of(Problem.ofCall(reason, text)));
    }
  }

  /**
   * Carries out one call.
   *
   * @param pathInfno the transaction that the path stands for, or null where the path serves all
   */
  Answer call(String pathInfno, JsonNode envelope, Instant received) {
    Outcome outcome = checked(pathInfno, envelope);
    if (!outcome.problems().isEmpty()) {
      tally.refused(
          new Refusal(
              now().format(WireTime.DATE_TIME),
              ListCheck.text(envelope, "infno"),
              ListCheck.text(envelope, "msgid"),
              ListCheck.text(envelope.path("input").path("setlinfo"), "setl_id"),
              outcome.problems().stream().map(Problem::reason).toList(),
              Problem.errMsg(outcome.problems())));
    }
    String errMsg = outcome.problems().isEmpty() ? null : Problem.errMsg(outcome.problems());
    ObjectNode json = answer(envelope, received, outcome.infcode(), errMsg, outcome.output());
    return new Answer(json, outcome.infcode() != -1);
  }

  /** A refusal that has nothing to do with the call, such as a busy system. */
  ObjectNode busy(JsonNode envelope, Instant received) {
    return answer(envelope, received, -1, "系统繁忙，请稍后再试", null);
  }

  private Outcome checked(String pathInfno, JsonNode envelope) {
    List<Problem> problems = Envelope.check(envelope, infver);
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    String infno = envelope.path("infno").asText();
    if (pathInfno != null && !pathInfno.equals(infno)) {
      return Outcome.refused("infno", "交易编号与服务地址不符");
    }
    if (!store.useMsgid(envelope.path("msgid").asText())) {
      return Outcome.refused("msgid-duplicate", "发送方报文ID重复");
    }
    if (signInRequired && !infno.equals("9001") && !isSignedIn(envelope)) {
      return Outcome.refused("sign-in", "交易签到流水号为空或已失效，请重新签到");
    }
    return switch (infno) {
      case "9001" -> signIn(envelope);
      case "4101A" -> upload(envelope);
      case "4102" -> changeStates(envelope);
      case "4103" -> query(envelope);
      default -> Outcome.refused("infno", "交易编号不存在或未开通");
    };
  }

  private boolean isSignedIn(JsonNode envelope) {
    return store.isSignedIn(
        ListCheck.text(envelope, "sign_no"), envelope.path("fixmedins_code").asText(), today());
  }

  private Outcome signIn(JsonNode envelope) {
    JsonNode signIn = envelope.path("input").path("signIn");
    List<Problem> problems = new ArrayList<>();
    for (String field : List.of("opter_no", "mac", "ip")) {
      String value = ListCheck.text(signIn, field);
      if (value.isBlank()) {
        problems.add(Problem.ofCall("required", "signIn." + field + "：必填项校验错误"));
      } else if (value.length() > 20) {
        problems.add(Problem.ofCall("length", "signIn." + field + "：数据长度校验错误，最大长度20"));
      }
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    ObjectNode output = Json.object();
    output
        .putObject("signinoutb")
        .put("sign_time", now().format(WireTime.DATE_TIME))
        .put("sign_no", store.signIn(envelope.path("fixmedins_code").asText(), today()));
    return Outcome.done(output);
  }

  private Outcome upload(JsonNode envelope) {
    JsonNode input = envelope.path("input");
    ListCheck.Outcome checked = check.check(input, calendar.get());
    if (!checked.problems().isEmpty()) {
      return Outcome.refused(checked.problems());
    }
    Problem problem =
        store.upload(
            envelope.path("fixmedins_code").asText(),
            envelope.path("msgid").asText(),
            now().format(WireTime.DATE_TIME),
            input,
            checked.warnings());
    if (problem != null) {
      return Outcome.refused(List.of(problem));
    }
    ListRecord record = store.find(ListCheck.text(input.path("setlinfo"), "setl_id"));
    ObjectNode output = Json.object();
    output.putObject("data").put("setl_list_id", record.setlListId());
    return Outcome.done(output);
  }

  private Outcome changeStates(JsonNode envelope) {
    JsonNode wanted = envelope.path("input").path("data").path("stastinfo");
    List<JsonNode> rows = new ArrayList<>();
    // the interface writes a single row as an object, many as an array
    if (wanted.isObject()) {
      rows.add(wanted);
    } else {
      wanted.forEach(rows::add);
    }
    if (rows.isEmpty()) {
      return Outcome.refused("required", "data.stastinfo：必填项校验错误");
    }
    List<Problem> problems = new ArrayList<>();
    List<ListStore.StateChange> changes = new ArrayList<>();
    for (JsonNode row : rows) {
      for (String field : List.of("psn_no", "setl_id", "stas_type")) {
        if (ListCheck.text(row, field).isBlank()) {
          problems.add(Problem.ofCall("required", "stastinfo." + field + "：必填项校验错误"));
        }
      }
      ListState state = ListState.ofCode(ListCheck.text(row, "stas_type"));
      if (state != ListState.NOT_SUBMITTED && state != ListState.SUBMITTED) {
        problems.add(Problem.ofCall("dictionary", "stastinfo.stas_type：字典项校验错误，应为0或1"));
      } else {
        changes.add(
            new ListStore.StateChange(
                ListCheck.text(row, "setl_id"), ListCheck.text(row, "psn_no"), state));
      }
    }
    if (problems.isEmpty()) {
      problems = store.changeStates(envelope.path("fixmedins_code").asText(), changes);
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    for (ListStore.StateChange change : changes) {
      if (change.state() == ListState.SUBMITTED) {
        review(change.setlId());
      }
    }
    return Outcome.done(null);
  }

  private void review(String setlId) {
    Behaviour verdict = behaviours.pickForReview().orElse(null);
    if (verdict == null) {
      return;
    }
    tally.disturbed(verdict.kind());
    if (verdict.kind() == Behaviour.Kind.REVIEW_PASS) {
      store.review(setlId, ListState.PASSED, "");
    } else {
      store.review(setlId, ListState.REFUSED, "审核不通过：请核对清单内容后重新上传");
    }
  }

  private Outcome query(JsonNode envelope) {
    JsonNode data = envelope.path("input").path("data");
    String setlId = ListCheck.text(data, "setl_id");
    String psnNo = ListCheck.text(data, "psn_no");
    if (setlId.isBlank() || psnNo.isBlank()) {
      return Outcome.refused("required", "data.psn_no、data.setl_id：必填项校验错误");
    }
    ListRecord record = store.find(setlId);
    boolean found =
        record != null
            && record.psnNo().equals(psnNo)
            && record.fixmedinsCode().equals(envelope.path("fixmedins_code").asText());
    return found ? Outcome.done(view.of(record)) : new Outcome(NO_DATA, null, List.of());
  }

  private ObjectNode answer(
      JsonNode envelope, Instant received, int infcode, String errMsg, JsonNode output) {
    LocalDateTime now = now();
    String division = ListCheck.text(envelope, "mdtrtarea_admvs");
    String receiver = division.matches("\\d{6}") ? division : "000000";
    ObjectNode answer = Json.object();
    answer.put("infcode", infcode);
    answer.put(
        "inf_refmsgid",
        receiver
            + now.format(WireTime.SECONDS)
            + String.format("%010d", serial.incrementAndGet() % 10_000_000_000L));
    answer.put(
        "refmsg_time", LocalDateTime.ofInstant(received, WireTime.ZONE).format(WireTime.MILLIS));
    answer.put("respond_time", now.format(WireTime.MILLIS));
    answer.put("err_msg", errMsg);
    answer.set("output", output);
    return answer;
  }

  private static LocalDateTime now() {
    return LocalDateTime.now(WireTime.ZONE);
  }

  private LocalDate today() {
    return now().toLocalDate();
  }
}
