package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Status, content type and bytes of an answer. */
record HttpAnswer(int status, String contentType, byte[] body) {
  private static final String JSON = "application/json;charset=UTF-8";

  static HttpAnswer json(int status, JsonNode body) {
    return new HttpAnswer(status, JSON, Json.bytes(body));
  }

  /** What a gateway says for itself: no infcode, since the platform was not reached. */
  static HttpAnswer gateway(int status, String message) {
    ObjectNode body = Json.object().put("code", -1).put("type", "error").put("message", message);
    body.putNull("data");
    return json(status, body);
  }

  /** A file as a stream of bytes. */
  static HttpAnswer file(byte[] bytes) {
    return new HttpAnswer(200, "application/octet-stream", bytes);
  }

  static HttpAnswer html() {
    String page =
        "<!DOCTYPE html><html><head><title>系统维护</title></head>"
            + "<body><h1>系统维护中，请稍后再试</h1></body></html>";
    return new HttpAnswer(200, "text/html;charset=UTF-8", page.getBytes(StandardCharsets.UTF_8));
  }

  /** What an application server says when its application fails. */
  static HttpAnswer serverError() {
    return json(
        500,
        Json.object()
            .put("timestamp", "2026-03-10T04:00:00.000+0000")
            .put("status", 500)
            .put("error", "Internal Server Error")
            .put("path", "/fsi"));
  }

  /** What a proxy says when it does not reach the platform. */
  static HttpAnswer badGateway() {
    String page =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
            + "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    return new HttpAnswer(502, "text/html", page.getBytes(StandardCharsets.UTF_8));
  }

  /** The first half of the answer followed by bytes that no UTF-8 text has. */
  HttpAnswer garbled() {
    byte[] bytes = new byte[body.length / 2 + 4];
    System.arraycopy(body, 0, bytes, 0, body.length / 2);
    for (int i = body.length / 2; i < bytes.length; i++) {
      bytes[i] = (byte) 0xFF;
    }
    return new HttpAnswer(status, contentType, bytes);
  }
}
