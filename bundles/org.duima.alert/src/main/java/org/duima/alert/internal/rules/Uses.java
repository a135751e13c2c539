package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.CannotTell;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.Opinion.Hit;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/**
 * The lines that each point of a class names, now and before. Lines are looked up once for each
 * item, so the cost grows with the number of lines and not with its square.
 */
final class Uses {
  /** A hit names so many facts at most; a sum over a long stay would be unreadable otherwise. */
  private static final int FACTS = 10;

  /** A name for people lists so many items at most. */
  private static final int NAMES = 5;

  private Uses() {}

  /**
   * What one point names. Cancelled lines are left out, and so is the record of before of a line
   * that is judged now.
   *
   * @param current lines of the order that the point's codes name
   * @param others lines of the order that its other codes name
   * @param earlier what its codes name of before, refunds included
   * @param earlierOthers what its other codes name of before, refunds included
   */
  record Group(
      KnowledgePoint point,
      List<Use> current,
      List<Use> others,
      List<Use> earlier,
      List<Use> earlierOthers) {
    Optional<Opinion> hit(Collection<Use> lines, Collection<Use> facts, Map<String, String> words) {
      return Optional.of(Uses.hit(Optional.of(point), lines, evidence(facts), words));
    }

    /** It lacks something; empty if nothing lacks. */
    Optional<Opinion> cannotTell(Collection<Use> lines, Set<String> missing) {
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of(new CannotTell(Optional.of(point), ids(lines), missing));
    }
  }

  private record Item(String code, String name, String localName) {
    static Item of(OrderLine line) {
      return new Item(line.item().value(), line.itemName(), line.localName());
    }
  }

  private record Place(Group group, boolean isOther) {}

  /** Groups in the order in which the request meets them. */
  static List<Group> of(OrderCase order, RuleClass ruleClass, List<Match> matches) {
    Map<OrderLine, Integer> positions = positions(order);
    Map<OrderLine, Use> current = new IdentityHashMap<>();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Match match : matches) {
      if (!(match.subject() instanceof Match.Line named) || named.line().is(Mark.CANCELLED)) {
        continue;
      }
      Group group =
          groups.computeIfAbsent(
              match.point().id(),
              id ->
                  new Group(
                      match.point(),
                      new ArrayList<>(),
                      new ArrayList<>(),
                      new ArrayList<>(),
                      new ArrayList<>()));
      List<Use> side = match.isOther() ? group.others : group.current;
      // A point that names a line by code and by name names it once.
      Use use =
          current.computeIfAbsent(
              named.line(),
              line -> Use.current(order, line, positions.getOrDefault(line, order.lines().size())));
      if (side.isEmpty() || side.get(side.size() - 1) != use) {
        side.add(use);
      }
    }
    if (!groups.isEmpty()) {
      addEarlier(order, ruleClass, groups);
    }
    return List.copyOf(groups.values());
  }

  private static void addEarlier(OrderCase order, RuleClass ruleClass, Map<String, Group> groups) {
    Map<Item, List<Place>> places = new HashMap<>();
    for (EarlierLine earlier : earlier(order)) {
      Item item = Item.of(earlier.line());
      List<Place> found =
          places.computeIfAbsent(item, wanted -> places(order, ruleClass, groups, earlier.line()));
      if (found.isEmpty()) {
        continue;
      }
      Use use = Use.earlier(earlier, Use.isPaidByPatient(order));
      for (Place place : found) {
        (place.isOther ? place.group.earlierOthers : place.group.earlier).add(use);
      }
    }
  }

  private static List<Place> places(
      OrderCase order, RuleClass ruleClass, Map<String, Group> groups, OrderLine line) {
    Set<String> seen = new HashSet<>();
    List<Place> found = new ArrayList<>();
    Listed.points(
        order,
        ruleClass,
        line,
        (point, isOther) -> {
          Group group = groups.get(point.id());
          if (group != null && seen.add(point.id() + isOther)) {
            found.add(new Place(group, isOther));
          }
        });
    return found;
  }

  /** Lines of before that count: not cancelled, and not a line of the order in an older state. */
  static List<EarlierLine> earlier(OrderCase order) {
    Set<String> current =
        order.lines().stream().map(OrderLine::id).collect(Collectors.toCollection(HashSet::new));
    return order.context().earlier().stream()
        .filter(e -> !e.line().is(Mark.CANCELLED))
        .filter(e -> !(e.sameVisit() && current.contains(e.line().id())))
        .toList();
  }

  /** Place of each line of the order, by the line itself. */
  static Map<OrderLine, Integer> positions(OrderCase order) {
    Map<OrderLine, Integer> positions = new IdentityHashMap<>();
    for (OrderLine line : order.lines()) {
      positions.put(line, positions.size());
    }
    return positions;
  }

  /** Charges without what refunds took back: a refund takes from the latest charges before it. */
  static List<Use> netted(List<Use> uses) {
    if (uses.stream().noneMatch(use -> use.isCharged() && use.times().signum() < 0)) {
      return uses.stream().filter(Use::isGiven).toList();
    }
    List<Use> left = new ArrayList<>(uses);
    Map<String, Deque<Integer>> standing = new HashMap<>();
    for (int i = 0; i < uses.size(); i++) {
      Use use = uses.get(i);
      if (!use.isCharged()) {
        continue;
      }
      Deque<Integer> stack =
          standing.computeIfAbsent(
              use.identity() + (use.isSameVisit() ? "|visit" : "|other"),
              key -> new ArrayDeque<>());
      if (use.times().signum() > 0) {
        stack.push(i);
      }
      BigDecimal refund = use.times().negate();
      while (refund.signum() > 0 && !stack.isEmpty()) {
        Use charge = left.get(stack.peek());
        BigDecimal taken = refund.min(charge.times());
        refund = refund.subtract(taken);
        left.set(stack.peek(), charge.with(charge.times().subtract(taken)));
        if (taken.compareTo(charge.times()) == 0) {
          stack.pop();
        }
      }
    }
    return left.stream().filter(Use::isGiven).toList();
  }

  static Hit hit(
      Optional<KnowledgePoint> point,
      Collection<Use> lines,
      List<Evidence> facts,
      Map<String, String> words) {
    Map<String, String> all = new LinkedHashMap<>();
    words.forEach((name, value) -> all.put(name, Opinions.shortened(value)));
    return new Hit(point, ids(lines), facts, all);
  }

  /** Ids of the lines of the order among these, in the order of the request. */
  static List<String> ids(Collection<Use> uses) {
    return uses.stream()
        .filter(Use::isCurrent)
        .sorted(Comparator.comparingInt(Use::position))
        .map(use -> use.line().id())
        .distinct()
        .toList();
  }

  /** The lines as facts, those of the order first; only so many of them. */
  static List<Evidence> evidence(Collection<Use> uses) {
    return uses.stream()
        .sorted(Comparator.comparing(use -> !use.isCurrent()))
        .limit(FACTS)
        .map(Use::evidence)
        .toList();
  }

  /** Names of lines, each item once. */
  static String names(Collection<Use> uses) {
    List<String> names = uses.stream().map(Use::name).distinct().toList();
    return names.size() <= NAMES
        ? String.join("、", names)
        : String.join("、", names.subList(0, NAMES)) + "等";
  }
}
