package org.duima.web.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.duima.api.Text;

/** Reading and writing of JSON bodies. */
final class Json {
  static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final long PASSED_OVER = 256L << 20;

  private Json() {}

  /**
   * @param value null for no body
   */
  static void write(HttpServletResponse response, int status, Object value) throws IOException {
    write(response, status, Operation.Body.JSON, value);
  }

  static void write(HttpServletResponse response, int status, String contentType, Object value)
      throws IOException {
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    if (value == null) {
      return;
    }
    response.setContentType(contentType);
    response.setCharacterEncoding("UTF-8");
    byte[] body = MAPPER.writeValueAsBytes(value);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static void error(HttpServletResponse response, int status, Text text) throws IOException {
    write(response, status, Map.of("error", text(text)));
  }

  static Answer problem(int status, String zh, String en) {
    return Answer.of(status, Map.of("error", text(new Text(zh, en))));
  }

  static Map<String, String> text(Text text) {
    return Map.of("zh", text.zh(), "en", text.en());
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
    return body(request.getInputStream(), request.getContentLengthLong(), largest);
  }

  /**
   * The bytes of a stream, as {@link #body(HttpServletRequest, int)} has them.
   *
   * @param announced how many they are, negative if nobody said
   */
  static byte[] body(InputStream in, long announced, int largest) throws IOException {
    if (announced <= largest) {
      byte[] body = in.readNBytes(largest + 1);
      if (body.length <= largest) {
        return body;
      }
    }
    passOver(in);
    return null;
  }

  /** Reads and forgets what is still being sent, up to a limit. */
  static void passOver(InputStream in) throws IOException {
    byte[] forgotten = new byte[64 * 1024];
    int read = 0;
    for (long passed = 0; read >= 0 && passed < PASSED_OVER; passed += read) {
      read = in.read(forgotten);
    }
  }
}
