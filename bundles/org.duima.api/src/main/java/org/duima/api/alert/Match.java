package org.duima.api.alert;

import java.util.Objects;
import org.duima.api.encounter.OrderLine;

/**
 * A knowledge point that names something of an order.
 *
 * @param point the point, its constraint completed by its class's defaults
 * @param subject what it names
 * @param isOther whether it was found among {@link KnowledgePoint#others}, the other side of a pair
 */
public record Match(KnowledgePoint point, Subject subject, boolean isOther) {
  /** What a point names. */
  public sealed interface Subject {}

  /** A line that is to be judged. */
  public record Line(OrderLine line) implements Subject {}

  /** A diagnosis of the visit. */
  public record Diagnosed(OrderContext.KnownDiagnosis diagnosis) implements Subject {}

  /** A procedure of the visit. */
  public record Operated(OrderContext.KnownProcedure procedure) implements Subject {}

  public Match {
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(subject, "subject");
  }

  /**
   * The line that it names.
   *
   * @throws IllegalStateException if it names no line
   */
  public OrderLine line() {
    if (subject instanceof Line named) {
      return named.line();
    }
    throw new IllegalStateException("the point of " + point.ruleClass() + " names no line");
  }
}
