package org.duima.alert.internal.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine;

/** {@code dept=0301,0302}: the departments that may order the item. */
final class DepartmentRule extends EachMatch {
  DepartmentRule() {
    super("department");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Optional<String> allowed = match.point().constraint().value("dept");
    if (allowed.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    OrderLine line = match.line();
    Optional<Known<String>> department =
        line.department().isEmpty()
            ? order.context().department()
            : Optional.of(new Known<>(line.department(), line.origin().toString()));
    if (department.isEmpty()) {
      return Opinions.cannotTell(match, "department");
    }
    if (CodeSet.of(allowed.get()).contains(department.get().value())) {
      return Optional.empty();
    }
    return Opinions.hit(
        match,
        List.of(Evidence.of("department", department.get())),
        Map.of("department", department.get().value(), "limit", allowed.get()));
  }
}
