package org.duima.web.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;
import org.duima.api.ledger.StoreUnavailableException;

/** Keys, users and sessions in memory; can be made to fail. */
final class MemoryAccess implements AccessStore {
  private final Clock clock;
  private final Map<String, Holder> keys = new HashMap<>();
  private final Map<String, User> users = new TreeMap<>();
  private final Map<String, String> hashes = new HashMap<>();
  private final Map<String, Use> sessions = new HashMap<>();
  final List<String> refused = new ArrayList<>();
  boolean down;

  private record Use(String user, Instant openedAt, Instant usedAt) {
    boolean runs(Instant now, Limits limits) {
      return usedAt.plus(limits.idle()).isAfter(now)
          && openedAt.plus(limits.longest()).isAfter(now);
    }
  }

  MemoryAccess(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Holder> holderOf(String apiKey) {
    if (down) {
      throw new StoreUnavailableException("down", null);
    }
    return Optional.ofNullable(keys.get(apiKey));
  }

  @Override
  public void ensureKey(String name, String apiKey) {
    keys.put(apiKey, new Holder(name, EnumSet.allOf(Role.class)));
  }

  @Override
  public boolean addKey(String name, String apiKey, Set<Role> roles, String who) {
    if (keys.values().stream().anyMatch(holder -> holder.name().equals(name))) {
      return false;
    }
    keys.put(apiKey, new Holder(name, roles));
    return true;
  }

  @Override
  public boolean revokeKey(String name, String who) {
    return keys.values().removeIf(holder -> holder.name().equals(name));
  }

  @Override
  public List<Key> keys() {
    return keys.values().stream()
        .map(holder -> new Key(holder.name(), holder.roles(), Instant.EPOCH, "", null, null))
        .toList();
  }

  @Override
  public boolean addUser(
      String name, String passwordHash, Set<Role> roles, boolean mustChange, String who) {
    if (passwordHash(name).isPresent()) {
      return false;
    }
    users.put(name, new User(name, roles, mustChange, clock.instant(), null, null));
    hashes.put(name, passwordHash);
    return true;
  }

  @Override
  public Optional<String> passwordHash(String name) {
    return Optional.ofNullable(hashes.get(name));
  }

  @Override
  public boolean setPassword(String name, String passwordHash, boolean mustChange, String who) {
    User user = users.get(name);
    if (user == null || user.disabledAt() != null) {
      return false;
    }
    users.put(name, new User(name, user.roles(), mustChange, user.createdAt(), null, null));
    hashes.put(name, passwordHash);
    sessions.values().removeIf(use -> use.user().equals(name));
    return true;
  }

  @Override
  public void renewHash(String name, String former, String renewed) {
    hashes.replace(name, former, renewed);
  }

  @Override
  public boolean disableUser(String name, String who) {
    if (hashes.remove(name) == null) {
      return false;
    }
    User user = users.get(name);
    users.put(name, new User(name, user.roles(), false, user.createdAt(), null, clock.instant()));
    sessions.values().removeIf(use -> use.user().equals(name));
    return true;
  }

  @Override
  public List<User> users() {
    return List.copyOf(users.values());
  }

  @Override
  public void openSession(String id, String user, String address, Limits limits) {
    sessions.put(id, new Use(user, clock.instant(), clock.instant()));
  }

  @Override
  public Optional<Session> session(String id, Limits limits) {
    Use use = sessions.get(id);
    if (use == null || !use.runs(clock.instant(), limits)) {
      return Optional.empty();
    }
    sessions.put(id, new Use(use.user(), use.openedAt(), clock.instant()));
    User user = users.get(use.user());
    return Optional.of(new Session(user.name(), user.roles(), user.mustChangePassword()));
  }

  @Override
  public void closeSession(String id) {
    sessions.remove(id);
  }

  @Override
  public long sessions(Limits limits) {
    return sessions.values().stream().filter(use -> use.runs(clock.instant(), limits)).count();
  }

  @Override
  public void loginRefused(String name, String address) {
    refused.add(name);
  }
}
