package org.duima.alert.internal.rules;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duima.alert.internal.rules.Active.Span;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine;

/**
 * Both sides of a pair taken at the same time. Two slices meet in one prescription only, since it
 * is boiled together.
 */
final class TogetherRule extends EachPoint {
  TogetherRule() {
    super("together");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Group group) {
    List<Use> side = given(group.current(), group.earlier());
    List<Use> otherSide = given(group.others(), group.earlierOthers());
    LocalDateTime at = order.context().at();
    Function<Use, Span> span = use -> Active.span(use, at);
    Pairs pairs = new Pairs();
    pairs.look(rest(side), otherSide, span);
    pairs.look(slices(side), rest(otherSide), span);
    lookInPrescriptions(slices(side), slices(otherSide), pairs);
    Optional<Opinion> hit = pairs.hit(group, limit(group));
    if (hit.isPresent()) {
      return hit;
    }
    Optional<Opinion> undecided = pairs.undecided(group::cannotTell);
    if (undecided.isPresent()) {
      return undecided;
    }
    List<Use> needHistory = new ArrayList<>(rest(side));
    needHistory.addAll(rest(otherSide));
    needHistory.removeIf(use -> !use.isCurrent());
    return needHistory.isEmpty()
        ? Optional.empty()
        : group.cannotTell(needHistory, Windows.missingOfActive(order.context()));
  }

  /** What the pair is called (十八反, 十九畏), where the publication says it. */
  private static Map<String, String> limit(Group group) {
    String published = group.point().published();
    return published.isBlank() ? Map.of() : Map.of("limit", published);
  }

  private static void lookInPrescriptions(List<Use> side, List<Use> otherSide, Pairs pairs) {
    Map<String, List<Use>> others = byPrescription(otherSide);
    byPrescription(side)
        .forEach(
            (prescription, uses) ->
                pairs.look(uses, others.getOrDefault(prescription, List.of()), use -> Span.ALWAYS));
  }

  /** Lines of before belong to a prescription of the order only if they name it. */
  private static Map<String, List<Use>> byPrescription(List<Use> uses) {
    Map<String, List<Use>> found = new HashMap<>();
    for (Use use : uses) {
      String prescription = use.line().prescription();
      if (use.isCurrent() || (!prescription.isEmpty() && use.isSameVisit() && !use.isCharged())) {
        found.computeIfAbsent(prescription, name -> new ArrayList<>()).add(use);
      }
    }
    return found;
  }

  private static List<Use> given(List<Use> current, List<Use> earlier) {
    List<Use> all = new ArrayList<>(current.stream().filter(Use::isGiven).toList());
    all.addAll(Uses.netted(earlier));
    return all;
  }

  private static List<Use> slices(List<Use> uses) {
    return uses.stream().filter(use -> use.line().kind() == OrderLine.Kind.SLICE).toList();
  }

  private static List<Use> rest(List<Use> uses) {
    return uses.stream().filter(use -> use.line().kind() != OrderLine.Kind.SLICE).toList();
  }
}
