package org.duima.web.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** {@code GET /health} and {@code GET /health/ready}: 200 when up, 503 when not. No login. */
public final class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Health health;

  public HealthServlet(Health health) {
    this.health = health;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if ("/ready".equals(request.getPathInfo())) {
      boolean ready = health.isReady();
      Json.write(response, ready ? 200 : 503, Map.of("status", ready ? "UP" : "DOWN"));
    } else if (request.getPathInfo() == null || request.getPathInfo().equals("/")) {
      Map<String, Object> report = health.report();
      Json.write(response, "UP".equals(report.get("status")) ? 200 : 503, report);
    } else {
      response.sendError(404);
    }
  }
}
