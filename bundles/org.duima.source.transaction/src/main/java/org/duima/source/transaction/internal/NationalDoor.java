package org.duima.source.transaction.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.OrderDoor;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.source.transaction.internal.Frame.Form;

/**
 * The national pre-audit: 3101 and 3102 ask about orders, 3103 tells what became of the results.
 * Takes the national envelope, {@code {"infno","input"}} and the bare {@code {"data"}}, and answers
 * in the form of the request. Safe for use by several threads.
 */
public class NationalDoor implements OrderDoor {
  /** Its family. */
  public static final String FAMILY = "national";

  private static final Set<String> INFNOS = Set.of("3101", "3102", "3103");
  private static final String FEEDBACK = "3103";
  private static final int LONGEST_REASON = 200;
  private static final int LONGEST_ID = 64;

  private final Sites sites;
  private final OrderTables tables;
  private final Supplier<Dictionaries> dictionaries;
  private final Supplier<List<AlertAnswer.OverrideReason>> reasons;
  private final NationalAnswer answers;

  /**
   * @param tables loaded at least once
   * @param dictionaries they know how often a day an order is given; asked for at its first
   *     frequency
   * @param reasons what may be given as reason of an override, as far as it is known now
   * @param clock for the time of answers
   */
  public NationalDoor(
      Sites sites,
      OrderTables tables,
      Supplier<Dictionaries> dictionaries,
      Supplier<List<AlertAnswer.OverrideReason>> reasons,
      Clock clock) {
    this.sites = sites;
    this.tables = tables;
    this.dictionaries = dictionaries;
    this.reasons = reasons;
    this.answers = new NationalAnswer(() -> sites.current().zone(), clock);
  }

  @Override
  public final String family() {
    return FAMILY;
  }

  @Override
  public final Asked read(String what, byte[] body, Instant at) {
    Frame unread = Frame.of(Form.ENVELOPED, INFNOS.contains(what) ? what : "", "", at);
    if (!what.isEmpty() && !INFNOS.contains(what)) {
      return refused(
          404,
          Finding.error(
              "national.unknown-transaction",
              "infno",
              "没有这个交易，应为 3101、3102 或 3103",
              "no such transaction, expected 3101, 3102 or 3103"),
          unread);
    }
    JsonNode document;
    try {
      document = Json.read(body);
    } catch (JsonProcessingException e) {
      return refused(400, notJson(Json.finding(e)), unread);
    }
    try {
      return read(what, new Row(document, "", new Row.Trouble()), at, unread);
    } catch (NationalRequest.Unanswerable e) {
      Row root = new Row(document, "", new Row.Trouble());
      return refused(400, e.reason(), frame(root, infno(what, root), at));
    }
  }

  private Asked read(String what, Row root, Instant at, Frame unread)
      throws NationalRequest.Unanswerable {
    if (!root.node().isObject()) {
      return refused(400, notJson(Finding.error("transaction.not-json", "", "", "")), unread);
    }
    String said = root.text("infno");
    if (!said.isEmpty() && (!INFNOS.contains(said) || !what.isEmpty() && !what.equals(said))) {
      throw new NationalRequest.Unanswerable(
          "infno",
          "交易编号与服务地址不符，或不是 3101、3102、3103",
          "not the transaction of this address, or none of 3101, 3102, 3103");
    }
    Row data = hasInput(root) ? root.at("input").at("data") : root.at("data");
    if (!data.node().isObject()) {
      throw new NationalRequest.Unanswerable(
          data.path(), "缺少该节点，或不是对象", "the node is missing or no object");
    }
    String infno = infno(what, root);
    Frame frame = frame(root, infno, at);
    return infno.equals(FEEDBACK) ? told(data, at, frame) : question(root, data, at, frame);
  }

  private static boolean hasInput(Row root) {
    return root.node().has("input") || root.node().has("infno");
  }

  /** Without a word about it, warns are feedback and all else is asked before the order. */
  private static String infno(String what, Row root) {
    String said = what.isEmpty() ? root.text("infno") : what;
    if (INFNOS.contains(said)) {
      return said;
    }
    return root.at("data").node().has("warns") ? FEEDBACK : "3101";
  }

  private static Frame frame(Row root, String infno, Instant at) {
    return Frame.of(
        hasInput(root) ? Form.ENVELOPED : Form.BARE, infno, root.text("mdtrtarea_admvs"), at);
  }

  // ---------------------------------------------------------------- 3101, 3102

  private Question question(Row root, Row data, Instant at, Frame frame)
      throws NationalRequest.Unanswerable {
    Site site = sites.current();
    String msgid = root.text("msgid");
    NationalRequest.Made made =
        new NationalRequest(
                site,
                tables,
                dictionaries,
                LocalDateTime.ofInstant(at, site.zone()),
                frame.infno(),
                msgid,
                data.trouble())
            .read(
                data,
                msgid.isEmpty() ? UUID.randomUUID().toString() : msgid,
                root.text("fixmedins_code"));
    return new Question(
        made.request(),
        frame.about(made.patient(), made.visit(), made.lineNames()),
        data.trouble().findings());
  }

  // ---------------------------------------------------------------- 3103

  private Told told(Row data, Instant at, Frame frame) throws NationalRequest.Unanswerable {
    String type = data.text("warn_type");
    if (!Set.of("", "1", "2").contains(type)) {
      throw new NationalRequest.Unanswerable(
          data.path("warn_type"), "应为 1 事前 或 2 事中", "must be 1 (before) or 2 (during)");
    }
    List<Row> warns = data.rows("warns");
    if (warns.isEmpty()) {
      throw new NationalRequest.Unanswerable(
          data.path("warns"), "缺少处理结果，或不是数组", "missing, or no array");
    }
    // of two words on one result the last counts
    Map<String, AlertFeedback> feedback = new LinkedHashMap<>();
    for (Row warn : warns) {
      AlertFeedback one = feedback(warn, at);
      feedback.remove(one.alertId());
      feedback.put(one.alertId(), one);
    }
    return new Told(List.copyOf(feedback.values()), frame);
  }

  private AlertFeedback feedback(Row warn, Instant at) throws NationalRequest.Unanswerable {
    String id = warn.text("warn_rslt_id");
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new NationalRequest.Unanswerable(
          warn.path("warn_rslt_id"),
          "应为 3101、3102 应答中的 jr_id",
          "must be the jr_id of an answer to 3101 or 3102");
    }
    String reason = warn.text("dspo_way_rea");
    return switch (warn.text("dspo_way")) {
      case "2" -> feedback(id, AlertFeedback.Outcome.ACCEPTED, reason, at);
      case "1" -> {
        if (reason.isEmpty()) {
          throw new NationalRequest.Unanswerable(
              warn.path("dspo_way_rea"),
              "dspo_way 为 1（继续执行）时必填",
              "required where dspo_way is 1 (goes on)");
        }
        yield feedback(id, AlertFeedback.Outcome.OVERRIDDEN, reason, at);
      }
      default ->
          throw new NationalRequest.Unanswerable(
              warn.path("dspo_way"),
              "应为 1 继续执行 或 2 返回修改",
              "must be 1 (goes on) or 2 (goes back to be changed)");
    };
  }

  private AlertFeedback feedback(
      String id, AlertFeedback.Outcome outcome, String reason, Instant at) {
    for (AlertAnswer.OverrideReason known : reasons.get()) {
      if (known.code().equals(reason) || known.text().zh().equals(reason)) {
        return new AlertFeedback(id, outcome, known.code(), "", at);
      }
    }
    return new AlertFeedback(id, outcome, "", NationalAnswer.cut(reason, LONGEST_REASON), at);
  }

  // ---------------------------------------------------------------- answers

  private static Refused refused(int status, Finding reason, Frame frame) {
    return new Refused(status, reason, frame);
  }

  private static Finding notJson(Finding reason) {
    if (!reason.rule().equals("transaction.not-json")) {
      return reason;
    }
    return Finding.error(
        "national.not-json",
        reason.path(),
        "不是正确的 JSON 对象；请发送 {\"infno\":…,\"input\":{\"data\":…}} 或 {\"data\":…}",
        "no valid JSON object; send {\"infno\":…,\"input\":{\"data\":…}} or {\"data\":…}");
  }

  @Override
  public final byte[] answer(Question asked, AlertAnswer answer) {
    return answers.write(asked, answer);
  }

  @Override
  public final byte[] answer(Told told, Set<String> unknownAlerts) {
    return answers.write(told, unknownAlerts);
  }

  @Override
  public final byte[] answer(Refused refused) {
    return answers.write(refused);
  }
}
