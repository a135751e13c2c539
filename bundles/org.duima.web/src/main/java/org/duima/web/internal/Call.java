package org.duima.web.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One request to an operation. For use by the one thread that answers it. */
public final class Call {
  private static final int LARGEST_JSON = 64 * 1024;
  private static final int MOST_ROWS = 10_000;

  private final HttpServletRequest request;
  private final Operation operation;
  private final Map<String, String> path;
  private final Caller caller;
  private Map<String, String> query;
  private boolean bodyRead;
  private ObjectNode json;

  Call(HttpServletRequest request, Operation operation, Map<String, String> path, Caller caller) {
    this.request = request;
    this.operation = operation;
    this.path = Map.copyOf(path);
    this.caller = caller;
  }

  Operation operation() {
    return operation;
  }

  HttpServletRequest request() {
    return request;
  }

  /** Name of the caller, for the audit trail; empty where no login is needed. */
  public String who() {
    return caller == null ? "" : caller.name();
  }

  /** Whoever calls; null where no login is needed and there is none. */
  Caller caller() {
    return caller;
  }

  /** The part of the path that {@code {name}} stands for. */
  public String path(String name) {
    return path.get(name);
  }

  /** A query parameter without surrounding blanks; empty if absent. */
  public String parameter(String name) {
    if (query == null) {
      query = query(request.getQueryString());
    }
    return query.getOrDefault(name, "").trim();
  }

  /**
   * The query alone: the servlet's own reading takes the body too where a client says that it is a
   * form, as curl does of every file.
   */
  static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // a lone percent sign stands for itself
      return text;
    }
  }

  /** A query parameter that must be there. */
  public String required(String name) throws ProblemException {
    String value = parameter(name);
    if (value.isEmpty()) {
      throw ProblemException.bad("缺少参数 " + name, "parameter " + name + " is missing");
    }
    return value;
  }

  /** The parameter {@code max}: how many rows are wanted at most. */
  public int max(int otherwise) throws ProblemException {
    return number("max", otherwise, 1, MOST_ROWS);
  }

  /** A whole number in the query. */
  public int number(String name, int otherwise, int least, int most) throws ProblemException {
    String value = parameter(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw ProblemException.bad(
        name + " 应为 " + least + " 至 " + most + " 的整数",
        name + " must be a whole number from " + least + " to " + most);
  }

  /** A {@code true} or {@code false} in the query; false if absent. */
  public boolean flag(String name) throws ProblemException {
    return switch (parameter(name)) {
      case "", "false" -> false;
      case "true" -> true;
      default ->
          throw ProblemException.bad(name + " 应为 true 或 false", name + " must be true or false");
    };
  }

  /** A date in the query, {@code otherwise} if absent. */
  public LocalDate date(String name, LocalDate otherwise) throws ProblemException {
    return date(name, parameter(name), otherwise);
  }

  private static LocalDate date(String name, String value, LocalDate otherwise)
      throws ProblemException {
    try {
      return value.isEmpty() ? otherwise : LocalDate.parse(value);
    } catch (DateTimeException e) {
      throw ProblemException.bad(name + " 应为 yyyy-MM-dd", name + " must be yyyy-MM-dd");
    }
  }

  /** A month in the query, null if absent. */
  public YearMonth month(String name) throws ProblemException {
    String value = parameter(name);
    return value.isEmpty() ? null : month(name, value);
  }

  /** A month in the path. */
  YearMonth monthInPath(String name) throws ProblemException {
    return month(name, path(name));
  }

  private static YearMonth month(String name, String value) throws ProblemException {
    try {
      return YearMonth.parse(value);
    } catch (DateTimeException e) {
      throw ProblemException.bad(name + " 应为 yyyy-MM", name + " must be yyyy-MM");
    }
  }

  /**
   * A text of the JSON body without surrounding blanks; empty if absent.
   *
   * @throws IOException if the body is no JSON
   */
  public String field(String name) throws ProblemException, IOException {
    JsonNode value = json().path(name);
    if (value.isContainerNode()) {
      throw ProblemException.bad(name + " 应为文本", name + " must be a text");
    }
    return value.isNull() ? "" : value.asText("").trim();
  }

  /** A text of the JSON body that must be there. */
  public String requiredField(String name) throws ProblemException, IOException {
    String value = field(name);
    if (value.isEmpty()) {
      throw ProblemException.bad("缺少 " + name, name + " is missing");
    }
    return value;
  }

  /** A month of the JSON body that must be there. */
  public YearMonth requiredMonth(String name) throws ProblemException, IOException {
    return month(name, requiredField(name));
  }

  /** A date of the JSON body, null if absent. */
  public LocalDate dateField(String name) throws ProblemException, IOException {
    return date(name, field(name), null);
  }

  /** A list of texts of the JSON body; empty if absent. */
  public List<String> texts(String name) throws ProblemException, IOException {
    JsonNode value = json().path(name);
    if (!value.isArray() && !value.isMissingNode()) {
      throw ProblemException.bad(name + " 应为数组", name + " must be an array");
    }
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(item.asText("").trim()));
    return texts;
  }

  /**
   * The JSON object that was sent; an empty one if nothing was.
   *
   * @throws IOException if the body is no JSON
   */
  public ObjectNode json() throws ProblemException, IOException {
    if (json == null) {
      byte[] body = body(LARGEST_JSON);
      JsonNode node =
          body.length == 0 ? JsonNodeFactory.instance.objectNode() : Json.MAPPER.readTree(body);
      if (!(node instanceof ObjectNode object)) {
        throw ProblemException.bad("请求体应为 JSON 对象", "the body must be a JSON object");
      }
      json = object;
    }
    return json;
  }

  /**
   * The bytes that were sent.
   *
   * @throws ProblemException 413 if they are more, 415 if they are of a type that the operation
   *     does not take
   */
  public byte[] body(int largest) throws ProblemException, IOException {
    checkContentType();
    bodyRead = true;
    byte[] body = Json.body(request, largest);
    if (body == null) {
      bodyRead = false;
      throw tooLarge(largest);
    }
    return body;
  }

  /**
   * Writes the bytes that were sent to a file; otherwise like {@link #body}. A file that became too
   * large is gone again.
   */
  public void saveBody(Path file, long largest) throws ProblemException, IOException {
    checkContentType();
    long size = 0;
    try (InputStream in = request.getInputStream();
        OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > largest) {
          Json.passOver(in);
          break;
        }
        out.write(buffer, 0, read);
      }
    }
    if (size > largest) {
      Files.delete(file);
      throw tooLarge(largest);
    }
    bodyRead = true;
  }

  private static ProblemException tooLarge(long largest) {
    String limit = largest >= 1 << 20 ? (largest >> 20) + " MB" : (largest >> 10) + " kB";
    return new ProblemException(413, "请求超过 " + limit, "the request is larger than " + limit);
  }

  private void checkContentType() throws ProblemException {
    Operation.Body taken = operation.body();
    if (taken == null || taken.contentTypes().isEmpty() || !hasBody(request)) {
      return;
    }
    String type = request.getContentType();
    if (type == null && caller != null && !caller.isSession()) {
      // a machine's client may leave it out; a browser of another site could, too
      return;
    }
    String plain = type == null ? "" : type.split(";")[0].trim().toLowerCase(Locale.ROOT);
    if (!taken.contentTypes().contains(plain)) {
      throw new ProblemException(
          415,
          "不支持的内容类型，应为 " + String.join("、", taken.contentTypes()),
          "content type not supported, expected " + String.join(", ", taken.contentTypes()));
    }
  }

  /** Whether something was sent that nobody has read. */
  boolean leavesBodyUnread() {
    return !bodyRead && hasBody(request);
  }

  static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }
}
