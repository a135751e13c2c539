package org.duima.web.internal;

import java.util.Set;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;

/**
 * Who calls.
 *
 * @param name for the audit trail: login name, or {@code key:} with the name of the key
 * @param roles what they may do
 * @param isSession whether a browser's session shows who it is
 * @param mustChangePassword whether nothing but changing the password is allowed
 */
record Caller(String name, Set<Role> roles, boolean isSession, boolean mustChangePassword) {
  Caller {
    roles = Set.copyOf(roles);
  }

  static Caller of(AccessStore.Holder holder) {
    return new Caller("key:" + holder.name(), holder.roles(), false, false);
  }

  static Caller of(AccessStore.Session session) {
    return new Caller(session.user(), session.roles(), true, session.mustChangePassword());
  }

  boolean hasOneOf(Set<Role> some) {
    return roles.stream().anyMatch(some::contains);
  }
}
