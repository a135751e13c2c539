package org.duima.alert.internal.rules;

import java.util.List;
import java.util.Optional;
import org.duima.api.alert.Known;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderContext;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/** Whether the fund is charged. */
final class Fund {
  private Fund() {}

  /**
   * Whether a line is charged to the fund: not if it or the visit is paid by the patient; a visit
   * under an insurance is. Empty if neither was said.
   */
  static Optional<Boolean> isCharged(OrderContext context, OrderLine line) {
    if (line.is(Mark.SELF_PAY)) {
      return Optional.of(false);
    }
    Optional<Boolean> selfPay = context.selfPay().map(Known::value);
    if (selfPay.isPresent()) {
      return Optional.of(!selfPay.get());
    }
    return context.insuranceKind().map(kind -> true);
  }

  /** What {@link #isCharged} went by. */
  static List<Evidence> evidence(OrderContext context) {
    if (context.insuranceKind().isPresent()) {
      Known<String> kind = context.insuranceKind().get();
      return List.of(new Evidence("insurance", Terms.ofInsurance(kind.value()), kind.source()));
    }
    return context.selfPay().map(selfPay -> Evidence.of("self-pay", selfPay)).stream().toList();
  }
}
