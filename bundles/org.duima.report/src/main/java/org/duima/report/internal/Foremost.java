package org.duima.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the first so many of what it is given, in order, in constant memory. Not thread-safe. */
final class Foremost<T> {
  private final Comparator<T> order;
  private final int most;
  private final PriorityQueue<T> kept;
  private long seen;

  Foremost(Comparator<T> order, int most) {
    this.order = order;
    this.most = most;
    this.kept = new PriorityQueue<>(order.reversed());
  }

  void add(T one) {
    seen++;
    if (kept.size() < most) {
      kept.add(one);
    } else if (order.compare(one, kept.element()) < 0) {
      kept.remove();
      kept.add(one);
    }
  }

  /** How many were given. */
  long seen() {
    return seen;
  }

  List<T> inOrder() {
    List<T> list = new ArrayList<>(kept);
    list.sort(order);
    return list;
  }
}
