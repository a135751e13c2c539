package org.duima.signature.sm.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The text that is signed: members of the message by ordinal as {@code k=v&}, then {@code key=} and
 * the application's secret. Members without a value take no part, nor do the signature, the
 * encrypted form and {@code extra}.
 */
final class SigningText {
  private static final Set<String> IGNORED = Set.of("signData", "encData", "extra");

  /** Keeps the digits of numbers as they came. */
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private SigningText() {}

  /**
   * The text for a message.
   *
   * @param message all members but {@code data}
   * @param data the text that stands for {@code data}
   * @param secret the application's secret
   */
  static String of(ObjectNode message, String data, String secret) {
    Map<String, String> members = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : message.properties()) {
      JsonNode value = sort(member.getValue());
      if (!IGNORED.contains(member.getKey()) && !isEmpty(value)) {
        members.put(member.getKey(), value.isTextual() ? value.textValue() : written(value));
      }
    }
    members.put("data", data);
    StringBuilder text = new StringBuilder();
    members.forEach((key, value) -> text.append(key).append('=').append(value).append('&'));
    return text.append("key=").append(secret).toString();
  }

  /**
   * JSON in the one form that both sides can make: keys of every object by ordinal, without null,
   * empty texts and empty lists, every number and truth value as a text.
   *
   * @throws IOException if it is not JSON
   */
  static String sorted(byte[] json) throws IOException {
    return written(sort(JSON.readTree(json)));
  }

  private static String written(JsonNode value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static JsonNode sort(JsonNode value) {
    if (value.isObject()) {
      Map<String, JsonNode> members = new TreeMap<>();
      value.properties().forEach(member -> members.put(member.getKey(), sort(member.getValue())));
      members.values().removeIf(SigningText::isEmpty);
      return JsonNodeFactory.instance.objectNode().setAll(members);
    }
    if (value.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode(value.size());
      for (JsonNode element : value) {
        JsonNode sorted = sort(element);
        if (!isEmpty(sorted)) {
          list.add(sorted);
        }
      }
      return list;
    }
    return JsonNodeFactory.instance.textNode(plain(value));
  }

  private static boolean isEmpty(JsonNode sorted) {
    return sorted.isTextual() ? sorted.textValue().isEmpty() : sorted.isArray() && sorted.isEmpty();
  }

  private static String plain(JsonNode scalar) {
    if (scalar.isNull()) {
      return "";
    }
    return scalar.isBigDecimal() ? scalar.decimalValue().toPlainString() : scalar.asText();
  }
}
