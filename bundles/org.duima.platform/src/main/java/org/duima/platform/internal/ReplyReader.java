package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.platform.Receipt;
import org.duima.platform.internal.AnswerLine.Layer;
import org.duima.platform.internal.AnswerReader.Said;

/**
 * Reads what came back. Success is HTTP 200 with infcode 0; 550100 is an empty answer to a query; a
 * body without infcode comes from the gateway, not from the business behind it. What a refusal
 * means stands in the answers table. Never throws for what came.
 */
final class ReplyReader {
  private static final String NO_DATA = "550100";
  private static final int LONGEST_MESSAGE = 2_000;
  private static final int LONGEST_EXCERPT = 500;
  private static final List<String> GATEWAY_TEXTS = List.of("message", "msg", "error", "data");

  private final ObjectMapper json;
  private final AnswerReader answers;
  private final HeldComparison comparison;

  ReplyReader(ObjectMapper json, PlatformFiles files) {
    this.json = json;
    this.answers = new AnswerReader(files::tables);
    this.comparison =
        new HeldComparison(() -> files.tables().map(PlatformTables::held).orElse(Map.of()));
  }

  /**
   * An answer as far as all transactions agree about it.
   *
   * @param problem null if the transaction succeeded
   */
  record Reply(JsonNode output, String platformMessageId, Receipt problem) {
    /** A query that found nothing. */
    boolean hasNoData() {
      return problem instanceof Receipt.Refused refused && refused.code().equals(NO_DATA);
    }
  }

  Receipt read(CallKind call, byte[] uploaded, int httpStatus, byte[] body) {
    JsonNode list = call == CallKind.SIGN_IN ? MissingNode.getInstance() : list(uploaded);
    Reply reply = open(httpStatus, body, list);
    if (reply.hasNoData() && call == CallKind.QUERY) {
      return new Receipt.Held(false, false, -1, "");
    }
    return reply.problem() == null ? success(call, list, reply) : reply.problem();
  }

  private JsonNode list(byte[] uploaded) {
    try {
      return json.readTree(uploaded);
    } catch (IOException e) {
      throw new IllegalStateException("the list that was uploaded is JSON", e);
    }
  }

  /** Opens the envelope of an answer to any transaction. */
  Reply open(int httpStatus, byte[] body) {
    return open(httpStatus, body, MissingNode.getInstance());
  }

  /**
   * What a body that could not be opened means.
   *
   * @param reason why, without patient data
   */
  Receipt unopened(String reason) {
    Receipt receipt =
        answers.receipt(new Said(Layer.BODY, "", "unopened", reason), MissingNode.getInstance());
    return receipt instanceof Receipt.Unknown unknown
        ? new Receipt.Unknown(true, reason, unknown.answer())
        : receipt;
  }

  private Reply open(int httpStatus, byte[] body, JsonNode list) {
    if (body.length > PlatformProtocol.LONGEST_ANSWER_BYTES) {
      return problem(answers.receipt(new Said(Layer.BODY, "", "too-large", ""), list));
    }
    String text = Legible.text(body).strip();
    JsonNode reply = tree(text.startsWith("\uFEFF") ? text.substring(1) : text);
    String infcode = text(reply, "infcode").trim();
    if (!infcode.isEmpty() && !infcode.equals("0")) {
      return problem(
          answers.receipt(
              new Said(Layer.BUSINESS, infcode, "infcode=" + infcode, text(reply, "err_msg")),
              list));
    }
    if (httpStatus != 200) {
      return problem(answers.receipt(status(httpStatus, reply, text), list));
    }
    if (!reply.isObject()) {
      return problem(answers.receipt(new Said(Layer.BODY, "", shape(text), excerpt(text)), list));
    }
    if (infcode.isEmpty()) {
      return problem(answers.receipt(gateway(reply), list));
    }
    return new Reply(reply.path("output"), text(reply, "inf_refmsgid"), null);
  }

  /** Missing if the text is no JSON. */
  private JsonNode tree(String text) {
    try {
      JsonNode tree = json.readTree(text);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** A gateway that explains itself says more than its status. */
  private Said status(int httpStatus, JsonNode reply, String text) {
    Said explained = gateway(reply);
    return reply.isObject() && !explained.message().isEmpty() && answers.knows(explained)
        ? explained
        : new Said(
            Layer.HTTP,
            "HTTP " + httpStatus,
            httpStatus + " " + httpStatus / 100 + "xx",
            explained.message().isEmpty() ? excerpt(text) : explained.message());
  }

  private static Said gateway(JsonNode reply) {
    String message =
        GATEWAY_TEXTS.stream()
            .map(field -> text(reply, field))
            .filter(found -> !found.isBlank())
            .findFirst()
            .orElse("");
    String code = text(reply, "code");
    return new Said(Layer.GATEWAY, code, "code=" + code + " type=" + text(reply, "type"), message);
  }

  private static String shape(String text) {
    String start = text.substring(0, Math.min(text.length(), LONGEST_EXCERPT));
    String lower = start.toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return "empty";
    }
    return lower.startsWith("<!doctype html") || lower.contains("<html") ? "html" : "no-json";
  }

  private static String excerpt(String text) {
    return Legible.clean(text, LONGEST_EXCERPT).replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "·");
  }

  private static Reply problem(Receipt receipt) {
    return new Reply(MissingNode.getInstance(), "", receipt);
  }

  private Receipt success(CallKind call, JsonNode list, Reply reply) {
    JsonNode output = reply.output();
    String platformMessageId = reply.platformMessageId();
    return switch (call) {
      case SIGN_IN -> {
        String signNo = text(output.path("signinoutb"), "sign_no");
        yield signNo.isEmpty()
            ? answers.receipt(new Said(Layer.BODY, "", "no-sign-no", ""), list)
            : new Receipt.Accepted(signNo, platformMessageId);
      }
      case UPLOAD -> {
        String id = reference(output.path("data"));
        yield new Receipt.Accepted(id.isEmpty() ? reference(output) : id, platformMessageId);
      }
      case SUBMIT, WITHDRAW -> new Receipt.Accepted("", platformMessageId);
      case QUERY -> held(list, output);
    };
  }

  /** Builds differ in what they call it. */
  private static String reference(JsonNode node) {
    String id = text(node, "setl_list_id");
    return id.isEmpty() ? text(node, "setl_list_sn") : id;
  }

  private Receipt held(JsonNode list, JsonNode output) {
    JsonNode held = HeldComparison.info(output);
    if (!held.isObject() || held.isEmpty()) {
      return new Receipt.Held(false, false, -1, "");
    }
    List<Receipt.Difference> differences = comparison.differences(list, output);
    return new Receipt.Held(
        true,
        differences.isEmpty(),
        held.path("stas_type").asInt(0),
        reference(held),
        text(held, "chk_cont"),
        differences);
  }

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNull() ? "" : Legible.clean(value.asText(""), LONGEST_MESSAGE);
  }
}
