package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.ledger.AccessStore.Holder;
import org.duima.api.ledger.Role;
import org.junit.jupiter.api.Test;

class VerifiedKeysTest {
  private static final Holder HIS = new Holder("his", Set.of(Role.IT));

  private Instant now = Instant.parse("2026-03-02T01:00:00Z");
  private final Map<String, Holder> database = new HashMap<>(Map.of("h1", HIS));
  private int asked;
  private final VerifiedKeys keys =
      new VerifiedKeys(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              throw new AssertionError("nobody asks for this");
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  private Optional<Holder> holderOf(String hash) {
    return keys.holderOf(
        hash,
        () -> {
          asked++;
          return Optional.ofNullable(database.get(hash));
        });
  }

  @Test
  void asksOnceInAMoment() {
    for (int i = 0; i < 100; i++) {
      assertThat(holderOf("h1")).contains(HIS);
    }
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whatAnotherNodeRevokedIsRefusedWhenTheMomentIsOver() {
    holderOf("h1");
    database.clear();
    now = now.plus(VerifiedKeys.MOMENT).minusMillis(1);
    assertThat(holderOf("h1")).contains(HIS);
    now = now.plusMillis(1);
    assertThat(holderOf("h1")).isEmpty();
  }

  @Test
  void aClockThatIsSetBackMakesNoMomentLonger() {
    holderOf("h1");
    database.clear();
    now = now.minus(Duration.ofHours(1));
    assertThat(holderOf("h1")).isEmpty();
  }

  @Test
  void whatThisNodeRevokedIsRefusedAtOnce() {
    holderOf("h1");
    database.clear();
    keys.forget();
    assertThat(holderOf("h1")).isEmpty();
  }

  @Test
  void aKeyThatIsRevokedWhileTheDatabaseIsAskedIsNotKept() {
    Optional<Holder> read =
        keys.holderOf(
            "h1",
            () -> {
              Holder found = database.remove("h1");
              keys.forget();
              return Optional.of(found);
            });
    assertThat(read).as("the question came before the revocation").contains(HIS);
    assertThat(holderOf("h1")).isEmpty();
  }

  @Test
  void unknownKeysAreAskedForEachTimeAndTakeNoRoom() {
    assertThat(holderOf("h2")).isEmpty();
    assertThat(holderOf("h2")).isEmpty();
    assertThat(asked).isEqualTo(2);
    database.put("h2", HIS);
    assertThat(holderOf("h2")).contains(HIS);
  }

  @Test
  void theNumberOfKeysThatAreKeptIsBounded() {
    for (int i = 0; i < 300; i++) {
      database.put("k" + i, HIS);
      holderOf("k" + i);
    }
    asked = 0;
    holderOf("k299");
    assertThat(asked).isZero();
    holderOf("k0");
    assertThat(asked).isEqualTo(1);
  }
}
