package org.duima.engine.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.duima.api.Finding;

/**
 * Tells by its content which format a whole file or a message of a queue has.
 *
 * @param format of {@link org.duima.api.receive.MessageReader#format()}, empty if it is none that
 *     can be told
 * @param refusal why, null if the format is known; without a word of the content
 */
record BodyFormat(String format, Finding refusal) {
  static final String HL7_V2 = "hl7v2";
  static final String FHIR_R4 = "fhir-r4";
  static final String TRANSACTION = "transaction";

  private static final byte FRAME_START = 0x0b;
  private static final byte FRAME_END = 0x1c;

  /** The root element of XML stands here, behind declaration and comments. */
  private static final int XML_HEAD = 4_096;

  private static final String FHIR_NAMESPACE = "http://hl7.org/fhir";
  private static final JsonFactory JSON = new JsonFactory();

  /** The format of a body; marks of MLLP and a byte order mark may stand around it. */
  static BodyFormat of(byte[] body) {
    int start = start(body);
    if (start == body.length) {
      return refused("receive.empty", "内容为空", "there is nothing in it");
    }
    if (startsWith(body, start, "MSH")
        || startsWith(body, start, "FHS")
        || startsWith(body, start, "BHS")) {
      return new BodyFormat(HL7_V2, null);
    }
    return switch (body[start]) {
      case '{', '[' -> ofJson(body, start);
      case '<' -> ofXml(body, start);
      default ->
          refused(
              "receive.format",
              "认不出格式：应以 MSH、FHS、BHS（HL7 v2）、{ 或 [（JSON）、<（FHIR XML）开头；其他格式请在路由中写明 format=",
              "no known format: it should begin with MSH, FHS or BHS (HL7 v2), { or [ (JSON), <"
                  + " (FHIR XML); name any other by format= in the route");
    };
  }

  private static BodyFormat ofJson(byte[] body, int start) {
    try (JsonParser parser = JSON.createParser(body, start, body.length - start)) {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.START_ARRAY) {
        token = parser.nextToken();
      }
      if (token == JsonToken.START_OBJECT) {
        for (token = parser.nextToken();
            token == JsonToken.FIELD_NAME;
            token = parser.nextToken()) {
          if (parser.currentName().equals("resourceType")) {
            return new BodyFormat(FHIR_R4, null);
          }
          if (parser.currentName().equals("infno")) {
            return new BodyFormat(TRANSACTION, null);
          }
          parser.nextToken();
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      return refused(
          "receive.json",
          "不是正确的 JSON，第 %d 行第 %d 列"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          "not well-formed JSON at line %d, column %d"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      return refused("receive.json", "JSON 不是 UTF-8", "JSON that is not UTF-8");
    }
    return refused(
        "receive.format",
        "JSON 中既没有 resourceType（FHIR），也没有 infno（医保交易）",
        "JSON with neither resourceType (FHIR) nor infno (a national transaction)");
  }

  private static BodyFormat ofXml(byte[] body, int start) {
    String head =
        new String(
            body, start, Math.min(XML_HEAD, body.length - start), StandardCharsets.ISO_8859_1);
    return head.contains(FHIR_NAMESPACE)
        ? new BodyFormat(FHIR_R4, null)
        : refused(
            "receive.format",
            "XML 只收 FHIR R4（命名空间 " + FHIR_NAMESPACE + "）",
            "of XML only FHIR R4 is taken (namespace " + FHIR_NAMESPACE + ")");
  }

  private static BodyFormat refused(String rule, String zh, String en) {
    return new BodyFormat("", Finding.error(rule, "", zh, en));
  }

  /**
   * A body without the marks of MLLP, for readers that know none. Neither mark occurs within a
   * character of UTF-8 or GB18030.
   *
   * @return the same array if there are none
   */
  static byte[] withoutMarks(byte[] body) {
    byte[] plain = null;
    int length = 0;
    for (int i = 0; i < body.length; i++) {
      if (isMark(body, i)) {
        if (plain == null) {
          plain = Arrays.copyOf(body, body.length);
          length = i;
        }
      } else if (plain != null) {
        plain[length++] = body[i];
      }
    }
    return plain == null ? body : Arrays.copyOf(plain, length);
  }

  private static boolean isMark(byte[] body, int at) {
    if (body[at] == FRAME_START) {
      return startsWith(body, at + 1, "MSH")
          || startsWith(body, at + 1, "FHS")
          || startsWith(body, at + 1, "BHS");
    }
    return body[at] == FRAME_END
        && (at + 1 == body.length
            || body[at + 1] == '\r'
            || body[at + 1] == '\n'
            || body[at + 1] == FRAME_START);
  }

  /** Behind byte order mark, white space and marks of MLLP, which are below the blank, too. */
  private static int start(byte[] body) {
    int at =
        body.length >= 3
                && body[0] == (byte) 0xef
                && body[1] == (byte) 0xbb
                && body[2] == (byte) 0xbf
            ? 3
            : 0;
    while (at < body.length && body[at] >= 0 && body[at] <= ' ') {
      at++;
    }
    return at;
  }

  private static boolean startsWith(byte[] body, int at, String text) {
    if (body.length - at < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (body[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
