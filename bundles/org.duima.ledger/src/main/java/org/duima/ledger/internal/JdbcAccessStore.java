package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;

/**
 * Keys and session ids as SHA-256 hashes: they are long random texts, so a plain hash cannot be
 * guessed back. Safe for use by several threads.
 */
final class JdbcAccessStore implements AccessStore {
  private static final String READ_FAILED = "读取访问权限失败 / reading access rights failed";
  private static final String CHANGE_FAILED = "保存访问权限失败 / storing access rights failed";

  /** A session's last use is stored this coarsely, to spare a write for every request. */
  private static final Duration STEP = Duration.ofMinutes(1);

  private final Database database;
  private final Decisions decisions;
  private final Clock clock;
  private final VerifiedKeys verified;

  JdbcAccessStore(Database database, Decisions decisions, Clock clock) {
    this.database = database;
    this.decisions = decisions;
    this.clock = clock;
    this.verified = new VerifiedKeys(clock);
  }

  private record KeyUse(Holder holder, LocalDate lastUsedOn) {}

  @Override
  public Optional<Holder> holderOf(String apiKey) {
    String hash = hash(apiKey);
    return verified.holderOf(hash, () -> read(hash));
  }

  private Optional<Holder> read(String hash) {
    Optional<KeyUse> found =
        database.read(
            READ_FAILED,
            tx ->
                tx
                    .query(
                        "SELECT holder, roles, last_used_on FROM api_key WHERE sha256 = ?"
                            + " AND revoked_at IS NULL",
                        row ->
                            new KeyUse(
                                new Holder(row.getString("holder"), roles(row)),
                                Tx.date(row, "last_used_on")),
                        hash)
                    .stream()
                    .findFirst());
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (found.isPresent() && !today.equals(found.get().lastUsedOn())) {
      database.change(
          CHANGE_FAILED,
          tx -> tx.update("UPDATE api_key SET last_used_on = ? WHERE sha256 = ?", today, hash));
    }
    return found.map(KeyUse::holder);
  }

  /** A key of the same name with another text is revoked; a revoked text stays revoked. */
  @Override
  public void ensureKey(String name, String apiKey) {
    if (apiKey.isBlank()) {
      throw new IllegalArgumentException("密钥为空 / the key is empty");
    }
    String hash = hash(apiKey);
    Instant now = clock.instant();
    database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          tx.update(
              "UPDATE api_key SET revoked_at = ?, valid_holder = NULL WHERE holder = ?"
                  + " AND sha256 <> ? AND revoked_at IS NULL",
              now,
              name,
              hash);
          List<Integer> known =
              tx.query("SELECT 1 FROM api_key WHERE sha256 = ?", row -> row.getInt(1), hash);
          if (known.isEmpty()) {
            insertKey(tx, name, hash, EnumSet.allOf(Role.class), "", now);
          }
          return null;
        });
    verified.forget();
  }

  @Override
  public boolean addKey(String name, String apiKey, Set<Role> roles, String who) {
    Instant now = clock.instant();
    return database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          boolean taken =
              !tx.query("SELECT 1 FROM api_key WHERE valid_holder = ?", row -> row.getInt(1), name)
                  .isEmpty();
          if (taken) {
            return false;
          }
          insertKey(tx, name, hash(apiKey), roles, who, now);
          decisions.add(tx, now, who, "key added", "key " + name, text(roles));
          return true;
        });
  }

  private static void insertKey(
      Tx tx, String name, String hash, Set<Role> roles, String who, Instant now)
      throws SQLException {
    tx.update(
        "INSERT INTO api_key (sha256, holder, valid_holder, roles, created_by, created_at)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        hash,
        name,
        name,
        text(roles),
        who,
        now);
  }

  @Override
  public boolean revokeKey(String name, String who) {
    Instant now = clock.instant();
    try {
      return database.changeDurably(
          CHANGE_FAILED,
          tx -> {
            int revoked =
                tx.update(
                    "UPDATE api_key SET revoked_at = ?, valid_holder = NULL WHERE valid_holder = ?",
                    now,
                    name);
            if (revoked > 0) {
              decisions.add(tx, now, who, "key revoked", "key " + name, "");
            }
            return revoked > 0;
          });
    } finally {
      // also when it is not known whether the change was stored
      verified.forget();
    }
  }

  @Override
  public List<Key> keys() {
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                "SELECT * FROM api_key ORDER BY holder, created_at",
                row ->
                    new Key(
                        row.getString("holder"),
                        roles(row),
                        Tx.instant(row, "created_at"),
                        row.getString("created_by"),
                        Tx.date(row, "last_used_on"),
                        Tx.instant(row, "revoked_at"))));
  }

  @Override
  public boolean addUser(
      String name, String passwordHash, Set<Role> roles, boolean mustChangePassword, String who) {
    Instant now = clock.instant();
    return database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          List<Boolean> disabled =
              tx.query(
                  "SELECT disabled_at FROM app_user WHERE name = ?",
                  row -> Tx.instant(row, "disabled_at") != null,
                  name);
          if (disabled.contains(false)) {
            return false;
          }
          if (disabled.isEmpty()) {
            tx.update(
                "INSERT INTO app_user (name, password_hash, roles, must_change, created_at)"
                    + " VALUES (?, ?, ?, ?, ?)",
                name,
                passwordHash,
                text(roles),
                mustChangePassword,
                now);
          } else {
            tx.update(
                "UPDATE app_user SET password_hash = ?, roles = ?, must_change = ?,"
                    + " disabled_at = NULL WHERE name = ?",
                passwordHash,
                text(roles),
                mustChangePassword,
                name);
          }
          decisions.add(tx, now, who, "user added", "user " + name, text(roles));
          return true;
        });
  }

  @Override
  public Optional<String> passwordHash(String name) {
    return database.read(
        READ_FAILED,
        tx ->
            tx
                .query(
                    "SELECT password_hash FROM app_user WHERE name = ? AND disabled_at IS NULL",
                    row -> row.getString(1),
                    name)
                .stream()
                .findFirst());
  }

  @Override
  public boolean setPassword(
      String name, String passwordHash, boolean mustChangePassword, String who) {
    return database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          int changed =
              tx.update(
                  "UPDATE app_user SET password_hash = ?, must_change = ? WHERE name = ?"
                      + " AND disabled_at IS NULL",
                  passwordHash,
                  mustChangePassword,
                  name);
          return ended(tx, changed, name, who, "password changed");
        });
  }

  @Override
  public void renewHash(String name, String former, String renewed) {
    database.change(
        CHANGE_FAILED,
        tx ->
            tx.update(
                "UPDATE app_user SET password_hash = ? WHERE name = ? AND password_hash = ?",
                renewed,
                name,
                former));
  }

  @Override
  public boolean disableUser(String name, String who) {
    return database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          int changed =
              tx.update(
                  "UPDATE app_user SET disabled_at = ? WHERE name = ? AND disabled_at IS NULL",
                  clock.instant(),
                  name);
          return ended(tx, changed, name, who, "user disabled");
        });
  }

  private boolean ended(Tx tx, int changed, String name, String who, String what)
      throws SQLException {
    if (changed > 0) {
      tx.update("DELETE FROM app_session WHERE user_name = ?", name);
      decisions.add(tx, clock.instant(), who, what, "user " + name, "");
    }
    return changed > 0;
  }

  @Override
  public List<User> users() {
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                "SELECT * FROM app_user ORDER BY name",
                row ->
                    new User(
                        row.getString("name"),
                        roles(row),
                        row.getBoolean("must_change"),
                        Tx.instant(row, "created_at"),
                        Tx.instant(row, "last_login_at"),
                        Tx.instant(row, "disabled_at"))));
  }

  @Override
  public void openSession(String id, String user, String address, Limits limits) {
    Instant now = clock.instant();
    database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          tx.update(
              "DELETE FROM app_session WHERE used_at <= ? OR opened_at <= ?",
              now.minus(limits.idle()),
              now.minus(limits.longest()));
          tx.update(
              "INSERT INTO app_session (sha256, user_name, opened_at, used_at)"
                  + " VALUES (?, ?, ?, ?)",
              hash(id),
              user,
              now,
              now);
          tx.update("UPDATE app_user SET last_login_at = ? WHERE name = ?", now, user);
          addEvent(tx, now, "login", user, address);
          return null;
        });
  }

  private record SessionUse(Session session, Instant usedAt) {}

  @Override
  public Optional<Session> session(String id, Limits limits) {
    String hash = hash(id);
    Instant now = clock.instant();
    Optional<SessionUse> found =
        database.read(
            READ_FAILED,
            tx ->
                tx
                    .query(
                        "SELECT u.name, u.roles, u.must_change, s.used_at FROM app_session s"
                            + " JOIN app_user u ON u.name = s.user_name WHERE s.sha256 = ?"
                            + " AND u.disabled_at IS NULL AND s.used_at > ? AND s.opened_at > ?",
                        row ->
                            new SessionUse(
                                new Session(
                                    row.getString("name"),
                                    roles(row),
                                    row.getBoolean("must_change")),
                                Tx.instant(row, "used_at")),
                        hash,
                        now.minus(limits.idle()),
                        now.minus(limits.longest()))
                    .stream()
                    .findFirst());
    if (found.isPresent() && found.get().usedAt().isBefore(now.minus(STEP))) {
      database.change(
          CHANGE_FAILED,
          tx -> tx.update("UPDATE app_session SET used_at = ? WHERE sha256 = ?", now, hash));
    }
    return found.map(SessionUse::session);
  }

  @Override
  public void closeSession(String id) {
    String hash = hash(id);
    database.changeDurably(
        CHANGE_FAILED,
        tx -> {
          List<String> users =
              tx.query(
                  "SELECT user_name FROM app_session WHERE sha256 = ?",
                  row -> row.getString(1),
                  hash);
          if (tx.update("DELETE FROM app_session WHERE sha256 = ?", hash) > 0) {
            addEvent(tx, clock.instant(), "logout", users.get(0), "");
          }
          return null;
        });
  }

  @Override
  public long sessions(Limits limits) {
    Instant now = clock.instant();
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                    "SELECT COUNT(*) FROM app_session WHERE used_at > ? AND opened_at > ?",
                    row -> row.getLong(1),
                    now.minus(limits.idle()),
                    now.minus(limits.longest()))
                .get(0));
  }

  @Override
  public void loginRefused(String name, String address) {
    database.change(
        CHANGE_FAILED,
        tx -> {
          boolean known =
              !tx.query("SELECT 1 FROM app_user WHERE name = ?", row -> row.getInt(1), name)
                  .isEmpty();
          addEvent(tx, clock.instant(), "login refused", known ? name : "", address);
          return null;
        });
  }

  private static void addEvent(Tx tx, Instant now, String what, String user, String address)
      throws SQLException {
    tx.update(
        "INSERT INTO access_event (happened_at, what, user_name, address) VALUES (?, ?, ?, ?)",
        now,
        what,
        user,
        address);
  }

  private static Set<Role> roles(ResultSet row) throws SQLException {
    return Arrays.stream(row.getString("roles").split(","))
        .filter(id -> !id.isEmpty())
        .map(Role::ofId)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String text(Set<Role> roles) {
    return roles.stream().sorted().map(Role::id).collect(Collectors.joining(","));
  }

  private static String hash(String secret) {
    return HexFormat.of().formatHex(InboxRow.sha256(secret.getBytes(StandardCharsets.UTF_8)));
  }
}
