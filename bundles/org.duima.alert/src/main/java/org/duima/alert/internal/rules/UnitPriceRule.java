package org.duima.alert.internal.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Supply;

/** {@code price1=…; price2=…; price3=…}: the highest price in yuan by level of the hospital. */
final class UnitPriceRule extends EachMatch {
  UnitPriceRule() {
    super("unit-price");
  }

  @Override
  Optional<Opinion> judge(OrderCase order, Match match) {
    Constraint constraint = match.point().constraint();
    List<BigDecimal> limits =
        Stream.of("price1", "price2", "price3")
            .flatMap(name -> Terms.number(constraint, name).stream())
            .toList();
    if (limits.isEmpty()) {
      return Opinions.cannotTell(match, "constraint");
    }
    OrderLine line = match.line();
    Optional<BigDecimal> price = price(line.supply());
    if (price.isEmpty()) {
      return Opinions.cannotTell(match, "price");
    }
    Optional<Known<Integer>> level = order.context().hospitalLevel();
    if (level.isEmpty()) {
      boolean isBelowAll =
          limits.size() == 3
              && limits.stream().allMatch(limit -> price.get().compareTo(limit) <= 0);
      return isBelowAll ? Optional.empty() : Opinions.cannotTell(match, "level");
    }
    Optional<BigDecimal> limit = Terms.number(constraint, "price" + level.get().value());
    if (limit.isEmpty()) {
      return Opinions.cannotTell(match, "price-limit");
    }
    if (price.get().compareTo(limit.get()) <= 0) {
      return Optional.empty();
    }
    String levelWord = Terms.ofLevel(level.get().value());
    String value = Terms.of(price.get());
    return Opinions.hit(
        match,
        List.of(
            new Evidence("price", value, line.origin().toString()),
            new Evidence("level", levelWord, level.get().source())),
        Map.of("value", value, "limit", Terms.of(limit.get()) + "元", "level", levelWord));
  }

  /**
   * The stated price, else what one unit comes to; rounded to the fen, so that a sum that was
   * rounded up is not dearer.
   */
  private static Optional<BigDecimal> price(Supply supply) {
    if (supply.unitPrice() != null) {
      return Optional.of(supply.unitPrice().yuan());
    }
    if (supply.amount() == null || supply.quantity() == null || supply.quantity().signum() == 0) {
      return Optional.empty();
    }
    return Optional.of(supply.amount().yuan().divide(supply.quantity(), 2, RoundingMode.HALF_UP));
  }
}
