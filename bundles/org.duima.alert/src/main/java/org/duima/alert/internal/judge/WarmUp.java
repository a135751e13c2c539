package org.duima.alert.internal.judge;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.Editions;
import org.duima.api.Origin;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;

/** An order that nobody made, with a line for each rule class. */
final class WarmUp {
  static final int ROUNDS = 200;
  static final List<Key> NOBODY = List.of(new Key(Key.Kind.PATIENT, "", "warm-up"));
  private static final Origin ORIGIN = new Origin(0, "warm-up", "");

  private WarmUp() {}

  static OrderRequest request(Knowledge knowledge) {
    List<OrderLine> lines = new ArrayList<>();
    for (RuleClass ruleClass : knowledge.classes()) {
      knowledge.pointsOf(ruleClass.id()).stream()
          .limit(1)
          .map(KnowledgePoint::codes)
          .flatMap(List::stream)
          .limit(1)
          .forEach(code -> lines.add(line(lines.size() + 1, code)));
    }
    return new OrderRequest(
        "warm-up",
        "warm-up",
        Scene.SIGN,
        "",
        LocalDateTime.now(),
        List.of(),
        "",
        "",
        OrderRequest.Stated.NOTHING,
        lines,
        List.of(),
        Set.of());
  }

  private static OrderLine line(int number, String code) {
    Kind kind =
        switch (code.isEmpty() ? ' ' : code.charAt(0)) {
          case 'X', 'Z' -> Kind.DRUG;
          case 'T', 'n' -> Kind.SLICE;
          case 'C' -> Kind.CONSUMABLE;
          default -> Kind.SERVICE;
        };
    return new OrderLine(
        Integer.toString(number),
        "",
        "",
        kind,
        new Code(kind.system(), Editions.INSURANCE_2_0, code.replace("*", "")),
        code.replace("name:", ""),
        "",
        "",
        null,
        null,
        null,
        null,
        "",
        "",
        "",
        Set.of(),
        null,
        ORIGIN);
  }
}
