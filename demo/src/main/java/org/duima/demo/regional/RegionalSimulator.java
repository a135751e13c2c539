package org.duima.demo.regional;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stand-in for a regional platform that takes lists as FHIR R4: transactions with conditional
 * updates and creates, searches by identifier. It listens on 127.0.0.1, keeps what it took in
 * memory, and can be told to misbehave. Thread-safe.
 */
public final class RegionalSimulator implements AutoCloseable {
  /** Where the FHIR service is. */
  public static final String BASE_PATH = "/fhir";

  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
  private static final int ENDLESS_BYTES = 64 * 1024 * 1024;
  private static final int THREADS = 8;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final RegionalStore store = new RegionalStore();
  private final Deque<RegionalBehaviour> next = new ArrayDeque<>();
  private final AtomicInteger transactions = new AtomicInteger();
  private final String authorization;
  private final HttpServer server;
  private final ExecutorService workers;
  private RegionalBehaviour always = RegionalBehaviour.NORMAL;

  /**
   * Starts to listen.
   *
   * @param port 0 for a free one
   * @param authorization what the header of that name must say; empty for none
   */
  public RegionalSimulator(int port, String authorization) throws IOException {
    this.authorization = authorization;
    server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), port),
            64);
    workers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "regional");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The root of the FHIR service. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + BASE_PATH);
  }

  /** The newest version of each Claim. */
  public List<JsonNode> claims() {
    return store.all("Claim");
  }

  /** The ClaimResponses. */
  public List<JsonNode> responses() {
    return store.all("ClaimResponse");
  }

  /** How many versions of a resource there have been, such as of {@code Claim/1}. */
  public int versions(String reference) {
    return store.versions(reference);
  }

  /** How many transactions were taken. */
  public int transactions() {
    return transactions.get();
  }

  /** What it does to transactions from now on. */
  public synchronized void behave(RegionalBehaviour behaviour) {
    always = behaviour;
    next.clear();
  }

  /** What it does to the next transaction only. */
  public synchronized void behaveOnce(RegionalBehaviour behaviour) {
    next.add(behaviour);
  }

  private synchronized RegionalBehaviour behaviour() {
    RegionalBehaviour once = next.poll();
    return once == null ? always : once;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      serve(exchange);
    } catch (IOException e) {
      // the client went away
      exchange.close();
    } catch (RuntimeException e) {
      // no text of it leaves: it could quote the list
      send(exchange, 500, outcome("exception", "系统异常", ""));
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    String path = exchange.getRequestURI().getPath();
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (!authorization.isEmpty() && !authorization.equals(given)) {
      send(exchange, 401, outcome("login", "未登录", ""));
    } else if (body.length > MAX_BODY_BYTES) {
      send(exchange, 413, outcome("too-long", "请求过大", ""));
    } else if (path.equals(BASE_PATH + "/metadata")) {
      send(exchange, 200, capabilities());
    } else if (!exchange.getRequestMethod().equals("POST")) {
      send(exchange, 405, outcome("not-supported", "仅支持 POST", ""));
    } else if (path.matches(BASE_PATH + "/(Claim|ClaimResponse)/_search")) {
      search(exchange, path.split("/")[2], new String(body, StandardCharsets.US_ASCII));
    } else if (path.equals(BASE_PATH)) {
      transaction(exchange, body);
    } else {
      send(exchange, 404, outcome("not-found", "地址不存在", ""));
    }
  }

  private void search(HttpExchange exchange, String type, String form) throws IOException {
    ObjectNode bundle = JSON.createObjectNode();
    bundle.put("resourceType", "Bundle").put("type", "searchset");
    List<JsonNode> found = List.of();
    for (String pair : form.split("&")) {
      if (pair.startsWith("identifier=")) {
        found =
            store.withIdentifier(
                type,
                URLDecoder.decode(pair.substring("identifier=".length()), StandardCharsets.UTF_8));
      }
    }
    bundle.put("total", found.size());
    ArrayNode entries = bundle.putArray("entry");
    found.forEach(resource -> entries.addObject().set("resource", resource));
    send(exchange, 200, bundle);
  }

  private void transaction(HttpExchange exchange, byte[] body) throws IOException {
    RegionalBehaviour behaviour = behaviour();
    switch (behaviour) {
      case CLOSED -> {
        exchange.getResponseHeaders().set("Retry-After", "120");
        send(exchange, 503, outcome("transient", "系统维护", ""));
        return;
      }
      case REDIRECT -> {
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
        send(exchange, 302, outcome("processing", "请到新地址", ""));
        return;
      }
      case BROKEN -> {
        send(exchange, 500, outcome("exception", "系统异常", ""));
        return;
      }
      case REFUSE -> {
        send(
            exchange,
            422,
            outcome(
                "business-rule",
                "诊断编码不在区域目录",
                "Bundle.entry[0].resource.diagnosis[1].diagnosis.ofType(CodeableConcept)"));
        return;
      }
      case ENDLESS -> {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(new byte[ENDLESS_BYTES]);
        }
        return;
      }
      default -> {}
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.startsWith("application/fhir+json")) {
      send(exchange, 415, outcome("not-supported", "应为 application/fhir+json", ""));
      return;
    }
    ObjectNode answer = take(exchange, body);
    if (answer == null) {
      return;
    }
    switch (behaviour) {
      case GARBLE ->
          send(exchange, 200, "text/html", "<html>网关</html>".getBytes(StandardCharsets.UTF_8));
      case DIE_AFTER_TAKING -> exchange.close();
      case SILENT_AFTER_TAKING -> {
        // the client gives up first
      }
      default -> send(exchange, 200, answer);
    }
  }

  /** Takes all entries or none; null if it refused. */
  private synchronized ObjectNode take(HttpExchange exchange, byte[] body) throws IOException {
    JsonNode bundle = JSON.readTree(body);
    if (!bundle.path("resourceType").asText().equals("Bundle")
        || !bundle.path("type").asText().equals("transaction")
        || bundle.path("entry").isEmpty()) {
      send(exchange, 400, outcome("structure", "不是事务", "Bundle.type"));
      return null;
    }
    for (JsonNode entry : bundle.path("entry")) {
      List<String[]> faults = RegionalChecks.faults(entry.path("resource"));
      if (!faults.isEmpty()) {
        send(exchange, 422, outcome("required", faults.get(0)[1], faults.get(0)[0]));
        return null;
      }
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.put("resourceType", "Bundle").put("type", "transaction-response");
    answer.put("id", "t" + transactions.incrementAndGet());
    ArrayNode answers = answer.putArray("entry");
    for (JsonNode entry : bundle.path("entry")) {
      JsonNode request = entry.path("request");
      ObjectNode resource = (ObjectNode) entry.path("resource");
      String type = resource.path("resourceType").asText();
      boolean update = request.path("method").asText().equals("PUT");
      String condition =
          update
              ? request.path("url").asText().replaceFirst("^[A-Za-z]+\\?", "")
              : request.path("ifNoneExist").asText();
      String token =
          URLDecoder.decode(condition.replaceFirst("^identifier=", ""), StandardCharsets.UTF_8);
      List<JsonNode> present = store.withIdentifier(type, token);
      if (present.size() > 1) {
        send(exchange, 412, outcome("multiple-matches", "有多个", ""));
        return null;
      }
      String id = present.isEmpty() ? null : present.get(0).path("id").asText();
      boolean kept = !update && id != null;
      ObjectNode response = answers.addObject().putObject("response");
      response.put("status", id == null ? "201 Created" : "200 OK");
      response.put(
          "location",
          kept
              ? type + "/" + id + "/_history/" + store.versions(type + "/" + id)
              : store.put(type, id, resource));
    }
    return answer;
  }

  private static ObjectNode capabilities() {
    ObjectNode capabilities = JSON.createObjectNode();
    capabilities
        .put("resourceType", "CapabilityStatement")
        .put("status", "active")
        .put("kind", "instance")
        .put("fhirVersion", "4.0.1");
    capabilities.putArray("format").add("json");
    capabilities
        .putArray("rest")
        .addObject()
        .put("mode", "server")
        .putArray("interaction")
        .addObject()
        .put("code", "transaction");
    return capabilities;
  }

  private static ObjectNode outcome(String code, String text, String expression) {
    ObjectNode outcome = JSON.createObjectNode();
    outcome.put("resourceType", "OperationOutcome");
    ObjectNode issue = outcome.putArray("issue").addObject();
    issue.put("severity", "error").put("code", code);
    issue.putObject("details").put("text", text);
    if (!expression.isEmpty()) {
      issue.putArray("expression").add(expression);
    }
    return outcome;
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, "application/fhir+json; charset=utf-8", JSON.writeValueAsBytes(body));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
