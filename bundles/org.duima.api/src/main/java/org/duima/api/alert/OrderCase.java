package org.duima.api.alert;

import java.util.List;
import java.util.Objects;
import org.duima.api.encounter.OrderLine;

/**
 * An order ready to be judged.
 *
 * @param request as it came
 * @param context what is known besides
 * @param lines the lines of the request with their catalogue codes where those are known
 * @param knowledge the knowledge base of this evaluation
 */
public record OrderCase(
    OrderRequest request, OrderContext context, List<OrderLine> lines, Knowledge knowledge) {
  public OrderCase {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(context, "context");
    lines = List.copyOf(lines);
    Objects.requireNonNull(knowledge, "knowledge");
  }

  /** The prescription of a line: its own, else all lines of the request count as one. */
  public List<OrderLine> prescriptionOf(OrderLine line) {
    return lines.stream().filter(o -> o.prescription().equals(line.prescription())).toList();
  }
}
