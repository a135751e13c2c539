package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The business layer behind the gateway: envelope, sign-in, then the transaction. Thread-safe. */
final class Transactions {
  private final Map<String, Transaction> transactions;
  private final ListStore store;
  private final ActiveBehaviours behaviours;
  private final Tally tally;
  private final String infver;
  private final boolean signInRequired;
  private final AtomicLong serial = new AtomicLong();

  Transactions(
      Map<String, Transaction> transactions,
      ListStore store,
      ActiveBehaviours behaviours,
      Tally tally,
      String infver,
      boolean signInRequired) {
    this.transactions = Map.copyOf(transactions);
    this.store = store;
    this.behaviours = behaviours;
    this.tally = tally;
    this.infver = infver;
    this.signInRequired = signInRequired;
  }

  /**
   * An answer of the business layer.
   *
   * @param json the whole answer
   * @param taken whether the call was carried out
   * @param file the bytes answered instead, or null
   */
  record Answer(ObjectNode json, boolean taken, byte[] file) {}

  boolean knows(String infno) {
    return transactions.containsKey(infno);
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
              WireTime.now().format(WireTime.DATE_TIME),
              ListCheck.text(envelope, "infno"),
              ListCheck.text(envelope, "msgid"),
              ListCheck.text(envelope.path("input").path("setlinfo"), "setl_id"),
              outcome.problems().stream().map(Problem::reason).toList(),
              Problem.errMsg(outcome.problems())));
    }
    String errMsg = outcome.problems().isEmpty() ? null : Problem.errMsg(outcome.problems());
    ObjectNode json = answer(envelope, received, outcome.infcode(), errMsg, outcome.output());
    return new Answer(json, outcome.infcode() != -1, outcome.file());
  }

  /** An answer that has nothing to do with the content of the call, such as a busy system. */
  ObjectNode answer(
      JsonNode envelope, Instant received, int infcode, String errMsg, JsonNode output) {
    LocalDateTime now = WireTime.now();
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
    Transaction transaction = transactions.get(infno);
    if (transaction == null) {
      return Outcome.refused("infno", "交易编号不存在或未开通");
    }
    if (signInRequired && !infno.equals("9001") && !isSignedIn(envelope)) {
      return Outcome.refused("sign-in", "交易签到流水号为空或已失效，请重新签到");
    }
    return transaction.call(new Call(envelope, build(infno)));
  }

  private boolean isSignedIn(JsonNode envelope) {
    return store.isSignedIn(
        ListCheck.text(envelope, "sign_no"),
        envelope.path("fixmedins_code").asText(),
        WireTime.now());
  }

  private Call.Build build(String infno) {
    if (behaviours.pickForBuild(infno).isEmpty()) {
      return Call.Build.V8_1;
    }
    tally.disturbed(Behaviour.Kind.OPENHIS_BUILD);
    return Call.Build.OPENHIS;
  }
}
