package org.duima.alert.internal.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Match;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.encounter.OrderLine;

/** The points that name something of an order, by class. */
final class Matches {
  private final Knowledge knowledge;
  private final Map<String, List<Match>> byClass = new LinkedHashMap<>();
  private final Map<String, Optional<RuleClass>> classes = new HashMap<>();

  private Matches(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  static Map<String, List<Match>> of(OrderCase order) {
    Matches matches = new Matches(order.knowledge());
    java.time.LocalDate on = order.request().at().toLocalDate();
    for (OrderLine line : order.lines()) {
      matches.find(line.item().value(), line.itemName(), on, Subject.LINE, new Match.Line(line));
      if (!line.localName().isEmpty() && !line.localName().equals(line.itemName())) {
        matches.find("", line.localName(), on, Subject.LINE, new Match.Line(line));
      }
    }
    for (KnownDiagnosis one : order.context().diagnoses()) {
      matches.find(one.code(), "", on, Subject.DIAGNOSIS, new Match.Diagnosed(one));
    }
    for (KnownProcedure one : order.context().procedures()) {
      matches.find(one.code(), "", on, Subject.PROCEDURE, new Match.Operated(one));
    }
    return matches.byClass;
  }

  private void find(
      String code, String name, java.time.LocalDate on, Subject kind, Match.Subject subject) {
    if (code.isEmpty() && name.isEmpty()) {
      return;
    }
    knowledge.points(
        code,
        name,
        on,
        (point, isOther) -> {
          Optional<RuleClass> ruleClass =
              classes.computeIfAbsent(point.ruleClass(), knowledge::ruleClass);
          if (ruleClass.filter(known -> known.subject() == kind).isPresent()) {
            add(point, ruleClass.get(), new Match(point, subject, isOther));
          }
        });
  }

  /** A line known by two names meets a point once. */
  private void add(KnowledgePoint point, RuleClass ruleClass, Match match) {
    List<Match> found = byClass.computeIfAbsent(ruleClass.id(), id -> new ArrayList<>());
    for (int i = found.size() - 1; i >= 0 && found.get(i).subject().equals(match.subject()); i--) {
      if (found.get(i).point() == point) {
        return;
      }
    }
    found.add(match);
  }
}
