package org.duima.web.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.StoreUnavailableException;

/** Lets only holders of an API key through: {@code Authorization: Bearer KEY}. */
public final class AccessFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String BEARER = "Bearer ";

  /** Request attribute with the name of the key's holder. */
  static final String HOLDER = "duima.holder";

  private final transient AccessStore access;

  public AccessFilter(AccessStore access) {
    this.access = access;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String header = request.getHeader("Authorization");
    Optional<String> holder;
    try {
      holder =
          header != null && header.startsWith(BEARER)
              ? access.holderOf(header.substring(BEARER.length()).trim())
              : Optional.empty();
    } catch (StoreUnavailableException e) {
      Json.leaveBodyUnread(response);
      Json.error(response, 503, new Text("数据库不可用", "the store is unavailable"));
      return;
    }
    if (holder.isEmpty()) {
      Json.leaveBodyUnread(response);
      response.setHeader("WWW-Authenticate", "Bearer");
      Json.error(
          response, 401, new Text("需要 API 密钥：Authorization: Bearer KEY", "an API key is needed"));
      return;
    }
    request.setAttribute(HOLDER, holder.get());
    chain.doFilter(request, response);
  }
}
