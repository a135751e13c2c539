package org.duima.settlement.internal;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A stretch of time; an empty one ends where it begins. */
record Interval(LocalDateTime from, LocalDateTime to) {
  Interval {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("an interval ends after it begins");
    }
  }

  /** The part of each that lies within bounds; what lies outside is left out. */
  static List<Interval> within(List<Interval> all, Interval bounds) {
    List<Interval> within = new ArrayList<>();
    for (Interval one : all) {
      LocalDateTime from = one.from.isBefore(bounds.from) ? bounds.from : one.from;
      LocalDateTime to = one.to.isAfter(bounds.to) ? bounds.to : one.to;
      if (from.isBefore(to)) {
        within.add(new Interval(from, to));
      }
    }
    return within;
  }

  /** What any of them covers, in order, without overlap. */
  static List<Interval> merged(List<Interval> all) {
    List<Interval> merged = new ArrayList<>();
    for (Interval one : all.stream().sorted(Comparator.comparing(Interval::from)).toList()) {
      Interval last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last == null || one.from.isAfter(last.to)) {
        merged.add(one);
      } else if (one.to.isAfter(last.to)) {
        merged.set(merged.size() - 1, new Interval(last.from, one.to));
      }
    }
    return merged;
  }

  /** What is left of some without others. */
  static List<Interval> without(List<Interval> all, List<Interval> taken) {
    List<Interval> left = merged(all);
    for (Interval out : taken) {
      List<Interval> next = new ArrayList<>();
      for (Interval one : left) {
        if (!out.from.isBefore(one.to) || !out.to.isAfter(one.from)) {
          next.add(one);
          continue;
        }
        if (one.from.isBefore(out.from)) {
          next.add(new Interval(one.from, out.from));
        }
        if (out.to.isBefore(one.to)) {
          next.add(new Interval(out.to, one.to));
        }
      }
      left = next;
    }
    return left;
  }

  /** How long all of them last together, in whole minutes. */
  static Span total(List<Interval> all) {
    return new Span(
        all.stream()
            .map(one -> Duration.between(one.from, one.to))
            .reduce(Duration.ZERO, Duration::plus)
            .toMinutes());
  }
}
