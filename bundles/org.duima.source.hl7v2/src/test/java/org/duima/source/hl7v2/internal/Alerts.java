package org.duima.source.hl7v2.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;

/** Answers to orders as the alerts would give them. */
final class Alerts {
  private Alerts() {}

  static AlertAnswer none(OrderRequest request) {
    return answer(request);
  }

  /** A warning about the first line and a hint about all of them, with one that nobody sees. */
  static AlertAnswer warnings(OrderRequest request) {
    List<OrderLine> first = request.lines().subList(0, 1);
    return answer(
        request,
        alert("0a", "drug-sex", Reaction.WARN, first, Optional.empty()),
        alert("0b", "drug-interaction", Reaction.HINT, request.lines(), Optional.empty()),
        alert("0c", "drug-dose", Reaction.WARN, first, Optional.of(Alert.Silence.SWITCHED)));
  }

  static AlertAnswer blocked(OrderRequest request) {
    List<OrderLine> lines = request.lines();
    return answer(
        request,
        alert(
            "0d",
            "drug-contraindication",
            Reaction.BLOCK,
            lines.subList(lines.size() - 1, lines.size()),
            Optional.empty()));
  }

  private static AlertAnswer answer(OrderRequest request, Alert... alerts) {
    return new AlertAnswer(request, List.of(alerts), 0, List.of(), List.of());
  }

  private static Alert alert(
      String id,
      String ruleClass,
      Reaction reaction,
      List<OrderLine> lines,
      Optional<Alert.Silence> silence) {
    String names = String.join("、", lines.stream().map(OrderLine::displayName).toList());
    return new Alert(
        "5f3c2a10-0000-4000-8000-00000000000" + id,
        new RuleClass(
            ruleClass,
            "",
            RuleClass.Category.MEDICAL,
            new Text("类" + ruleClass, "class " + ruleClass),
            "logic",
            RuleClass.Subject.LINE,
            true,
            reaction,
            Set.of(Audience.DOCTOR),
            Set.of(Scene.SIGN),
            false,
            Constraint.NONE,
            new Text("", ""),
            new Text("", "")),
        List.of("KP-1", "KP|2"),
        List.of("17"),
        lines.stream().map(OrderLine::id).toList(),
        lines.stream().map(OrderLine::displayName).toList(),
        reaction,
        new Text("【" + names + "】请核对\r\n第二行", "[" + ruleClass + "] check " + lines.size()),
        new Text("依据：说明书", "basis: label"),
        new Text("请换药。", "Change the drug."),
        false,
        List.of(),
        Optional.empty(),
        silence);
  }
}
