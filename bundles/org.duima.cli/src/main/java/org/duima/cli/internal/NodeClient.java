package org.duima.cli.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Talks HTTP to a node. */
public final class NodeClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** For what reads the whole ledger or a large file. */
  private static final Duration LONG_TIMEOUT = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final String baseUrl;
  private final String apiKey;

  /**
   * @throws Failure if the address is none
   */
  public NodeClient(String baseUrl, String apiKey) {
    this.baseUrl = baseUrl.replaceAll("/+$", "");
    this.apiKey = apiKey;
    if (!this.baseUrl.matches("https?://[^/].*")) {
      throw Failure.unusable("不是 HTTP 地址：" + baseUrl, "not an HTTP address");
    }
  }

  /** A value as part of a path or query. */
  public static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Reads.
   *
   * @throws Failure if the node is not reachable or refuses
   */
  public JsonNode get(String path) {
    return send(request(path).GET());
  }

  /** Asks the node to do something; otherwise like {@link #get}. */
  public JsonNode post(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /** The bytes of a file that the node makes; otherwise like {@link #get}. */
  public byte[] download(String path) {
    return exchange(request(path).setHeader("Accept", "*/*").timeout(LONG_TIMEOUT).GET()).body();
  }

  /**
   * Sends a file; otherwise like {@link #post}.
   *
   * @throws Failure also if the file cannot be read
   */
  public JsonNode postFile(String path, Path file) {
    try {
      return send(
          request(path)
              .timeout(LONG_TIMEOUT)
              .header("Content-Type", "application/octet-stream")
              .POST(HttpRequest.BodyPublishers.ofFile(file)));
    } catch (FileNotFoundException e) {
      throw Failure.unusable("无法读取文件 " + file, "cannot read the file", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create(baseUrl + path))
          .timeout(ANSWER_TIMEOUT)
          .header("Accept", "application/json")
          .header("Authorization", "Bearer " + apiKey);
    } catch (IllegalArgumentException e) {
      throw Failure.unusable("地址或密钥格式错误：" + baseUrl, "malformed address or key", e);
    }
  }

  private JsonNode send(HttpRequest.Builder builder) {
    JsonNode body = json(exchange(builder).body());
    if (body == null) {
      throw Failure.notReachable(
          baseUrl + " 的应答不是 JSON，可能不是 Duima 节点", "the answer is no JSON: perhaps no node", null);
    }
    return body;
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder builder) {
    HttpResponse<byte[]> response;
    try {
      response = http.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw Failure.notReachable("节点不可达：" + baseUrl, "the node is not reachable: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.notReachable("已中断", "interrupted", e);
    }
    int status = response.statusCode();
    if (status / 100 == 2) {
      return response;
    }
    JsonNode body = json(response.body());
    String zh = told(body, "zh", "HTTP " + status);
    String en = told(body, "en", "HTTP " + status);
    if (status == 401 || status == 403) {
      throw Failure.unusable("节点不接受该密钥：" + zh, "the node does not take this key: " + en);
    }
    if (status / 100 == 5) {
      throw Failure.notReachable("节点暂时无法处理：" + zh, "the node cannot do it now: " + en, null);
    }
    throw Failure.refused(zh, en);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode node = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      return node.isMissingNode() ? null : node;
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static String told(JsonNode body, String language, String otherwise) {
    return body == null ? otherwise : body.path("error").path(language).asText(otherwise);
  }
}
