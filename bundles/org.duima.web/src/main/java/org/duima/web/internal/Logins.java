package org.duima.web.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;

/**
 * Logs people in with name and password. An unknown name, a disabled user and a wrong password look
 * the same and take the same time. Safe for use by several threads.
 */
public final class Logins {
  private static final int ITERATIONS = 600_000;
  private static final int FREE_FAILURES = 5;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /** A hospital's browsers may share one address, so it may fail more often and waits less. */
  private static final int FREE_FAILURES_OF_ADDRESS = 30;

  private static final Duration LONGEST_WAIT_OF_ADDRESS = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN_EVERY = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN_EVERY_OF_ADDRESS = Duration.ofMinutes(1);

  private final AccessStore access;
  private final AccessStore.Limits limits;
  private final Passwords passwords;
  private final LoginThrottle byName;
  private final LoginThrottle byAddress;

  public Logins(AccessStore access, AccessStore.Limits limits, Clock clock) {
    this(access, limits, new Passwords(ITERATIONS), clock);
  }

  Logins(AccessStore access, AccessStore.Limits limits, Passwords passwords, Clock clock) {
    this.access = access;
    this.limits = limits;
    this.passwords = passwords;
    this.byName = new LoginThrottle(FREE_FAILURES, LONGEST_WAIT, FORGOTTEN_EVERY, clock);
    this.byAddress =
        new LoginThrottle(
            FREE_FAILURES_OF_ADDRESS, LONGEST_WAIT_OF_ADDRESS, FORGOTTEN_EVERY_OF_ADDRESS, clock);
  }

  Passwords passwords() {
    return passwords;
  }

  /** When sessions run out. */
  public AccessStore.Limits limits() {
    return limits;
  }

  /** Adds the administrator of the first start, unless there is any user already. */
  public void ensureAdministrator(String password) {
    if (access.users().isEmpty()) {
      access.addUser(
          "admin", passwords.hash(password), Set.of(Role.values()), false, "first-start");
    }
  }

  /**
   * Opens a session.
   *
   * @return its id
   * @throws ProblemException 401 if name and password do not belong together, 429 if it is too
   *     early for another attempt
   */
  String login(HttpServletRequest request, String name, String password) throws ProblemException {
    String address = request.getRemoteAddr();
    admit(name, address);
    Optional<String> hash = access.passwordHash(name);
    boolean good;
    if (hash.isPresent() && password.length() <= Passwords.MOST_LENGTH * 2) {
      good = passwords.matches(password, hash.get());
    } else {
      passwords.matchNobody("");
      good = false;
    }
    if (!good) {
      access.loginRefused(name, address);
      throw new ProblemException(401, "用户名或密码错误", "name and password do not belong together");
    }
    succeeded(name, address);
    if (passwords.isDated(hash.get())) {
      access.renewHash(name, hash.get(), passwords.hash(password));
    }
    String id = Secrets.random();
    access.openSession(id, name, address, limits);
    return id;
  }

  /** Checks a password again, of somebody who is logged in. */
  boolean confirms(HttpServletRequest request, String name, String password)
      throws ProblemException {
    String address = request.getRemoteAddr();
    admit(name, address);
    boolean good =
        access.passwordHash(name).filter(hash -> passwords.matches(password, hash)).isPresent();
    if (good) {
      succeeded(name, address);
    } else {
      access.loginRefused(name, address);
    }
    return good;
  }

  private void admit(String name, String address) throws ProblemException {
    Duration wait = byAddress.begin(address);
    if (wait.isZero()) {
      wait = byName.begin(subject(name, address));
    }
    if (!wait.isZero()) {
      throw new ProblemException(
          429,
          new Text("尝试过多，请稍后再试", "too many attempts; try again later"),
          Map.of("Retry-After", String.valueOf(wait.toSeconds() + 1)));
    }
  }

  private void succeeded(String name, String address) {
    byName.forget(subject(name, address));
    byAddress.takeBack(address);
  }

  private static String subject(String name, String address) {
    return address + " " + name;
  }
}
