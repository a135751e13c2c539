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

  private final int free;
  private final Duration longest;
  private final Duration oneForgottenEvery;
  private final Clock clock;

  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_SUBJECTS;
        }
      };

  private record Failures(int count, Instant lastAt, Instant nextAt) {}

  /**
   * @param free failures that cost no waiting
   * @param longest waiting time
   * @param oneForgottenEvery time in which one failure is forgotten
   */
  LoginThrottle(int free, Duration longest, Duration oneForgottenEvery, Clock clock) {
    this.free = free;
    this.longest = longest;
    this.oneForgottenEvery = oneForgottenEvery;
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
    if (before != null && now.isBefore(before.nextAt())) {
      return Duration.between(now, before.nextAt());
    }
    int count = before == null ? 1 : remembered(before, now) + 1;
    failures.put(subject, new Failures(count, now, now.plus(delay(count))));
    return Duration.ZERO;
  }

  private int remembered(Failures before, Instant now) {
    long forgotten = Duration.between(before.lastAt(), now).dividedBy(oneForgottenEvery);
    return (int) Math.max(0, before.count() - forgotten);
  }

  private Duration delay(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(count - free, 30);
    return seconds > longest.toSeconds() ? longest : Duration.ofSeconds(seconds);
  }

  /** Forgets the failures of somebody who has shown the password. */
  synchronized void forget(String subject) {
    failures.remove(subject);
  }

  /** Takes back one attempt, because it was good; failures before it stay. */
  synchronized void takeBack(String subject) {
    failures.computeIfPresent(
        subject,
        (key, before) ->
            before.count() == 1
                ? null
                : new Failures(before.count() - 1, before.lastAt(), before.lastAt()));
  }
}
