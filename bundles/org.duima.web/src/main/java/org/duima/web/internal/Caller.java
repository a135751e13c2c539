package org.duima.web.internal;

import java.util.Set;
import org.duima.api.ledger.Role;

/**
 * Who calls.
 *
 * @param name login name, or name of the key
 * @param roles what they may do
 */
record Caller(String name, Set<Role> roles) {
  Caller {
    roles = Set.copyOf(roles);
  }

  boolean hasOneOf(Set<Role> some) {
    return roles.stream().anyMatch(some::contains);
  }
}
