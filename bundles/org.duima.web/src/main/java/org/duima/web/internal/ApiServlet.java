package org.duima.web.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duima.api.Text;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.receive.RestReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request to the operation that its method and path name, if the caller may. */
public final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

  /** What a page of another site cannot send along. */
  static final String CONSOLE = "X-Duima-Console";

  private final transient Gate gate;
  private final transient List<Route> routes;
  private final transient Metrics metrics;

  private record Route(Operation operation, List<String> parts) {
    /** The varying parts, or empty if the path is another one. */
    Optional<Map<String, String>> match(List<String> path) {
      if (path.size() != parts.size()) {
        return Optional.empty();
      }
      Map<String, String> varying = new HashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (part.startsWith("{") && mayVary(part, path.get(i))) {
          varying.put(part.substring(1, part.length() - 1), path.get(i));
        } else if (!part.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(varying);
    }

    /** Among resources of FHIR {@code metadata} is no type and {@code $translate} no id. */
    private boolean mayVary(String part, String actual) {
      if (!parts.get(0).equals("fhir")) {
        return true;
      }
      return part.equals("{type}")
          ? Character.isUpperCase(actual.charAt(0))
          : !actual.startsWith("$");
    }
  }

  /** An operation with the varying parts of its path. */
  private record Found(Operation operation, Map<String, String> varying) {}

  public ApiServlet(Gate gate, List<Resource> resources, Metrics metrics) {
    this.gate = gate;
    this.metrics = metrics;
    this.routes =
        resources.stream()
            .flatMap(resource -> resource.operations().stream())
            .map(operation -> new Route(operation, parts(operation.path())))
            .toList();
  }

  private static List<String> parts(String path) {
    return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long began = System.nanoTime();
    Optional<Found> found = find(request);
    try {
      answer(request, response, found);
    } finally {
      metrics.count(
          found.map(known -> known.operation().method()).orElse("other"),
          found.map(known -> known.operation().path()).orElse("other"),
          response.getStatus(),
          System.nanoTime() - began);
    }
  }

  private void answer(
      HttpServletRequest request, HttpServletResponse response, Optional<Found> found)
      throws IOException {
    Call call = null;
    try {
      call = admit(request, found);
      write(response, call.operation().produces().get(0), call.operation().handler().handle(call));
    } catch (ProblemException e) {
      refuse(request, response, call, e);
    } catch (JsonProcessingException e) {
      refuse(
          request,
          response,
          call,
          new ProblemException(400, "请求体不是正确的 JSON", "the body is not well-formed JSON"));
    } catch (StoreUnavailableException e) {
      refuse(
          request, response, call, new ProblemException(503, "数据库不可用", "the store is unavailable"));
    } catch (RuntimeException e) {
      // neither the answer nor the log quotes the exception: its text may hold what was sent
      LOG.error(
          "请求处理出错 / a request failed: {} at {}",
          e.getClass().getName(),
          Arrays.stream(e.getStackTrace()).findFirst().map(Object::toString).orElse("?"));
      refuse(
          request,
          response,
          call,
          new ProblemException(500, "程序错误，详见日志", "defect of the program; the log says where"));
    }
  }

  private static List<String> path(HttpServletRequest request) {
    return parts(request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse(""));
  }

  private Optional<Found> find(HttpServletRequest request) {
    List<String> path = path(request);
    return routes.stream()
        .filter(route -> route.operation().method().equals(request.getMethod()))
        .flatMap(
            route ->
                route.match(path).map(varying -> new Found(route.operation(), varying)).stream())
        .findFirst();
  }

  /** Whoever is not logged in learns nothing, not even which paths there are. */
  private Call admit(HttpServletRequest request, Optional<Found> found) throws ProblemException {
    Optional<Caller> caller = gate.caller(request);
    if (found.isPresent()) {
      Operation operation = found.get().operation();
      check(request, operation, caller);
      return new Call(request, operation, found.get().varying(), caller.orElse(null));
    }
    caller.orElseThrow(ApiServlet::notLoggedIn);
    List<String> path = path(request);
    String allowed =
        routes.stream()
            .filter(route -> route.match(path).isPresent())
            .map(route -> route.operation().method())
            .collect(Collectors.joining(", "));
    if (allowed.isEmpty()) {
      throw ProblemException.notFound();
    }
    throw new ProblemException(
        405,
        new Text("不支持的方法，应为 " + allowed, "method not allowed, expected " + allowed),
        Map.of("Allow", allowed));
  }

  private static void check(
      HttpServletRequest request, Operation operation, Optional<Caller> caller)
      throws ProblemException {
    if (operation.admission() == Operation.Admission.OPEN) {
      return;
    }
    Caller known = caller.orElseThrow(ApiServlet::notLoggedIn);
    if (known.isSession()
        && !operation.method().equals("GET")
        && !"1".equals(request.getHeader(CONSOLE))) {
      throw new ProblemException(
          403, "请求缺少 " + CONSOLE, "with a session, changes need the header " + CONSOLE + ": 1");
    }
    if (known.mustChangePassword() && operation.admission() != Operation.Admission.ANY_LOGIN) {
      throw new ProblemException(403, "请先修改密码", "change your password first");
    }
    if (!known.hasOneOf(operation.roles())) {
      throw new ProblemException(403, "没有权限", "your roles do not allow this");
    }
  }

  private static ProblemException notLoggedIn() {
    return new ProblemException(
        401,
        new Text(
            "请登录，或发送 API 密钥：Authorization: Bearer KEY",
            "log in, or send an API key: Authorization: Bearer KEY"),
        Map.of("WWW-Authenticate", "Bearer"));
  }

  private static void write(HttpServletResponse response, String contentType, Object result)
      throws IOException {
    if (result == null) {
      response.setHeader("Cache-Control", "no-store");
      response.setStatus(204);
    } else if (result instanceof Download download) {
      response.setContentType(download.contentType());
      response.setHeader("Cache-Control", "no-store");
      if (download.contentType().startsWith("text/html")) {
        // a page made of data: it may look as it likes and do nothing
        response.setHeader(
            "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      }
      if (!download.fileName().isEmpty()) {
        response.setHeader("Content-Disposition", disposition(download.fileName()));
      }
      download.content().write(response.getOutputStream());
    } else if (result instanceof WrittenAnswer written) {
      response.setStatus(written.status());
      response.setHeader("Cache-Control", "no-store");
      written.headers().forEach(response::setHeader);
      if (written.body().length > 0) {
        response.setContentType(
            written.contentType().isEmpty() ? contentType : written.contentType());
        response.setCharacterEncoding("UTF-8");
      }
      response.setContentLength(written.body().length);
      response.getOutputStream().write(written.body());
    } else if (result instanceof Answer answer) {
      answer.headers().forEach(response::setHeader);
      Json.write(response, answer.status(), contentType, answer.body());
    } else {
      Json.write(response, 200, contentType, result);
    }
  }

  /** RFC 6266: file names are Chinese. */
  private static String disposition(String fileName) {
    String encoded = URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename*=UTF-8''" + encoded;
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, Call call, ProblemException problem)
      throws IOException {
    if (response.isCommitted()) {
      // a download broke off: a clean end would pass half a file for a whole one
      throw new IOException("answer broken off");
    }
    response.resetBuffer();
    response.setHeader("Content-Disposition", null);
    if (call == null ? Call.hasBody(request) : call.leavesBodyUnread()) {
      Json.leaveBodyUnread(response);
    }
    problem.headers().forEach(response::setHeader);
    if (request.getServletPath().equals(Fhir.PATH)) {
      refuseInFhir(request, response, problem);
    } else if (request.getServletPath().equals(CdsHooksResource.PATH)) {
      Json.write(response, problem.status(), Fhir.outcome(problem));
    } else {
      Json.error(response, problem.status(), problem.text());
    }
  }

  private static void refuseInFhir(
      HttpServletRequest request, HttpServletResponse response, ProblemException problem)
      throws IOException {
    if (problem.status() == 503 && !response.containsHeader("Retry-After")) {
      response.setHeader("Retry-After", Fhir.RETRY_SECONDS);
    }
    if (FhirForm.answer(request).filter(RestReader.Form.XML::equals).isPresent()) {
      byte[] body = Fhir.outcomeXml(problem);
      response.setStatus(problem.status());
      response.setHeader("Cache-Control", "no-store");
      response.setContentType(FhirForm.XML);
      response.setCharacterEncoding("UTF-8");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    } else {
      Json.write(response, problem.status(), Fhir.JSON, Fhir.outcome(problem));
    }
  }
}
