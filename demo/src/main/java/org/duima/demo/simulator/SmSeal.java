package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sealed body: the envelope is encrypted with SM4 into encData and signed with SM2 into
 * signData, and so is the answer. Thread-safe.
 *
 * <p>Signed are the members by ordinal as {@code k=v&} with the plain envelope as {@code data}, and
 * {@code key=} with the application's secret behind them; not signData, encData, extra and what is
 * empty.
 */
final class SmSeal implements Seal {
  private static final Set<String> UNSIGNED = Set.of("signData", "encData", "extra");

  private final String appId;
  private final SmKeys keys;
  private final byte[] sm4Key;
  private final Replays replays = new Replays();

  SmSeal(String appId, SmKeys keys) {
    this.appId = appId;
    this.keys = keys;
    this.sm4Key = Sm.applicationKey(appId, keys.appSecret());
  }

  @Override
  public Opened open(Headers headers, byte[] body, Instant now) {
    JsonNode message = Seal.object(body);
    if (!message.isObject()) {
      return new Opened(message, null);
    }
    JsonNode envelope = decrypted(ListCheck.text(message, "encData"));
    return new Opened(envelope, problem((ObjectNode) message, envelope, now));
  }

  private Problem problem(ObjectNode message, JsonNode envelope, Instant now) {
    String caller = ListCheck.text(message, message.has("appCode") ? "appCode" : "appId");
    String timestamp = ListCheck.text(message, "timestamp");
    if (ListCheck.text(message, "signData").isEmpty()
        || ListCheck.text(message, "encData").isEmpty()
        || ListCheck.text(message, "version").isEmpty()) {
      return Problem.ofCall("signature-missing", "缺少 version、encData 或 signData");
    }
    if (!caller.equals(appId)) {
      return Problem.ofCall("paasid", "应用标识 appId 不存在");
    }
    if (!ListCheck.text(message, "encType").equals("SM4")
        || !ListCheck.text(message, "signType").equals("SM2")) {
      return Problem.ofCall("signature", "encType 应为SM4，signType 应为SM2");
    }
    if (!timestamp.matches("\\d{1,15}")
        || Replays.isOffTime(Instant.ofEpochMilli(Long.parseLong(timestamp)), now)) {
      return Problem.ofCall("timestamp", "timestamp 应为毫秒级时间戳，与服务器时间相差不超过5分钟");
    }
    if (!envelope.isObject()) {
      return Problem.ofCall("decryption", "报文解密失败");
    }
    if (!isSigned(message, envelope)) {
      return Problem.ofCall("signature", "签名校验失败");
    }
    return replays.use(ListCheck.text(message, "signData"), "signData", now);
  }

  private boolean isSigned(ObjectNode message, JsonNode envelope) {
    try {
      byte[] signature = Base64.getDecoder().decode(ListCheck.text(message, "signData"));
      return Sm.isSigned(signingText(message, envelope), signature, keys.hospitalKey());
    } catch (IllegalArgumentException e) {
      // no Base64
      return false;
    }
  }

  private JsonNode decrypted(String hex) {
    try {
      byte[] plain = Sm.decrypt(HexFormat.of().parseHex(hex), sm4Key);
      return plain == null ? Json.object().nullNode() : Seal.object(plain);
    } catch (IllegalArgumentException e) {
      // no hexadecimal text
      return Json.object().nullNode();
    }
  }

  @Override
  public ObjectNode seal(ObjectNode answer, Instant now) {
    ObjectNode message =
        Json.object()
            .put("appId", appId)
            .put("version", "1.0.0")
            .put("encType", "SM4")
            .put("signType", "SM2")
            .put("timestamp", String.valueOf(now.toEpochMilli()));
    byte[] signature = Sm.sign(signingText(message, answer), keys.platformKey());
    byte[] encrypted = Sm.encrypt(Json.bytes(answer), sm4Key);
    return message
        .put("signData", Base64.getEncoder().encodeToString(signature))
        .put("encData", HexFormat.of().withUpperCase().formatHex(encrypted));
  }

  private String signingText(ObjectNode message, JsonNode data) {
    Map<String, String> members = new TreeMap<>();
    message
        .properties()
        .forEach(
            member -> {
              String value = member.getValue().asText();
              if (!UNSIGNED.contains(member.getKey()) && !value.isEmpty()) {
                members.put(member.getKey(), value);
              }
            });
    members.put("data", Json.canonical(texts(data)));
    StringBuilder text = new StringBuilder();
    members.forEach((key, value) -> text.append(key).append('=').append(value).append('&'));
    return text.append("key=").append(keys.appSecret()).toString();
  }

  /** Every number and truth value as text, without what is empty; keys are sorted in writing. */
  private static JsonNode texts(JsonNode value) {
    if (value.isObject()) {
      ObjectNode object = Json.object();
      value
          .properties()
          .forEach(
              member -> {
                JsonNode text = texts(member.getValue());
                if (!isEmpty(text)) {
                  object.set(member.getKey(), text);
                }
              });
      return object;
    }
    if (value.isArray()) {
      ArrayNode array = Json.object().arrayNode();
      for (JsonNode element : value) {
        JsonNode text = texts(element);
        if (!isEmpty(text)) {
          array.add(text);
        }
      }
      return array;
    }
    String plain = value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText();
    return Json.object().textNode(value.isNull() ? "" : plain);
  }

  private static boolean isEmpty(JsonNode text) {
    return text.isArray() ? text.isEmpty() : text.isTextual() && text.textValue().isEmpty();
  }
}
