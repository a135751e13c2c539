package org.duima.demo.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** JSON as the simulator reads and writes it: strict in, sorted keys out, numbers kept exact. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Reads bytes that came from outside. */
  static JsonNode read(byte[] utf8) throws IOException {
    return TREES.readValue(utf8);
  }

  /** Reads text that this program wrote. */
  static JsonNode parse(String json) {
    try {
      return TREES.readValue(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("own JSON unreadable", e);
    }
  }

  /** The text with sorted keys: equal contents give equal texts. */
  static String canonical(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("tree not writable", e);
    }
  }

  static byte[] bytes(JsonNode node) {
    return canonical(node).getBytes(StandardCharsets.UTF_8);
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** SHA-256 of the text in UTF-8, lower case hex. */
  static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
