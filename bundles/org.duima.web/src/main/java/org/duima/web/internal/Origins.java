package org.duima.web.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Lets pages of named sites call (CORS). Cookies of a session are never let through. */
public final class Origins extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String SECONDS = "3600";

  private final transient Set<String> allowed;

  /**
   * @param allowed scheme, host and port, such as {@code https://his.example}
   */
  public Origins(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin == null || !allowed.contains(origin)) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    if (request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null) {
      response.setHeader("Access-Control-Allow-Methods", "GET, POST");
      response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
      response.setHeader("Access-Control-Max-Age", SECONDS);
      response.setStatus(204);
      return;
    }
    chain.doFilter(request, response);
  }
}
