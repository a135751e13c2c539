package org.duima.web.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.duima.api.Text;

/** Reading and writing of JSON bodies. */
final class Json {
  static final ObjectMapper MAPPER =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final int LARGEST_COMMAND = 64 * 1024;
  private static final long PASSED_OVER = 256L << 20;

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
   * @return null if it is larger than allowed. As much again as {@link #PASSED_OVER} was then read
   *     and forgotten, because a sender that is still writing when the connection closes does not
   *     see the answer
   */
  static byte[] body(HttpServletRequest request, int largest) throws IOException {
    InputStream in = request.getInputStream();
    if (request.getContentLengthLong() <= largest) {
      byte[] body = in.readNBytes(largest + 1);
      if (body.length <= largest) {
        return body;
      }
    }
    byte[] forgotten = new byte[64 * 1024];
    int read = 0;
    for (long passed = 0; read >= 0 && passed < PASSED_OVER; passed += read) {
      read = in.read(forgotten);
    }
    return null;
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
