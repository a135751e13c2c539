package org.duima.console.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code GET /console/…}: the pages. No login, because they hold no data: what they show comes from
 * {@code /api}, which asks for one.
 */
public final class ConsoleServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /**
   * Everything from this node, no script or style within a page, no string that becomes markup, not
   * inside another site's frame.
   */
  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private final transient Pages pages;

  public ConsoleServlet(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    if (path == null) {
      // relative addresses of the page need the slash; the host stays as the browser knows it
      response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
      response.setHeader("Location", request.getContextPath() + request.getServletPath() + "/");
      return;
    }
    Optional<Pages.Page> found = pages.find(path.substring(1));
    if (found.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Pages.Page page = found.get();
    response.setHeader("ETag", page.entityTag());
    response.setHeader(
        "Cache-Control", page.unchanging() ? "public, max-age=31536000, immutable" : "no-cache");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    if (isKnown(request.getHeader("If-None-Match"), page.entityTag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(page.type());
    response.setContentLength(page.body().length);
    response.getOutputStream().write(page.body());
  }

  private static boolean isKnown(String ifNoneMatch, String entityTag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(tag -> tag.strip().replaceFirst("^W/", ""))
            .anyMatch(tag -> tag.equals(entityTag) || tag.equals("*"));
  }
}
