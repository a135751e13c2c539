package org.duima.demo.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The clock drift that a gateway allows, and the marks of the calls it has seen. Thread-safe. */
final class Replays {
  static final Duration MAX_DRIFT = Duration.ofMinutes(5);
  private static final int MAX_MARKS = 500_000;

  private final Map<String, Instant> seen = new LinkedHashMap<>();

  static boolean isOffTime(Instant sent, Instant now) {
    return Duration.between(sent, now).abs().compareTo(MAX_DRIFT) > 0;
  }

  /**
   * Notes a call.
   *
   * @param mark what no two calls share
   * @param name what the mark is called in the problem
   * @return why it is kept out, or null
   */
  synchronized Problem use(String mark, String name, Instant now) {
    // a call may be five minutes early, so its mark can come back for ten minutes
    Instant forgotten = now.minus(MAX_DRIFT.multipliedBy(2));
    Iterator<Instant> oldest = seen.values().iterator();
    while (oldest.hasNext() && oldest.next().isBefore(forgotten)) {
      oldest.remove();
    }
    if (seen.containsKey(mark)) {
      return Problem.ofCall("replay", name + " 重复，疑似重放");
    }
    if (seen.size() >= MAX_MARKS) {
      return Problem.ofCall("rate", "请求过于频繁，请稍后再试");
    }
    seen.put(mark, now);
    return null;
  }
}
