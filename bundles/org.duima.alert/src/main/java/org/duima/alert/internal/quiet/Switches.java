package org.duima.alert.internal.quiet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.KnowledgeBase.Switch;
import org.duima.api.alert.KnowledgeBase.Switch.Scope;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;

/**
 * What departments have switched for themselves, and classes that were switched for the whole
 * hospital. The latter counts only for hits without a point: points have it in their own state.
 * Immutable.
 */
final class Switches {
  private record Key(String department, Scope scope, String name) {}

  private final Map<Key, PointState> states = new HashMap<>();

  Switches(List<Switch> all) {
    for (Switch one : all) {
      if (!one.department().isEmpty() || one.scope() == Scope.CLASS) {
        states.put(new Key(one.department(), one.scope(), one.name()), one.state());
      }
    }
  }

  /** The narrowest switch of a hit; empty if its point's own state counts, or nothing is said. */
  Optional<PointState> in(String department, String ruleClass, Optional<KnowledgePoint> point) {
    if (states.isEmpty()) {
      return Optional.empty();
    }
    Optional<PointState> here =
        department.isEmpty() ? Optional.empty() : here(department, ruleClass, point);
    return here.isEmpty() && point.isEmpty() ? find("", Scope.CLASS, ruleClass) : here;
  }

  private Optional<PointState> here(
      String department, String ruleClass, Optional<KnowledgePoint> point) {
    return point
        .flatMap(
            known ->
                find(department, Scope.POINT, known.id())
                    .or(() -> find(department, Scope.BATCH, known.batch())))
        .or(() -> find(department, Scope.CLASS, ruleClass));
  }

  private Optional<PointState> find(String department, Scope scope, String name) {
    return Optional.ofNullable(states.get(new Key(department, scope, name)));
  }
}
