package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.time.Instant;

/** How calls are signed and answers are sealed. Thread-safe. */
interface Seal {
  /**
   * A call as far as it could be opened.
   *
   * @param envelope the plain envelope; a null node where there is no JSON object
   * @param problem why the gateway keeps the call out, or null
   */
  record Opened(JsonNode envelope, Problem problem) {}

  Opened open(Headers headers, byte[] body, Instant now);

  /** The answer as it is sent. */
  ObjectNode seal(ObjectNode answer, Instant now);

  /** The JSON object of these bytes, or a null node where they are none. */
  static JsonNode object(byte[] body) {
    try {
      JsonNode tree = Json.read(body);
      return tree != null && tree.isObject() ? tree : Json.object().nullNode();
    } catch (IOException e) {
      return Json.object().nullNode();
    }
  }
}
