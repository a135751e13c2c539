package org.duima.web.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.duima.api.Text;

/** Reading and writing of JSON bodies. */
final class Json {
  static final ObjectMapper MAPPER =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final int LARGEST_COMMAND = 64 * 1024;

  private Json() {}

  static void write(HttpServletResponse response, int status, Object value) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    byte[] body = MAPPER.writeValueAsBytes(value);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static void error(HttpServletResponse response, int status, Text text) throws IOException {
    write(response, status, Map.of("error", Map.of("zh", text.zh(), "en", text.en())));
  }

  /**
   * Tells the client that the connection ends with the answer. The server drops a connection with
   * an unread body anyway; a client that is not told loses its next request on it.
   */
  static void leaveBodyUnread(HttpServletResponse response) {
    response.setHeader("Connection", "close");
  }

  /**
   * The bytes of a body.
   *
   * @return null if it is larger than allowed; nothing more was read then
   */
  static byte[] body(HttpServletRequest request, int largest) throws IOException {
    if (request.getContentLengthLong() > largest) {
      return null;
    }
    byte[] body = request.getInputStream().readNBytes(largest + 1);
    return body.length > largest ? null : body;
  }

  /**
   * A field of a small JSON object body.
   *
   * @return empty text if the field is absent
   * @throws IOException if the body is no JSON object
   */
  static String field(HttpServletRequest request, String name) throws IOException {
    byte[] body = body(request, LARGEST_COMMAND);
    if (body == null || body.length == 0) {
      return "";
    }
    JsonNode node = MAPPER.readTree(body);
    return node.path(name).asText("").trim();
  }
}
