package org.duima.alert.internal.rules;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.VisitKind;

/**
 * {@code visit=inpatient,emergency}: the ways of visit at which the item may be used; {@code
 * visitNot=internet}: those at which it must not.
 */
final class VisitKindRule extends EachMatch {
  VisitKindRule() {
    super("visit-kind");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<Set<VisitKind>> allowed = allowed(match.point().constraint());
    if (allowed.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    Optional<Known<VisitKind>> visit = order.context().visitKind();
    if (visit.isEmpty()) {
      return Opinions.cannotTell(match, "visit");
    }
    if (allowed.get().contains(visit.get().value())) {
      return Optional.empty();
    }
    String actual = Terms.of(visit.get().value());
    return Opinions.hit(
        match,
        List.of(new Evidence("visit", actual, visit.get().source())),
        Map.of("visit", actual, "limit", Terms.of(allowed.get())));
  }

  private static Optional<Set<VisitKind>> allowed(Constraint constraint) {
    Optional<String> only = constraint.value("visit");
    Optional<String> not = constraint.value("visitNot");
    Set<VisitKind> allowed = EnumSet.allOf(VisitKind.class);
    if (only.isPresent()) {
      Optional<Set<VisitKind>> kinds = Terms.visitKinds(only.get());
      if (kinds.isEmpty()) {
        return Optional.empty();
      }
      allowed.retainAll(kinds.get());
    }
    if (not.isPresent()) {
      Optional<Set<VisitKind>> kinds = Terms.visitKinds(not.get());
      if (kinds.isEmpty()) {
        return Optional.empty();
      }
      allowed.removeAll(kinds.get());
    }
    boolean saysSomething = (only.isPresent() || not.isPresent()) && !allowed.isEmpty();
    return saysSomething ? Optional.of(allowed) : Optional.empty();
  }
}
