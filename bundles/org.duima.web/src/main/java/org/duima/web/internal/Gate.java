package org.duima.web.internal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.duima.api.ledger.AccessStore;

/**
 * Finds out who calls: a machine by {@code Authorization: Bearer KEY}, a person by the cookie of a
 * session. Safe for use by several threads.
 */
public final class Gate {
  static final String COOKIE = "DUIMA_SESSION";
  private static final String BEARER = "Bearer ";

  private final AccessStore access;
  private final AccessStore.Limits limits;

  public Gate(AccessStore access, AccessStore.Limits limits) {
    this.access = access;
    this.limits = limits;
  }

  /**
   * Whoever calls. A request that names a key is judged by it alone.
   *
   * @return empty if nobody is logged in
   * @throws org.duima.api.ledger.StoreUnavailableException if that cannot be known now
   */
  Optional<Caller> caller(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null) {
      return sessionId(request).flatMap(id -> access.session(id, limits)).map(Caller::of);
    }
    return header.startsWith(BEARER)
        ? access.holderOf(header.substring(BEARER.length()).trim()).map(Caller::of)
        : Optional.empty();
  }

  /** The id that the browser sent along, good or not. */
  static Optional<String> sessionId(HttpServletRequest request) {
    return Stream.ofNullable(request.getCookies())
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .map(Cookie::getValue)
        .filter(id -> !id.isEmpty())
        .findFirst();
  }

  /**
   * The header that gives a session to the browser, or takes it away.
   *
   * @param id empty to take it away
   */
  static String cookie(HttpServletRequest request, String id) {
    return COOKIE
        + "="
        + id
        + "; Path=/; HttpOnly; SameSite=Strict"
        + (request.isSecure() ? "; Secure" : "")
        + (id.isEmpty() ? "; Max-Age=0" : "");
  }
}
