package org.duima.ledger.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.ledger.AccessStore.Holder;

/**
 * API keys that the database confirmed a moment ago, by their hashes, so that a machine that asks
 * about a thousand orders a second does not cause as many queries. What changes on this node shows
 * at once; what another node changes, when the moment is over. Unknown keys are not kept. Safe for
 * use by several threads.
 */
final class VerifiedKeys {
  /** How long a key is taken for good. */
  static final Duration MOMENT = Duration.ofSeconds(5);

  /** More keys than machines of a hospital send; the one that was confirmed first goes. */
  private static final int MOST = 256;

  private final Clock clock;
  private final Map<String, Verified> byHash = new LinkedHashMap<>();
  private long changes;

  private record Verified(Holder holder, Instant at) {}

  VerifiedKeys(Clock clock) {
    this.clock = clock;
  }

  /**
   * The holder of a key.
   *
   * @param question asks the database; empty if the key is not valid
   */
  Optional<Holder> holderOf(String hash, Supplier<Optional<Holder>> question) {
    Instant now = clock.instant();
    long before;
    synchronized (this) {
      Verified known = byHash.get(hash);
      if (known != null && !now.isBefore(known.at()) && now.isBefore(known.at().plus(MOMENT))) {
        return Optional.of(known.holder());
      }
      before = changes;
    }
    Optional<Holder> holder = question.get();
    synchronized (this) {
      byHash.remove(hash);
      // a key that was revoked while the database was asked must not be taken for good
      if (holder.isPresent() && before == changes) {
        if (byHash.size() >= MOST) {
          byHash.remove(byHash.keySet().iterator().next());
        }
        byHash.put(hash, new Verified(holder.get(), now));
      }
    }
    return holder;
  }

  /** Keys have changed in the database; every one is asked for anew. */
  synchronized void forget() {
    changes++;
    byHash.clear();
  }
}
