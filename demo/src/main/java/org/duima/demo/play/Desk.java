package org.duima.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.duima.demo.day.Message;
import org.duima.demo.day.Order;

/**
 * The doctor's desk: asks about orders over HTTP, keeps what was shown, and does with it what the
 * day says. Safe for use by several threads.
 */
final class Desk {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
  private static final long PAUSE_MS = 100;

  private final Http node;
  private final Map<String, List<Shown>> shown = new ConcurrentHashMap<>();
  // number of the last message that was acknowledged, by visit
  private final Map<String, String> lastSent = new ConcurrentHashMap<>();

  Desk(Http node) {
    this.node = node;
  }

  /** Remembers what was sent, so that an order is asked about only when the node knows of it. */
  void sent(Message message) {
    // laboratory results mostly say nothing of the stay itself, so they do not show in it
    if (message.name().startsWith("ORU") || message.sender().equals("LIS")) {
      return;
    }
    // a node names a single resource by its identifiers, not by an id of the message
    if (message.kind() == Message.Kind.FHIR && !message.name().startsWith("Bundle")) {
      return;
    }
    lastSent.put(message.visit(), message.controlId());
  }

  /** Alerts by number of the order, for every order that was answered. */
  Map<String, List<Shown>> shown() {
    return new TreeMap<>(shown);
  }

  /**
   * Waits until the node has applied what was sent of the stay before: doctors are slower than
   * messages. Gives up quietly, what is shown tells.
   */
  void awaitKnown(String visit, Instant deadline) throws InterruptedException, IOException {
    String controlId = lastSent.get(visit);
    Instant giveUp = Instant.now().plus(KNOWN_WITHIN);
    while (controlId != null
        && Instant.now().isBefore(giveUp)
        && Instant.now().isBefore(deadline)) {
      JsonNode stay = node.get("/api/stays/" + Http.encoded(visit)).orElse(MAPPER.nullNode());
      for (JsonNode message : stay.path("messages")) {
        if (message.path("controlId").asText().equals(controlId)) {
          return;
        }
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  /** Asks over HTTP; returns what is wrong with the answer, empty if nothing. */
  String ask(Message message) throws IOException, InterruptedException {
    boolean hook = message.kind() == Message.Kind.HOOK;
    HttpResponse<byte[]> response =
        node.post(hook ? "/cds-services/duima-order-sign" : "/api/alerts/3101", message.body());
    if (response.statusCode() != 200) {
      return "HTTP "
          + response.statusCode()
          + " "
          + new String(response.body(), StandardCharsets.UTF_8);
    }
    JsonNode answer = MAPPER.readTree(response.body());
    answered(message.order(), hook ? Shown.ofCards(answer) : Shown.ofResults(answer));
    return "";
  }

  /** Keeps what an answer showed. */
  void answered(String order, List<Shown> alerts) {
    shown.put(order, List.copyOf(alerts));
  }

  /** Tells what the doctor did; returns what is wrong, empty if nothing. */
  String decide(Order order) throws IOException, InterruptedException {
    List<Shown> alerts = shown.getOrDefault(order.no(), List.of());
    if (order.then().isEmpty() || alerts.isEmpty()) {
      return "";
    }
    String[] words = order.then().split(" ");
    HttpResponse<byte[]> response =
        order.ask().equals("order-sign") ? feedback(words, alerts) : dispositions(words, alerts);
    return response.statusCode() == 200
        ? ""
        : "HTTP "
            + response.statusCode()
            + " "
            + new String(response.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> feedback(String[] words, List<Shown> alerts)
      throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode();
    for (Shown alert : alerts) {
      ObjectNode one = body.withArray("feedback").addObject();
      one.put("card", alert.id()).put("outcome", words[0]);
      one.put("outcomeTimestamp", Instant.now().toString());
      if (words.length > 1) {
        one.putObject("overrideReason").putObject("reason").put("code", words[1]);
      }
    }
    return node.post("/cds-services/duima-order-sign/feedback", MAPPER.writeValueAsBytes(body));
  }

  private HttpResponse<byte[]> dispositions(String[] words, List<Shown> alerts)
      throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("infno", "3103");
    ObjectNode data = body.putObject("input").putObject("data");
    data.put("warn_type", "1");
    for (Shown alert : alerts) {
      ObjectNode one = data.withArray("warns").addObject();
      one.put("warn_rslt_id", alert.id()).put("dspo_way", words.length > 1 ? "1" : "2");
      if (words.length > 1) {
        one.put("dspo_way_rea", words[1]);
      }
    }
    return node.post("/api/alerts/3103", MAPPER.writeValueAsBytes(body));
  }
}
