package org.duima.web.internal;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Servlets in a real Jetty, called over real HTTP. */
final class TestServer implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ServletContextHandler context = new ServletContextHandler("/");
  private final HttpClient http = HttpClient.newHttpClient();

  TestServer() {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    context.addFilter(
        new FilterHolder(new SecurityHeaders()), "/*", EnumSet.of(DispatcherType.REQUEST));
  }

  TestServer serve(Servlet servlet, String pattern) {
    context.addServlet(new ServletHolder(servlet), pattern);
    return this;
  }

  TestServer filter(Filter filter, String pattern) {
    context.addFilter(new FilterHolder(filter), pattern, EnumSet.of(DispatcherType.REQUEST));
    return this;
  }

  TestServer start() throws Exception {
    server.start();
    return this;
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }

  int port() {
    return connector.getLocalPort();
  }

  /**
   * Calls.
   *
   * @param body null for none
   * @param headers names and values in turn
   */
  HttpResponse<String> call(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Metrics of a node of which nothing is known. */
  static Metrics metrics() {
    Health health =
        new Health(Optional::empty, Optional::empty, List::of, Path.of("."), Clock.systemUTC());
    return new Metrics(
        "1",
        new NodeMetrics(
            Optional::empty,
            Optional::empty,
            Optional::empty,
            Optional::empty,
            Optional::empty,
            health,
            Clock.systemUTC()));
  }

  static JsonNode json(HttpResponse<String> answer) throws Exception {
    return Json.MAPPER.readTree(answer.body());
  }
}
