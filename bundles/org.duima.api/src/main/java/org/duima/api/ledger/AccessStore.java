package org.duima.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use the node. Keys, session ids and passwords are stored as hashes only. Safe for use by
 * several threads. Every method throws {@link StoreUnavailableException} if the store cannot be
 * reached.
 */
public interface AccessStore {
  /**
   * The holder of an API key. Notes the day of use.
   *
   * @return empty if no such key is valid
   */
  Optional<Holder> holderOf(String apiKey);

  /**
   * Makes sure that a key is known under a name, with all roles, such as the one of the first
   * start.
   */
  void ensureKey(String name, String apiKey);

  /**
   * Adds a key.
   *
   * @param who adds it
   * @return false if a valid key has that name
   */
  boolean addKey(String name, String apiKey, Set<Role> roles, String who);

  /**
   * Revokes the valid key of a name for good.
   *
   * @return false if there is none
   */
  boolean revokeKey(String name, String who);

  /** All keys, the revoked ones too, by name. */
  List<Key> keys();

  /**
   * Adds a user. A disabled one of that name comes back with the new password and roles.
   *
   * @param who adds it
   * @return false if an enabled user has that name
   */
  boolean addUser(
      String name, String passwordHash, Set<Role> roles, boolean mustChangePassword, String who);

  /** The hash of an enabled user's password. */
  Optional<String> passwordHash(String name);

  /**
   * Changes the password of an enabled user and ends all sessions of theirs.
   *
   * @return false if there is no such user
   */
  boolean setPassword(String name, String passwordHash, boolean mustChangePassword, String who);

  /**
   * Puts a password's hash of today in the place of one that was made with less effort. The
   * password stays the same, and so do the sessions.
   */
  void renewHash(String name, String former, String renewed);

  /**
   * Disables a user and ends all sessions of theirs.
   *
   * @return false if there is no enabled one of that name
   */
  boolean disableUser(String name, String who);

  /** All users, the disabled ones too, by name. */
  List<User> users();

  /**
   * Opens a session for a user who has shown the password, and forgets those that have run out.
   *
   * @param id a long random text
   * @param address the user logged in from
   */
  void openSession(String id, String user, String address, Limits limits);

  /**
   * The session of an id. Notes its use.
   *
   * @return empty if there is none, it has run out, or its user was disabled
   */
  Optional<Session> session(String id, Limits limits);

  /** Ends a session; does nothing if there is none. */
  void closeSession(String id);

  /** How many sessions have not run out. */
  long sessions(Limits limits);

  /** Notes that a login was refused. */
  void loginRefused(String name, String address);

  /** Holder of a key. */
  record Holder(String name, Set<Role> roles) {
    public Holder {
      Objects.requireNonNull(name, "name");
      roles = Set.copyOf(roles);
    }
  }

  /**
   * A key, without its text.
   *
   * @param createdBy empty if it was made at the first start
   * @param lastUsedOn day of last use, UTC; null if never
   * @param revokedAt null while it is valid
   */
  record Key(
      String name,
      Set<Role> roles,
      Instant createdAt,
      String createdBy,
      LocalDate lastUsedOn,
      Instant revokedAt) {
    public Key {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * A user.
   *
   * @param mustChangePassword whether somebody else chose the password
   * @param lastLoginAt null if never
   * @param disabledAt null while enabled
   */
  record User(
      String name,
      Set<Role> roles,
      boolean mustChangePassword,
      Instant createdAt,
      Instant lastLoginAt,
      Instant disabledAt) {
    public User {
      roles = Set.copyOf(roles);
    }
  }

  /** A session that has not run out. */
  record Session(String user, Set<Role> roles, boolean mustChangePassword) {
    public Session {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * When sessions run out.
   *
   * @param idle time without use
   * @param longest time since login
   */
  record Limits(Duration idle, Duration longest) {
    public Limits {
      if (idle.isNegative() || idle.isZero() || longest.compareTo(idle) < 0) {
        throw new IllegalArgumentException("a session lasts longer than its idle time");
      }
    }
  }
}
