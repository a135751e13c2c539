package org.duima.alert.internal.rules;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duima.alert.internal.rules.Active.Span;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.api.alert.Opinion;

/** Which lines of one side of a pair meet lines of the other side; collected over several looks. */
final class Pairs {
  private final Set<Use> items = new LinkedHashSet<>();
  private final Set<Use> others = new LinkedHashSet<>();
  private final Set<Use> undecided = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();

  /**
   * Looks for pairs of different items that are in force at the same time and of which at least one
   * line is of the order.
   */
  void look(List<Use> side, List<Use> otherSide, Function<Use, Span> span) {
    if (side.isEmpty() || otherSide.isEmpty()) {
      return;
    }
    look(side, new Partners(otherSide, span, Pairs::isSameItem), span, items, others);
    look(otherSide, new Partners(side, span, Pairs::isSameItem), span, others, items);
  }

  private void look(
      List<Use> side,
      Partners partners,
      Function<Use, Span> span,
      Set<Use> found,
      Set<Use> foundPartners) {
    for (Use use : side) {
      if (!use.isCurrent()) {
        continue;
      }
      Span when = span.apply(use);
      Optional<Use> partner = partners.sure(use, when);
      if (partner.isPresent()) {
        found.add(use);
        foundPartners.add(partner.get());
        continue;
      }
      partners
          .perhaps(use, when)
          .ifPresent(
              perhaps -> {
                undecided.add(use);
                missing.add(perhaps.begin() == null ? "begin" : "days");
              });
    }
  }

  private static boolean isSameItem(Use one, Use other) {
    return one.identity().equals(other.identity());
  }

  /** The hit that names every line of a pair; empty if there is no pair. */
  Optional<Opinion> hit(Group group, Map<String, String> words) {
    if (items.isEmpty()) {
      return Optional.empty();
    }
    Set<Use> all = new LinkedHashSet<>(items);
    all.addAll(others);
    // Where both sides name the same items, the first item is one side and the rest the other.
    Use first = items.iterator().next();
    boolean isOneSet = items.containsAll(others);
    Map<Boolean, List<Use>> sides =
        all.stream()
            .collect(
                Collectors.partitioningBy(
                    use -> isOneSet ? isSameItem(use, first) : items.contains(use)));
    Map<String, String> named = new LinkedHashMap<>(words);
    named.put("item", Uses.names(sides.get(true)));
    named.put("other", Uses.names(sides.get(false)));
    return group.hit(all, all, named);
  }

  /** Lines that may be one of a pair, with what lacks to tell. */
  Optional<Opinion> undecided(BiFunction<Set<Use>, Set<String>, Optional<Opinion>> cannotTell) {
    return undecided.isEmpty() ? Optional.empty() : cannotTell.apply(undecided, missing);
  }
}
