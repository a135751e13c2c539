package org.duima.alert.internal.rules;

import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;

/** Whether points name a line that is not among the matches. */
final class Listed {
  private Listed() {}

  /** Whether a point of the class that fits names the line, by its code or one of its names. */
  static boolean isNamed(
      OrderCase order, RuleClass ruleClass, OrderLine line, Predicate<KnowledgePoint> fits) {
    return asks(order, ruleClass, line.item().value(), line.itemName(), fits)
        || !line.localName().isEmpty() && asks(order, ruleClass, "", line.localName(), fits);
  }

  private static boolean asks(
      OrderCase order,
      RuleClass ruleClass,
      String code,
      String name,
      Predicate<KnowledgePoint> fits) {
    AtomicBoolean isNamed = new AtomicBoolean();
    order
        .knowledge()
        .points(
            code,
            name,
            order.context().at().toLocalDate(),
            (point, isOther) -> {
              if (point.ruleClass().equals(ruleClass.id()) && fits.test(point)) {
                isNamed.set(true);
              }
            });
    return isNamed.get();
  }

  /**
   * Hands over the points of the class that name a line, by its code or one of its names; one that
   * names it twice comes twice.
   */
  static void points(
      OrderCase order,
      RuleClass ruleClass,
      OrderLine line,
      BiConsumer<KnowledgePoint, Boolean> each) {
    LocalDate on = order.context().at().toLocalDate();
    BiConsumer<KnowledgePoint, Boolean> ofClass =
        (point, isOther) -> {
          if (point.ruleClass().equals(ruleClass.id())) {
            each.accept(point, isOther);
          }
        };
    order.knowledge().points(line.item().value(), line.itemName(), on, ofClass);
    if (!line.localName().isEmpty() && !line.localName().equals(line.itemName())) {
      order.knowledge().points("", line.localName(), on, ofClass);
    }
  }
}
