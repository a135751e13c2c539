package org.duima.web.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes whoever fails to log in wait, twice as long each time. An attempt counts as failed until it
 * is known to be good, so that many at once gain nothing. Kept in memory of this node only. Safe
 * for use by several threads.
 */
final class LoginThrottle {
  private static final int MOST_SUBJECTS = 10_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private final int free;
  private final Duration longest;
  private final Clock clock;

  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_SUBJECTS;
        }
      };

  private record Failures(int count, Instant nextAt) {}

  /**
   * @param free failures that cost no waiting
   * @param longest waiting time
   */
  LoginThrottle(int free, Duration longest, Clock clock) {
    this.free = free;
    this.longest = longest;
    this.clock = clock;
  }

  /**
   * Begins an attempt.
   *
   * @return zero if it may go on, else how long to wait before the next one
   */
  synchronized Duration begin(String subject) {
    Instant now = clock.instant();
    Failures before = failures.get(subject);
    if (before != null && now.isAfter(before.nextAt().plus(FORGOTTEN_AFTER))) {
      before = null;
    }
    if (before != null && now.isBefore(before.nextAt())) {
      return Duration.between(now, before.nextAt());
    }
    int count = before == null ? 1 : before.count() + 1;
    failures.put(subject, new Failures(count, now.plus(delay(count))));
    return Duration.ZERO;
  }

  private Duration delay(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(count - free, 30);
    return seconds > longest.toSeconds() ? longest : Duration.ofSeconds(seconds);
  }

  /** Forgets the failures of somebody who has shown the password. */
  synchronized void succeeded(String subject) {
    failures.remove(subject);
  }
}
