package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.AccessStore.Holder;
import org.duima.api.ledger.AccessStore.Key;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.ledger.AccessStore.Session;
import org.duima.api.ledger.AccessStore.User;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.Test;

/** Keys, users and sessions on any database. */
abstract class AccessContract extends LedgerContract {
  private static final Limits LIMITS = new Limits(Duration.ofMinutes(30), Duration.ofHours(12));
  private static final Set<Role> ALL = EnumSet.allOf(Role.class);

  private AccessStore access() {
    return ledger.access();
  }

  private List<String> texts(String sql) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  @Test
  void knowsTheHolderOfAKeyButNotTheKey() throws Exception {
    access().ensureKey("first", "k-1-very-long-and-random");
    access().ensureKey("first", "k-1-very-long-and-random");

    assertThat(access().holderOf("k-1-very-long-and-random")).contains(new Holder("first", ALL));
    assertThat(access().holderOf("k-2")).isEmpty();
    assertThat(count("SELECT COUNT(*) FROM api_key WHERE sha256 LIKE '%k-1%'")).isZero();

    access().ensureKey("first", "k-2");
    assertThat(access().holderOf("k-2")).isPresent();
    assertThat(access().holderOf("k-1-very-long-and-random")).isEmpty();
    access().ensureKey("first", "k-1-very-long-and-random");
    assertThat(access().holderOf("k-1-very-long-and-random"))
        .as("a revoked key stays revoked")
        .isEmpty();
  }

  @Test
  void keepsOneValidKeyPerNameAndForgetsNone() throws Exception {
    assertThat(access().addKey("his", "k-1", Set.of(Role.IT, Role.OFFICE), "admin")).isTrue();
    assertThat(access().addKey("his", "k-2", Set.of(Role.IT), "admin")).isFalse();
    assertThat(access().holderOf("k-2")).isEmpty();
    assertThat(access().holderOf("k-1")).contains(new Holder("his", Set.of(Role.IT, Role.OFFICE)));

    assertThat(access().holderOf("k-1")).as("asked again within a moment").isPresent();
    assertThat(access().revokeKey("his", "admin")).isTrue();
    assertThat(access().revokeKey("his", "admin")).isFalse();
    assertThat(access().holderOf("k-1")).isEmpty();
    clock.forward(MINUTE);
    assertThat(access().addKey("his", "k-3", Set.of(Role.IT), "chen")).isTrue();

    assertThat(access().keys()).extracting(Key::name).containsExactly("his", "his");
    assertThat(access().keys().get(0).revokedAt()).isNotNull();
    assertThat(access().keys().get(0).lastUsedOn()).isEqualTo(LocalDate.of(2026, 3, 2));
    assertThat(access().keys().get(1).revokedAt()).isNull();
    assertThat(access().keys().get(1).lastUsedOn()).isNull();
    assertThat(access().keys().get(1).createdBy()).isEqualTo("chen");
    assertThat(texts("SELECT what FROM decision ORDER BY decision_no"))
        .containsExactly("key added", "key revoked", "key added");
  }

  @Test
  void givesANameToOneOfTwoKeysAddedAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> adders = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String key = "k-" + i;
        adders.add(() -> access().addKey("his", key, Set.of(Role.IT), "admin"));
      }
      int added = 0;
      for (Future<Boolean> one : pool.invokeAll(adders)) {
        added += one.get() ? 1 : 0;
      }
      assertThat(added).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void addsAUserOnceAndBringsADisabledOneBack() {
    assertThat(access().addUser("chen", "h1", Set.of(Role.CODER), true, "admin")).isTrue();
    assertThat(access().addUser("chen", "h2", Set.of(Role.ADMIN), true, "admin")).isFalse();
    assertThat(access().passwordHash("chen")).contains("h1");

    assertThat(access().disableUser("chen", "admin")).isTrue();
    assertThat(access().disableUser("chen", "admin")).isFalse();
    assertThat(access().passwordHash("chen")).isEmpty();
    assertThat(access().setPassword("chen", "h3", false, "chen")).isFalse();
    assertThat(access().users().get(0).disabledAt()).isEqualTo(clock.instant());

    assertThat(access().addUser("chen", "h4", Set.of(Role.OFFICE), false, "admin")).isTrue();
    assertThat(access().passwordHash("chen")).contains("h4");
    assertThat(access().users())
        .containsExactly(new User("chen", Set.of(Role.OFFICE), false, clock.instant(), null, null));
  }

  @Test
  void endsASessionThatIsIdleOrOld() {
    access().addUser("chen", "h1", Set.of(Role.CODER), true, "admin");
    access().openSession("s-1", "chen", "10.0.0.8", LIMITS);
    assertThat(access().session("s-1", LIMITS))
        .contains(new Session("chen", Set.of(Role.CODER), true));
    assertThat(access().session("s-2", LIMITS)).isEmpty();
    assertThat(access().sessions(LIMITS)).isEqualTo(1);

    clock.forward(Duration.ofMinutes(31));
    assertThat(access().session("s-1", LIMITS)).isEmpty();
    assertThat(access().sessions(LIMITS)).isZero();

    access().openSession("s-2", "chen", "10.0.0.8", LIMITS);
    for (int i = 0; i < 35; i++) {
      clock.forward(Duration.ofMinutes(20));
      assertThat(access().session("s-2", LIMITS)).as("used every 20 minutes").isPresent();
    }
    clock.forward(Duration.ofMinutes(20));
    assertThat(access().session("s-2", LIMITS)).as("twelve hours after login").isEmpty();
  }

  @Test
  void endsSessionsWithLogoutAChangedPasswordOrADisabledUser() throws Exception {
    access().addUser("chen", "h1", Set.of(Role.CODER), false, "admin");
    access().openSession("s-1", "chen", "10.0.0.8", LIMITS);
    access().closeSession("s-1");
    access().closeSession("s-1");
    assertThat(access().session("s-1", LIMITS)).isEmpty();

    access().openSession("s-2", "chen", "10.0.0.8", LIMITS);
    access().renewHash("chen", "h1", "h1-renewed");
    assertThat(access().session("s-2", LIMITS)).isPresent();
    assertThat(access().passwordHash("chen")).contains("h1-renewed");
    access().setPassword("chen", "h2", false, "chen");
    assertThat(access().session("s-2", LIMITS)).isEmpty();

    access().openSession("s-3", "chen", "10.0.0.8", LIMITS);
    access().disableUser("chen", "admin");
    assertThat(access().session("s-3", LIMITS)).isEmpty();
    assertThat(access().sessions(LIMITS)).isZero();
    assertThat(texts("SELECT what FROM access_event ORDER BY event_no"))
        .containsExactly("login", "logout", "login", "login");
    assertThat(count("SELECT COUNT(*) FROM app_session WHERE sha256 LIKE '%s-%'")).isZero();
  }

  @Test
  void notesRefusedLoginsButNoNameThatIsNoUser() throws Exception {
    access().addUser("chen", "h1", Set.of(Role.CODER), false, "admin");
    access().loginRefused("chen", "10.0.0.8");
    access().loginRefused("my secret password", "10.0.0.8");
    assertThat(
            texts(
                "SELECT what || '|' || user_name || '|' || address FROM access_event"
                    + " ORDER BY event_no"))
        .containsExactly("login refused|chen|10.0.0.8", "login refused||10.0.0.8");
  }
}
