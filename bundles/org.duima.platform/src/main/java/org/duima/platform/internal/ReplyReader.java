package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;

/**
 * Reads what came back. Success is HTTP 200 with infcode 0; 550100 is an empty answer to a query; a
 * body without infcode comes from the gateway, not from the business behind it.
 */
final class ReplyReader {
  private static final String NO_DATA = "550100";
  private static final int LONGEST_MESSAGE = 2_000;
  private static final List<String> STATE_WORDS =
      List.of("已提交", "审核通过", "状态不允许", "不允许修改", "不能修改", "不可修改", "状态错误");
  private static final List<String> BUSY_WORDS = List.of("限流", "频繁", "繁忙", "稍后", "超时");
  private static final List<String> CONFIGURATION_WORDS =
      List.of("签到", "签名", "sign_no", "paasid", "未授权", "无权限", "报文头", "infver", "时间戳");

  private final ObjectMapper json;

  ReplyReader(ObjectMapper json) {
    this.json = json;
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
    Reply reply = open(httpStatus, body);
    if (reply.hasNoData() && call == CallKind.QUERY) {
      return new Receipt.Held(false, false, -1, "");
    }
    return reply.problem() == null ? success(call, uploaded, reply) : reply.problem();
  }

  /** Opens the envelope of an answer to any transaction. */
  Reply open(int httpStatus, byte[] body) {
    if (httpStatus == 429 || httpStatus == 503) {
      return problem(new Receipt.Refused(Receipt.Kind.BUSY, "HTTP " + httpStatus, ""));
    }
    if (httpStatus == 400 || httpStatus == 401 || httpStatus == 403 || httpStatus == 404) {
      return problem(
          new Receipt.Refused(
              Receipt.Kind.CONFIGURATION, "HTTP " + httpStatus, gatewayMessage(body)));
    }
    if (httpStatus != 200) {
      return problem(new Receipt.Unknown(true, "HTTP " + httpStatus));
    }
    JsonNode reply;
    try {
      reply = json.readTree(body);
    } catch (JsonProcessingException e) {
      return problem(new Receipt.Unknown(true, "not JSON"));
    } catch (IOException e) {
      return problem(new Receipt.Unknown(true, "unreadable"));
    }
    if (reply == null || !reply.isObject()) {
      return problem(new Receipt.Unknown(true, "not a JSON object"));
    }
    if (!reply.hasNonNull("infcode")) {
      String message = text(reply, "message");
      Receipt.Kind kind =
          containsAny(message, BUSY_WORDS) ? Receipt.Kind.BUSY : Receipt.Kind.CONFIGURATION;
      return problem(new Receipt.Refused(kind, text(reply, "code"), message));
    }
    String infcode = reply.path("infcode").asText();
    if (infcode.equals("0")) {
      return new Reply(reply.path("output"), text(reply, "inf_refmsgid"), null);
    }
    String message = text(reply, "err_msg");
    return problem(new Receipt.Refused(kindOf(message), infcode, message));
  }

  private static Reply problem(Receipt receipt) {
    return new Reply(MissingNode.getInstance(), "", receipt);
  }

  private Receipt success(CallKind call, byte[] uploaded, Reply reply) {
    JsonNode output = reply.output();
    String platformMessageId = reply.platformMessageId();
    return switch (call) {
      case SIGN_IN -> {
        String signNo = text(output.path("signinoutb"), "sign_no");
        yield signNo.isEmpty()
            ? new Receipt.Unknown(true, "sign-in without sign_no")
            : new Receipt.Accepted(signNo, platformMessageId);
      }
      case UPLOAD -> {
        String id = text(output.path("data"), "setl_list_id");
        if (id.isEmpty()) {
          id = text(output, "setl_list_id");
        }
        yield new Receipt.Accepted(id, platformMessageId);
      }
      case SUBMIT, WITHDRAW -> new Receipt.Accepted("", platformMessageId);
      case QUERY -> held(uploaded, output);
    };
  }

  private Receipt held(byte[] uploaded, JsonNode output) {
    JsonNode list = output.path("setlinfo");
    if (list.isArray()) {
      list = list.path(0);
    }
    if (!list.isObject() || list.isEmpty()) {
      return new Receipt.Held(false, false, -1, "");
    }
    try {
      boolean equal = HeldComparison.isEqual(json.readTree(uploaded), output);
      int state = list.path("stas_type").asInt(0);
      String reference = text(list, "setl_list_id");
      return new Receipt.Held(
          true, equal, state, reference.isEmpty() ? text(list, "setl_list_sn") : reference);
    } catch (IOException e) {
      throw new IllegalStateException("the list that was uploaded is JSON", e);
    }
  }

  private String gatewayMessage(byte[] body) {
    try {
      JsonNode reply = json.readTree(body);
      return reply == null ? "" : text(reply, "message");
    } catch (IOException e) {
      return "";
    }
  }

  private static Receipt.Kind kindOf(String message) {
    if (containsAny(message, STATE_WORDS)) {
      return Receipt.Kind.STATE;
    }
    if (containsAny(message, CONFIGURATION_WORDS)) {
      return Receipt.Kind.CONFIGURATION;
    }
    return containsAny(message, BUSY_WORDS) ? Receipt.Kind.BUSY : Receipt.Kind.DATA;
  }

  private static boolean containsAny(String text, List<String> words) {
    return words.stream().anyMatch(text::contains);
  }

  static String text(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) : text;
  }
}
