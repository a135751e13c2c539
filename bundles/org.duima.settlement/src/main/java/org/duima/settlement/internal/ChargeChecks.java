package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.Severity;
import org.duima.api.Text;
import org.duima.api.encounter.Charge;

/** Rules SL-A08 to SL-A12: charge lines against the list's amounts and against what was done. */
final class ChargeChecks {
  private static final String BED = "01";
  private static final String OPERATION = "06";
  private static final BigDecimal TOLERANCE = new BigDecimal("0.01");

  private ChargeChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-A08", ChargeChecks::linesByCategory,
        "SL-A09", ChargeChecks::quantityTimesPrice,
        "SL-A10", ChargeChecks::bedDays,
        "SL-A11", ChargeChecks::operationFee,
        "SL-A12", ChargeChecks::bloodFee);
  }

  /** What the lines that no category is known for come to. */
  static BigDecimal withoutCategory(SettlementList list) {
    return list.charges().stream()
        .filter(line -> line.category().isEmpty())
        .map(line -> line.charge().amount())
        .reduce(Money.ZERO, Money::plus)
        .yuan();
  }

  private static boolean isMissingACategory(SettlementList list) {
    return list.charges().stream().anyMatch(line -> line.category().isEmpty());
  }

  private static void linesByCategory(SettlementList list, Background background, Report report) {
    Map<String, Money> sums = new TreeMap<>();
    list.charges()
        .forEach(line -> sums.merge(line.category(), line.charge().amount(), Money::plus));
    sums.forEach(
        (category, sum) -> {
          BigDecimal listed = amount(list, category);
          boolean onTheWire =
              background.fields().nodes(list.infno()).contains(SettlementList.ITEMS);
          if (listed.compareTo(sum.yuan()) != 0) {
            // a form without money does not need the categories
            (onTheWire || !category.isEmpty() ? report : report.atMost(Severity.WARNING))
                .at(
                    background.nodePath(list, SettlementList.ITEMS),
                    category.isEmpty() ? new Text("（无类别）", "(none)") : category,
                    sum,
                    MoneyChecks.yuan(listed));
          }
        });
  }

  private static BigDecimal amount(SettlementList list, String category) {
    return list.rows(SettlementList.ITEMS).stream()
        .filter(row -> row.get("med_chrgitm").equals(category))
        .map(row -> row.number("amt").orElse(BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The price has more decimals than a bill shows, so a fen for each unit is allowed. */
  private static void quantityTimesPrice(
      SettlementList list, Background background, Report report) {
    List<Charge> deviating =
        list.charges().stream().map(ChargeLine::charge).filter(ChargeChecks::deviates).toList();
    if (!deviating.isEmpty()) {
      report.at(
          background.nodePath(list, SettlementList.ITEMS),
          deviating.size(),
          deviating.get(0).localCode());
    }
  }

  private static boolean deviates(Charge charge) {
    if (charge.quantity() == null || charge.unitPrice() == null) {
      return false;
    }
    BigDecimal product = charge.quantity().multiply(charge.unitPrice());
    BigDecimal allowed = TOLERANCE.multiply(charge.quantity().abs().max(BigDecimal.ONE));
    return product.subtract(charge.amount().yuan()).abs().compareTo(allowed) > 0;
  }

  private static void bedDays(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> days = days(list);
    boolean itemsKnown = !list.rows(SettlementList.ITEMS).isEmpty() && !isMissingACategory(list);
    if (!list.info().get("ipt_med_type").equals("1") || days.isEmpty() || !itemsKnown) {
      return;
    }
    String path = background.nodePath(list, SettlementList.ITEMS);
    if (amount(list, BED).signum() <= 0) {
      report.at(path, new Text("没有床位费", "there is no bed fee"));
      return;
    }
    BigDecimal most = days.get().add(BigDecimal.ONE);
    mostUnitsOfABed(list)
        .filter(units -> units.compareTo(most) > 0)
        .ifPresent(
            units ->
                report.at(
                    path,
                    new Text(
                        "床位 " + Numbers.plain(units) + " 日，多于 " + Numbers.plain(most) + " 日",
                        Numbers.plain(units) + " bed-days, more than " + Numbers.plain(most))));
  }

  /** Days that the list speaks of, at least one: of the period where it is a later one. */
  private static Optional<BigDecimal> days(SettlementList list) {
    Row info = list.info();
    if (!info.has(SettlementList.LATER_PERIOD)) {
      return info.number("act_ipt_days").filter(days -> days.signum() > 0);
    }
    return info.moment("setl_begn_date")
        .flatMap(
            begin ->
                info.moment("setl_end_date")
                    .map(end -> end.date().toEpochDay() - begin.date().toEpochDay() + 1))
        .filter(days -> days > 0)
        .map(BigDecimal::valueOf);
  }

  /** Air conditioning and the like are bed fees too, so each item is counted for itself. */
  private static Optional<BigDecimal> mostUnitsOfABed(SettlementList list) {
    Map<String, BigDecimal> units = new HashMap<>();
    for (ChargeLine line : list.charges()) {
      Charge charge = line.charge();
      String item = charge.localCode().isEmpty() ? charge.insuranceCode() : charge.localCode();
      if (line.category().equals(BED) && !item.isEmpty() && charge.quantity() != null) {
        units.merge(item, charge.quantity(), BigDecimal::add);
      }
    }
    return units.values().stream().max(BigDecimal::compareTo);
  }

  private static void operationFee(SettlementList list, Background background, Report report) {
    if (list.rows(SettlementList.ITEMS).isEmpty() || isMissingACategory(list)) {
      return;
    }
    boolean charged = amount(list, OPERATION).signum() > 0;
    List<Row> procedures = list.rows(SettlementList.PROCEDURES);
    boolean operated =
        procedures.stream()
            .anyMatch(
                row ->
                    background
                        .tables()
                        .money()
                        .isOperation(background.region(), row.get("oprn_oprt_code")));
    if (operated && !charged) {
      report.at(
          background.nodePath(list, SettlementList.ITEMS),
          new Text("有手术而没有手术费", "an operation without an operation fee"));
    }
    if (charged && procedures.isEmpty()) {
      report.at(
          background.nodePath(list, SettlementList.PROCEDURES),
          new Text("有手术费而没有手术操作", "an operation fee without a procedure"));
    }
  }

  private static void bloodFee(SettlementList list, Background background, Report report) {
    if (list.rows(SettlementList.TRANSFUSIONS).isEmpty() || list.charges().isEmpty()) {
      return;
    }
    boolean named = list.charges().stream().noneMatch(line -> line.charge().itemName().isEmpty());
    boolean charged =
        list.charges().stream()
            .anyMatch(
                line ->
                    background
                        .tables()
                        .money()
                        .isBlood(background.region(), line.charge().itemName()));
    if (named && !charged) {
      report.at(background.nodePath(list, SettlementList.TRANSFUSIONS));
    }
  }
}
