package org.duima.alert.internal.judge;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Match;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.encounter.OrderLine;

/** The points that name something of an order, by class. */
final class Matches {
  private final Plan plan;
  private final LocalDate on;
  private final BitSet wanted;
  private final Map<Integer, List<Match>> found = new HashMap<>();

  private Matches(Plan plan, LocalDate on) {
    this.plan = plan;
    this.on = on;
    this.wanted = plan.forEveryOrder();
  }

  /** Finds them. */
  static Matches of(OrderCase order, Plan plan) {
    Matches matches = new Matches(plan, order.request().at().toLocalDate());
    for (OrderLine line : order.lines()) {
      Match.Subject named = new Match.Line(line);
      matches.find(line.item().value(), line.itemName(), Subject.LINE, named);
      if (!line.localName().isEmpty() && !line.localName().equals(line.itemName())) {
        matches.find("", line.localName(), Subject.LINE, named);
      }
    }
    for (KnownDiagnosis one : order.context().diagnoses()) {
      matches.find(one.code(), "", Subject.DIAGNOSIS, new Match.Diagnosed(one));
    }
    for (KnownProcedure one : order.context().procedures()) {
      matches.find(one.code(), "", Subject.PROCEDURE, new Match.Operated(one));
    }
    return matches;
  }

  /** The first step from a number on that this order has to go through, -1 if there is none. */
  int nextStep(int from) {
    return wanted.nextSetBit(from);
  }

  /** What was found for the class of a step. */
  List<Match> of(int step) {
    return found.getOrDefault(step, List.of());
  }

  private void find(String code, String name, Subject kind, Match.Subject subject) {
    if (code.isEmpty() && name.isEmpty()) {
      return;
    }
    plan.knowledge()
        .points(
            code,
            name,
            on,
            (point, isOther) -> {
              Plan.Step step = plan.of(point.ruleClass());
              if (step != null && step.ruleClass().subject() == kind) {
                add(step, point, new Match(point, subject, isOther));
              }
            });
  }

  /** A line known by two names meets a point once. */
  private void add(Plan.Step step, KnowledgePoint point, Match match) {
    List<Match> ofClass = found.computeIfAbsent(step.number(), number -> new ArrayList<>());
    wanted.set(step.number());
    for (int i = ofClass.size() - 1; i >= 0 && ofClass.get(i).subject() == match.subject(); i--) {
      if (ofClass.get(i).point() == point) {
        return;
      }
    }
    ofClass.add(match);
  }
}
