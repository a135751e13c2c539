package org.duima.web.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Optional;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;

/** Finds out who calls: {@code Authorization: Bearer KEY}. Safe for use by several threads. */
public final class Gate {
  private static final String BEARER = "Bearer ";

  private final AccessStore access;

  public Gate(AccessStore access) {
    this.access = access;
  }

  /**
   * @return empty if nobody is logged in
   * @throws org.duima.api.ledger.StoreUnavailableException if that cannot be known now
   */
  Optional<Caller> caller(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.startsWith(BEARER)) {
      return Optional.empty();
    }
    return access
        .holderOf(header.substring(BEARER.length()).trim())
        .map(name -> new Caller(name, EnumSet.allOf(Role.class)));
  }
}
