package org.duima.broker.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * Lets in whoever gives the right password; a user may then do all that the role of the broker
 * allows.
 */
final class KnownUsers implements ActiveMQSecurityManager {

  private final Map<String, String> passwords;

  KnownUsers(Map<String, String> passwords) {
    this.passwords = Map.copyOf(passwords);
  }

  @Override
  public boolean validateUser(String user, String password) {
    String expected = user == null ? null : passwords.get(user);
    return expected != null
        && password != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean validateUserAndRole(
      String user, String password, Set<Role> roles, CheckType checkType) {
    return validateUser(user, password) && roles.stream().anyMatch(checkType::hasRole);
  }
}
