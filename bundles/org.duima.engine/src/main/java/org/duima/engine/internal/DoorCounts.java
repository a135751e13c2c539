package org.duima.engine.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.duima.api.site.NodeStatus.Received;

/** Counts what came of bodies, route by route. Safe for use by several threads. */
final class DoorCounts {
  private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

  private record Key(String route, Outcome.Kind outcome) {}

  /**
   * @param route where the body came in, null outside of one
   */
  void count(String route, Outcome.Kind outcome) {
    counts
        .computeIfAbsent(new Key(route == null ? "" : route, outcome), key -> new LongAdder())
        .increment();
  }

  List<Received> received() {
    return counts.entrySet().stream()
        .map(
            one ->
                new Received(
                    one.getKey().route(), one.getKey().outcome().word(), one.getValue().sum()))
        .sorted(Comparator.comparing(Received::route).thenComparing(Received::outcome))
        .toList();
  }
}
