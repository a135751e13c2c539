package org.duima.source.transaction.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.duima.api.Finding;

/** JSON with limits that no honest transaction reaches. */
final class Json {
  /** A 4401 nests five deep. */
  private static final int MAX_DEPTH = 50;

  /** The largest node of the specification holds 40000 characters. */
  private static final int MAX_STRING = 1_000_000;

  private static final int MAX_NUMBER = 100;
  private static final int MAX_NAME = 500;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // a text with patient data must not reach an exception
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNumberLength(MAX_NUMBER)
                  .maxNameLength(MAX_NAME)
                  .build())
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // 12.50 stays 12.50 in a fact
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Reads a document.
   *
   * @throws JsonProcessingException if it is no JSON, has a name twice in one object, or breaks a
   *     limit
   */
  static JsonNode read(byte[] document) throws JsonProcessingException {
    try {
      return MAPPER.readTree(document);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (java.io.CharConversionException e) {
      throw new NotUtf8Exception();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a document that stands as text within another; a text that is none is left alone. */
  static JsonNode unwrapped(JsonNode node) {
    if (!node.isTextual() || !node.textValue().trim().startsWith("{")) {
      return node;
    }
    try {
      return MAPPER.readTree(node.textValue());
    } catch (JsonProcessingException e) {
      return node;
    }
  }

  /**
   * What is wrong with a document. The library's own text may quote it, so only the place counts.
   */
  static Finding finding(JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    String message = String.valueOf(e.getOriginalMessage());
    if (e instanceof NotUtf8Exception || message.startsWith("Invalid UTF-8")) {
      return notUtf8();
    }
    if (message.startsWith("Duplicate field")) {
      return Finding.error(
          "transaction.duplicate-name",
          place,
          "同一对象中字段名重复；请每个字段只写一次",
          "a name occurs twice in one object; write each field once");
    }
    if (e instanceof com.fasterxml.jackson.core.exc.StreamConstraintsException) {
      return Finding.error(
          "transaction.too-deep",
          place,
          "嵌套过深，或某个字段过长；请核对这份交易是否完整正确",
          "nested too deeply, or a field is too long; check that this is a transaction");
    }
    return Finding.error(
        "transaction.not-json",
        place,
        "不是正确的 JSON；请发送 {\"infno\":…,\"input\":…,\"output\":…}",
        "no valid JSON; send {\"infno\":…,\"input\":…,\"output\":…}");
  }

  static Finding notUtf8() {
    return Finding.error(
        "transaction.not-utf8", "", "不是 UTF-8 编码；请改用 UTF-8 发送", "not UTF-8; send it as UTF-8");
  }

  /** The bytes are not UTF-8. */
  private static final class NotUtf8Exception extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    NotUtf8Exception() {
      super("not UTF-8");
    }
  }
}
