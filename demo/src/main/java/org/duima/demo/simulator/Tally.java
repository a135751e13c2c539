package org.duima.demo.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counters and the last refusals. Thread-safe. */
final class Tally {
  private static final int REFUSALS_KEPT = 1_000;

  private final Map<String, Long> calls = new TreeMap<>();
  private final Map<String, Long> refusedByReason = new TreeMap<>();
  private final Map<String, Long> gatewayByReason = new TreeMap<>();
  private final Map<String, Long> disturbed = new TreeMap<>();
  private final Deque<Refusal> refusals = new ArrayDeque<>();
  private long refused;
  private long gatewayRefused;
  private long undelivered;

  synchronized void call(String infno) {
    calls.merge(infno, 1L, Long::sum);
  }

  synchronized void refused(Refusal refusal) {
    refused++;
    new HashSet<>(refusal.reasons()).forEach(r -> refusedByReason.merge(r, 1L, Long::sum));
    keep(refusal);
  }

  synchronized void gatewayRefused(Refusal refusal) {
    gatewayRefused++;
    new HashSet<>(refusal.reasons()).forEach(r -> gatewayByReason.merge(r, 1L, Long::sum));
    keep(refusal);
  }

  synchronized void disturbed(Behaviour.Kind kind) {
    disturbed.merge(kind.wireName(), 1L, Long::sum);
  }

  synchronized void undelivered() {
    undelivered++;
  }

  synchronized List<Refusal> refusals() {
    return new ArrayList<>(refusals);
  }

  synchronized Counts counts(ListStore.Totals totals) {
    Map<String, Long> states = new TreeMap<>();
    totals.states().forEach((state, number) -> states.put(state.code(), number));
    return new Counts(
        new TreeMap<>(calls),
        totals.uploads(),
        totals.submissions(),
        totals.withdrawals(),
        refused,
        new TreeMap<>(refusedByReason),
        gatewayRefused,
        new TreeMap<>(gatewayByReason),
        new TreeMap<>(disturbed),
        undelivered,
        states.values().stream().mapToLong(Long::longValue).sum(),
        states);
  }

  private void keep(Refusal refusal) {
    if (refusals.size() == REFUSALS_KEPT) {
      refusals.removeFirst();
    }
    refusals.addLast(refusal);
  }
}
