package org.duima.encounter.internal;

import java.util.HashMap;
import java.util.Map;

/** Sets that grow together (union-find with path halving). */
final class Joined<T> {
  private final Map<T, T> parent = new HashMap<>();

  /** The member that stands for the set of an item; the item itself if it was never joined. */
  T of(T item) {
    T at = item;
    T up = parent.getOrDefault(at, at);
    while (!up.equals(at)) {
      T next = parent.getOrDefault(up, up);
      parent.put(at, next);
      at = up;
      up = next;
    }
    return at;
  }

  void join(T one, T other) {
    T top = of(one);
    T below = of(other);
    if (!top.equals(below)) {
      parent.put(below, top);
    }
  }
}
