package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.rules.Uses.Group;
import org.duima.alert.internal.rules.Windows.Per;
import org.duima.alert.internal.rules.Windows.Unit;
import org.duima.api.Money;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine.Supply;

/**
 * {@code amount=5000; per=stay|year}: the sum in yuan that the fund pays for an item. Lines that
 * the patient pays do not count; refunds count against it.
 */
final class CapRule extends EachPoint {
  CapRule() {
    super("cap");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Group group) {
    List<Use> current =
        group.current().stream().filter(use -> !use.isSelfPaid()).filter(Use::isGiven).toList();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Constraint constraint = group.point().constraint();
    Optional<BigDecimal> limit = Quantities.number(constraint, "amount");
    Optional<Per> per =
        Per.of(constraint.value("per").orElse("stay"))
            .filter(p -> p.unit() == Unit.STAY || p.unit() == Unit.YEAR);
    if (limit.isEmpty() || per.isEmpty()) {
      return group.cannotTell(current, Set.of("constraint"));
    }
    boolean isYear = per.get().unit() == Unit.YEAR;
    int year = order.context().at().getYear();
    Set<String> missing = new HashSet<>();
    List<Use> counted = new ArrayList<>();
    for (Use use : group.earlier()) {
      if (use.isSelfPaid()
          || (!use.isCharged() && Use.isCharging(order))
          || (isYear ? use.begin() != null && use.begin().getYear() != year : !use.isSameVisit())) {
        continue;
      }
      if (isYear && use.begin() == null) {
        missing.add("begin");
      } else {
        counted.add(use);
      }
    }
    // An amount that is not known is left out of the sum, which then is too small at most.
    BigDecimal sum = Tally.sum(order, current, counted, CapRule::amountOrNothing);
    if (sum.compareTo(limit.get()) > 0) {
      List<Use> facts = new ArrayList<>(current);
      facts.addAll(counted);
      return group.hit(
          current,
          facts,
          Map.of(
              "amount",
              Quantities.plain(sum),
              "limit",
              per.get().demanded() + Quantities.plain(limit.get()) + "元",
              "per",
              per.get().found()));
    }
    counted.addAll(current);
    if (counted.stream().anyMatch(use -> amount(use).isEmpty())) {
      missing.add("amount");
    }
    missing.addAll(
        isYear
            ? Windows.missingSince(order.context(), LocalDate.of(year, 1, 1))
            : Windows.missingOfVisit(order.context()));
    return group.cannotTell(current, missing);
  }

  private static BigDecimal amountOrNothing(Use use) {
    return amount(use).orElse(BigDecimal.ZERO);
  }

  /** Amount of a line in yuan: its own, else price times quantity. */
  static Optional<BigDecimal> amount(Use use) {
    Supply supply = use.line().supply();
    if (supply.amount() != null) {
      return Optional.of(supply.amount().yuan());
    }
    return Optional.ofNullable(supply.unitPrice())
        .filter(price -> supply.quantity() != null)
        .map(Money::yuan)
        .map(price -> price.multiply(supply.quantity()));
  }
}
