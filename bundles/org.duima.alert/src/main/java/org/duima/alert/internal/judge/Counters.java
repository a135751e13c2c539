package org.duima.alert.internal.judge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderAlerts;

/** Counts since the start of the node. Safe for use by several threads. */
final class Counters {
  private static final double NANOS = 1e9;

  /** Upper bounds in seconds. */
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1
  };

  private final LongAdder requests = new LongAdder();
  private final LongAdder interrupted = new LongAdder();
  private final LongAdder cannotTell = new LongAdder();
  private final LongAdder unrecorded = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final Map<String, LongAdder> hits = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> shown = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> missed = new ConcurrentHashMap<>();

  Counters() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void judged(AlertAnswer answer, boolean interrupts, long tookNanos) {
    requests.increment();
    nanos.add(tookNanos);
    int bucket = 0;
    while (bucket < BOUNDS.length && tookNanos / NANOS > BOUNDS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    cannotTell.add(answer.cannotTell());
    if (interrupts) {
      interrupted.increment();
    }
    for (Alert alert : answer.alerts()) {
      count(hits, alert.ruleClass().id());
      if (alert.isShown()) {
        count(shown, alert.ruleClass().id());
      }
    }
    answer.missed().forEach(name -> count(missed, name));
  }

  /** The deadline came before the record was durable; it becomes so a little later. */
  void late() {
    count(missed, "record");
  }

  void unrecorded() {
    unrecorded.increment();
  }

  private static void count(Map<String, LongAdder> counts, String name) {
    counts.computeIfAbsent(name, n -> new LongAdder()).increment();
  }

  OrderAlerts.Status status(List<String> quarantined, double budget) {
    Map<Double, Long> seconds = new LinkedHashMap<>();
    long total = 0;
    for (int i = 0; i < buckets.length; i++) {
      total += buckets[i].sum();
      seconds.put(i < BOUNDS.length ? BOUNDS[i] : Double.POSITIVE_INFINITY, total);
    }
    return new OrderAlerts.Status(
        requests.sum(),
        interrupted.sum(),
        cannotTell.sum(),
        sums(hits),
        sums(shown),
        sums(missed),
        quarantined,
        unrecorded.sum(),
        budget,
        seconds,
        nanos.sum() / NANOS);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((name, adder) -> sums.put(name, adder.sum()));
    return sums;
  }
}
