package org.duima.source.fhir4.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The text of a body, walked through once. For use by one thread. */
final class JsonText implements AutoCloseable {
  /** FHIR comes nowhere near; deeper ones would exhaust the stack of whoever builds a tree. */
  private static final int DEEPEST = 100;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final char[] text;
  private final JsonParser parser;

  /** What is done with a field while the parser stands on its value. */
  @FunctionalInterface
  interface OnField {
    void value(String name, JsonToken token) throws IOException, NotAsked;
  }

  /** What is read from a text. */
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonText json) throws IOException, NotAsked;
  }

  private JsonText(char[] text) throws IOException {
    this.text = text;
    this.parser = FACTORY.createParser(text);
  }

  /**
   * Reads a body that is one JSON object.
   *
   * @throws NotAsked if it is no UTF-8, no JSON or no object; the reason names line and column and
   *     quotes nothing
   */
  static <T> T read(byte[] body, Reading<T> reading) throws NotAsked {
    char[] chars = chars(body);
    try (JsonText json = new JsonText(chars)) {
      if (json.parser.nextToken() != JsonToken.START_OBJECT) {
        throw NotAsked.bad("cds.json", "", "请求体应为 JSON 对象", "the body must be a JSON object");
      }
      T result = reading.read(json);
      if (json.parser.nextToken() != null) {
        throw NotAsked.bad(
            "cds.json", "", "JSON 之后还有内容", "something follows after the JSON object");
      }
      return result;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : at.getLineNr() + ":" + at.getColumnNr();
      throw NotAsked.bad("cds.json", place, "不是正确的 JSON", "not well-formed JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static char[] chars(byte[] body) throws NotAsked {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body))
              .toString();
      return (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text)
          .toCharArray();
    } catch (CharacterCodingException e) {
      throw NotAsked.bad("cds.json", "", "请求体不是 UTF-8", "the body is not UTF-8");
    }
  }

  /** Walks through the object that the parser stands on; ends on its last brace. */
  void fields(OnField each) throws IOException, NotAsked {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      each.value(name, parser.nextToken());
    }
  }

  /**
   * Passes over the value that the parser stands on.
   *
   * @return whether it holds a number that nobody could calculate with
   */
  boolean skip() throws IOException {
    int depth = 0;
    boolean isHuge = false;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
        isHuge |=
            Numbers.isHuge(
                parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      }
      if (depth == 0) {
        return isHuge;
      }
      token = parser.nextToken();
    }
  }

  JsonParser parser() {
    return parser;
  }

  /** Offset of the token that the parser stands on. */
  int from() {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  /** Offset behind what was read. */
  int to() {
    return (int) parser.currentLocation().getCharOffset();
  }

  String cut(int from, int to) {
    return new String(text, from, to - from);
  }

  /**
   * The text that the parser stands on; empty if it is blank or null.
   *
   * @throws NotAsked if it is no text
   */
  String text(String path) throws IOException, NotAsked {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText().strip();
    }
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    throw NotAsked.wrongType(path, "文本", "a text");
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
