package org.duima.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A node and a platform in one that take everything and then show what a test tells them to: it
 * lets a test see whether the player and the judge notice what is wrong.
 */
final class FakeNode implements AutoCloseable {
  static final String KEY = "test-key";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ServerSocket mllp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final HttpServer http =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> sockets = new ArrayList<>();
  private final Map<String, List<String>> received = new HashMap<>();
  private final Map<String, String> stays = new HashMap<>();
  private final Map<String, String> records = new HashMap<>();
  private String cards = "[]";
  private String dispositions = "[]";
  private String answer = "AA";
  private int distinct;

  FakeNode() throws IOException {
    http.setExecutor(threads);
    http.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String path = exchange.getRequestURI().toString();
          String found;
          int ok = 200;
          if (!path.startsWith("/_simulator")
              && !("Bearer " + KEY)
                  .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            found = null;
          } else if (path.startsWith("/fhir")) {
            ok = fhir(path, exchange.getRequestHeaders().getFirst("Content-Type"), body);
            found = "{\"resourceType\":\"OperationOutcome\"}";
          } else {
            found = path.equals("/api/transactions") ? transaction(body) : page(path);
          }
          byte[] bytes = (found == null ? "{}" : found).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(found == null ? 404 : ok, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    http.start();
    threads.submit(this::accept);
  }

  String mllpAddress() {
    return mllp.getInetAddress().getHostAddress() + ":" + mllp.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  synchronized void shows(String visit, String listsJson) {
    stays.put(visit, "{\"lists\":[" + listsJson + "]}");
  }

  synchronized void holds(String setlId, String recordJson) {
    records.put(setlId, recordJson);
  }

  synchronized void answers(String code) {
    answer = code;
  }

  /** Cards that every order gets. */
  synchronized void cards(String json) {
    cards = json;
  }

  /** What the platform was told by 3103. */
  synchronized void dispositions(String json) {
    dispositions = json;
  }

  /** MSH-10 or infno of what came, by connection or path. */
  synchronized Map<String, List<String>> received() {
    return Map.copyOf(received);
  }

  /** Refuses a body that is not what its path and type say. */
  private synchronized int fhir(String path, String type, byte[] body) throws IOException {
    if (answer.equals("AR")) {
      return 422;
    }
    boolean xml = type.equals("application/fhir+xml");
    if (xml != (body[0] == '<') || !(xml || type.equals("application/fhir+json"))) {
      return 415;
    }
    String resource = path.equals("/fhir") ? "Bundle" : path.substring("/fhir/".length());
    String text = new String(body, StandardCharsets.UTF_8);
    boolean isOfType =
        xml
            ? text.contains("<" + resource + " xmlns=")
            : MAPPER.readTree(body).path("resourceType").asText().equals(resource);
    if (!isOfType) {
      return 400;
    }
    received.computeIfAbsent("fhir", k -> new ArrayList<>()).add(resource);
    distinct++;
    return 201;
  }

  private synchronized String transaction(byte[] body) throws IOException {
    JsonNode call = MAPPER.readTree(body);
    received.computeIfAbsent("http", k -> new ArrayList<>()).add(call.path("msgid").asText());
    distinct++;
    return "{}";
  }

  private synchronized String page(String path) throws IOException {
    if (path.equals("/api/status")) {
      return "{\"counts\":{\"messages\":{\"all\":" + distinct + ",\"waiting\":0,\"dead\":0}}}";
    }
    if (path.startsWith("/api/reports/code-match")) {
      return "{\"sections\":[{\"rows\":[[\"编码（次）\",4,3,1,0.75]]}]}";
    }
    if (path.startsWith("/api/stays/")) {
      String stay = stays.get(path.substring("/api/stays/".length()));
      return stay == null ? null : "{\"messages\":[" + messages() + "]," + stay.substring(1);
    }
    if (path.equals("/cds-services/duima-order-sign")) {
      return "{\"cards\":" + cards + "}";
    }
    if (path.equals("/cds-services/duima-order-sign/feedback")) {
      return "{}";
    }
    if (path.equals("/_simulator/dispositions")) {
      return dispositions;
    }
    if (path.equals("/_simulator/records")) {
      return "[" + String.join(",", records.values()) + "]";
    }
    if (path.startsWith("/_simulator/records?setl_id=")) {
      return records.get(path.substring("/_simulator/records?setl_id=".length()));
    }
    return null;
  }

  private String messages() {
    return received.values().stream()
        .flatMap(List::stream)
        .map(id -> "{\"controlId\":\"" + id + "\"}")
        .collect(Collectors.joining(","));
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = mllp.accept();
        synchronized (this) {
          sockets.add(socket);
        }
        threads.submit(
            () -> {
              converse(socket);
              return null;
            });
      }
    } catch (SocketException closed) {
      // the end of the test
      return;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void converse(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != MllpClient.END) {
        frame.write(next);
        continue;
      }
      String[] msh = frame.toString(StandardCharsets.ISO_8859_1).split("\r")[0].split("\\|");
      frame.reset();
      String controlId = msh[9];
      String code;
      synchronized (this) {
        received
            .computeIfAbsent(socket.getPort() + " " + msh[2], k -> new ArrayList<>())
            .add(controlId);
        distinct++;
        code = answer;
      }
      socket
          .getOutputStream()
          .write(
              ("\u000bMSH|^~\\&|\rMSA|" + code + "|" + controlId + "\r\u001c\r")
                  .getBytes(StandardCharsets.UTF_8));
      in.read();
    }
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    mllp.close();
    synchronized (this) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    threads.shutdownNow();
  }
}
