package org.duima.source.transaction.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.OrderDoor.Refused;
import org.duima.api.alert.OrderDoor.Told;
import org.duima.api.encounter.OrderLine;
import org.duima.source.transaction.internal.Frame.Form;

/** Writes answers to 3101, 3102 and 3103 as the platform would. Safe for use by several threads. */
final class NationalAnswer {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /** Keeps 0.50 as it is; the default takes trailing zeros away. */
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");

  /** More results than anybody reads at an order. */
  private static final int MOST_RESULTS = 50;

  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_NAME = 200;
  private static final int MOST_NOTES = 3;
  private static final long SERIALS = 10_000_000_000L;

  /** Classes about two sides of which only one is at fault. */
  private static final Set<String> PAIRS = Set.of("contained", "together", "repeat");

  private static final String ENDS = "。！？；.!?;";
  private static final String FAULTY = "1";
  private static final String CONCERNED = "2";

  private final Supplier<ZoneId> zone;
  private final Clock clock;
  private final AtomicLong serial;

  NationalAnswer(Supplier<ZoneId> zone, Clock clock) {
    this.zone = zone;
    this.clock = clock;
    this.serial = new AtomicLong(clock.millis());
  }

  byte[] write(Question asked, AlertAnswer answer) {
    Frame frame = (Frame) asked.frame();
    Map<String, OrderLine> lines = new HashMap<>();
    asked.request().earlier().forEach(line -> lines.put(line.id(), line));
    asked.request().lines().forEach(line -> lines.put(line.id(), line));
    ObjectNode output = NODES.objectNode();
    ArrayNode results = output.putArray("result");
    for (Alert alert : answer.shown()) {
      if (results.size() < MOST_RESULTS) {
        results.add(result(alert, frame, lines, asked.request().id()));
      }
    }
    return wrapped(frame, 0, "", notes(asked.findings(), answer), output);
  }

  private static ObjectNode result(
      Alert alert, Frame frame, Map<String, OrderLine> lines, String task) {
    ObjectNode result = NODES.objectNode();
    result.put("jr_id", alert.id());
    result.put(
        "rule_id",
        alert.ruleClass().gzCode().isEmpty() ? alert.ruleClass().id() : alert.ruleClass().gzCode());
    result.put("rule_name", cut(alert.ruleClass().name().zh(), LONGEST_NAME));
    result.put("vola_cont", cut(content(alert), LONGEST_TEXT));
    result.put("patn_id", frame.patient());
    result.put("mdtrt_id", frame.visit());
    result.set("judge_result_detail_dtos", details(alert, frame, lines));
    result.put("vola_amt", alert.amount().map(Money::yuan).orElse(Money.ZERO.yuan()));
    result.put("vola_amt_stas", alert.amount().isPresent() ? "1" : "0");
    result.put("sev_deg", String.valueOf(alert.reaction().severityDegree()));
    result.put("vola_evid", cut(alert.basis().zh(), LONGEST_TEXT));
    result.put("vola_bhvr_type", "2");
    result.put("task_id", task);
    return result;
  }

  private static String content(Alert alert) {
    String text = alert.text().zh();
    String suggestion = alert.suggestion().zh();
    if (suggestion.isBlank()) {
      return text;
    }
    boolean ended = text.isEmpty() || ENDS.indexOf(text.charAt(text.length() - 1)) >= 0;
    return text + (ended ? "" : "。") + "建议：" + suggestion;
  }

  private static ArrayNode details(Alert alert, Frame frame, Map<String, OrderLine> lines) {
    ArrayNode details = NODES.arrayNode();
    boolean pair = PAIRS.contains(alert.ruleClass().logic());
    // the book wants a detail even where the visit as a whole is meant
    List<String> ids = alert.lineIds().isEmpty() ? List.of("") : alert.lineIds();
    for (String id : ids) {
      boolean concerned = pair && !details.isEmpty();
      ObjectNode detail = details.addObject();
      detail.put("jrd_id", alert.id() + "-" + details.size());
      detail.put("patn_id", frame.patient());
      detail.put("mdtrt_id", frame.visit());
      String name = frame.lineNames().getOrDefault(id, "");
      if (!name.isEmpty()) {
        detail.put("rx_id", name);
      }
      detail.put("vola_item_type", concerned ? CONCERNED : FAULTY);
      detail.put("vola_amt", concerned ? Money.ZERO.yuan() : amount(lines.get(id)));
    }
    return details;
  }

  private static BigDecimal amount(OrderLine line) {
    Money amount = line == null ? null : line.supply().amount();
    return amount == null ? Money.ZERO.yuan() : amount.yuan();
  }

  /** What whoever asks should know besides; the orders go on whatever it says. */
  private static String notes(List<Finding> findings, AlertAnswer answer) {
    String notes =
        findings.stream()
            .limit(MOST_NOTES)
            .map(NationalAnswer::told)
            .collect(Collectors.joining("; "));
    if (findings.size() > MOST_NOTES) {
      notes += "; 共 " + findings.size() + " 处 / " + findings.size() + " in all";
    }
    if (!answer.missed().isEmpty()) {
      notes += (notes.isEmpty() ? "" : "; ") + "部分规则未在时限内答复 / some rules did not answer in time";
    }
    return notes;
  }

  byte[] write(Told told, Set<String> unknown) {
    ObjectNode output = NODES.objectNode();
    if (unknown.isEmpty()) {
      return wrapped((Frame) told.frame(), 0, "", "", output);
    }
    ArrayNode ids = output.putArray("unknown");
    new TreeSet<>(unknown).forEach(ids::add);
    String notes =
        unknown.size()
            + " 个 warn_rslt_id 不是本系统的提醒，未登记；其余已登记 / that many are no alerts of this"
            + " system and were not noted; the others were";
    return wrapped((Frame) told.frame(), 0, "", notes, output);
  }

  byte[] write(Refused refused) {
    Frame frame = (Frame) refused.frame();
    return bytes(
        envelope(frame.division(), frame.received(), -1, told(refused.reason()), "", null));
  }

  private static String told(Finding finding) {
    return finding.path().isEmpty()
        ? finding.text().toString()
        : finding.path() + ": " + finding.text();
  }

  private byte[] wrapped(Frame frame, int infcode, String error, String notes, ObjectNode output) {
    if (frame.form() == Form.BARE) {
      if (!notes.isEmpty()) {
        output.put("warn_msg", notes);
      }
      return bytes(output);
    }
    return bytes(envelope(frame.division(), frame.received(), infcode, error, notes, output));
  }

  private ObjectNode envelope(
      String division,
      Instant received,
      int infcode,
      String error,
      String notes,
      ObjectNode output) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), zone.get());
    String receiver = division.matches("\\d{6}") ? division : "000000";
    ObjectNode answer = NODES.objectNode();
    answer.put("infcode", infcode);
    answer.put(
        "inf_refmsgid",
        receiver
            + SECONDS.format(now)
            + String.format("%010d", Math.floorMod(serial.getAndIncrement(), SERIALS)));
    answer.put("refmsg_time", MILLIS.format(LocalDateTime.ofInstant(received, zone.get())));
    answer.put("respond_time", MILLIS.format(now));
    answer.put("err_msg", error);
    if (!notes.isEmpty()) {
      answer.put("warn_msg", notes);
    }
    answer.set("output", output);
    return answer;
  }

  private static byte[] bytes(ObjectNode answer) {
    try {
      return JSON.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }

  /** A text of at most so many characters; no character is cut in two. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
