package org.duima.alert.internal.rules;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.duima.alert.internal.rules.Active.Span;

/**
 * Finds for a line one of many others that is in force at the same time. Looking one up costs the
 * logarithm of how many there are.
 */
final class Partners {
  private final Side sure;
  private final Side perhaps;

  /**
   * @param others where partners are looked for
   * @param span when each is in force
   * @param isSame what is no partner: the same line, or the same item
   */
  Partners(List<Use> others, Function<Use, Span> span, BiPredicate<Use, Use> isSame) {
    List<Interval> sureOnes = new ArrayList<>();
    List<Interval> perhapsOnes = new ArrayList<>();
    for (Use other : others) {
      Span when = span.apply(other);
      if (when.from().isBefore(when.to())) {
        sureOnes.add(new Interval(other, when.from(), when.to()));
      }
      perhapsOnes.add(new Interval(other, when.mayFrom(), when.mayTo()));
    }
    sure = new Side(sureOnes, isSame);
    perhaps = new Side(perhapsOnes, isSame);
  }

  /** One that is in force at the same time for sure. */
  Optional<Use> sure(Use use, Span span) {
    return span.from().isBefore(span.to())
        ? sure.find(use, span.from(), span.to())
        : Optional.empty();
  }

  /** One that may be in force at the same time. */
  Optional<Use> perhaps(Use use, Span span) {
    return perhaps.find(use, span.mayFrom(), span.mayTo());
  }

  private record Interval(Use use, LocalDateTime from, LocalDateTime to) {}

  /**
   * Intervals by their begin; for each of them the one among it and those before that lasts
   * longest, and the one that lasts longest of those that are not the same as it.
   */
  private static final class Side {
    private final List<Interval> byBegin;
    private final Interval[] longest;
    private final Interval[] second;
    private final BiPredicate<Use, Use> isSame;

    Side(List<Interval> intervals, BiPredicate<Use, Use> isSame) {
      this.isSame = isSame;
      byBegin = new ArrayList<>(intervals);
      byBegin.sort(Comparator.comparing(Interval::from));
      longest = new Interval[byBegin.size()];
      second = new Interval[byBegin.size()];
      Interval best = null;
      Interval next = null;
      for (int i = 0; i < longest.length; i++) {
        Interval one = byBegin.get(i);
        if (best == null || one.to().isAfter(best.to())) {
          if (best != null && !isSame.test(best.use(), one.use())) {
            next = best;
          }
          best = one;
        } else if (!isSame.test(best.use(), one.use())
            && (next == null || one.to().isAfter(next.to()))) {
          next = one;
        }
        longest[i] = best;
        second[i] = next;
      }
    }

    Optional<Use> find(Use use, LocalDateTime from, LocalDateTime to) {
      int before = beginningBefore(to);
      if (before == 0) {
        return Optional.empty();
      }
      Interval found = longest[before - 1];
      if (isSame.test(found.use(), use)) {
        found = second[before - 1];
      }
      return found != null && found.to().isAfter(from)
          ? Optional.of(found.use())
          : Optional.empty();
    }

    private int beginningBefore(LocalDateTime time) {
      int low = 0;
      int high = byBegin.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (byBegin.get(middle).from().isBefore(time)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
