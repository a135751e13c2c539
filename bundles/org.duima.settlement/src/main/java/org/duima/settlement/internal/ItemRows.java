package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Money;
import org.duima.api.encounter.Charge;

/**
 * Sums charge lines into the 14 categories of the form, divided into 甲类, 乙类, 自费 and 其他 as the
 * platform divided the lines (filling rule F29). A category with a line that the platform has not
 * divided yet has only its total.
 */
final class ItemRows {
  private static final String CLASS_A = "01";
  private static final String CLASS_B = "02";
  private static final String OWN = "03";

  private static final class Sums {
    private Money amount = Money.ZERO;
    private Money classA = Money.ZERO;
    private Money classB = Money.ZERO;
    private Money own = Money.ZERO;
    private Money other = Money.ZERO;
    private boolean divided = true;
    private int lines;
  }

  private ItemRows() {}

  /** Rows of iteminfo in the order of the categories. */
  static List<Row> of(
      List<Charge> charges, Optional<Moment> from, Optional<Moment> to, Findings findings) {
    Map<String, Charge> byId = new HashMap<>();
    charges.forEach(charge -> byId.put(charge.id(), charge));
    Map<String, Sums> categories = new TreeMap<>();
    int without = 0;
    for (Charge charge : charges) {
      if (!within(charge, from, to)) {
        continue;
      }
      Charge reversed = byId.get(charge.reverses());
      String category =
          charge.category().isEmpty() && reversed != null ? reversed.category() : charge.category();
      if (category.isEmpty()) {
        without++;
        continue;
      }
      add(categories.computeIfAbsent(category, c -> new Sums()), charge, reversed);
    }
    if (without > 0) {
      findings.of("SL-M-charge-category").at(SettlementList.ITEMS, without);
    }
    List<Row> rows = new ArrayList<>();
    categories.forEach(
        (category, sums) -> {
          String from0 = "derived: " + sums.lines + " charge lines";
          Row.Builder row =
              new Row.Builder()
                  .put("med_chrgitm", category, from0)
                  .put("amt", sums.amount.toString(), from0);
          if (sums.divided) {
            row.put("claa_sumfee", sums.classA.toString(), from0)
                .put("clab_amt", sums.classB.toString(), from0)
                .put("fulamt_ownpay_amt", sums.own.toString(), from0)
                .put("oth_amt", sums.other.toString(), from0);
          }
          rows.add(row.build(SettlementList.ITEMS + "[" + rows.size() + "]"));
        });
    return rows;
  }

  /**
   * A row for each code, national or the hospital's own, that was charged and not taken back. There
   * is none if a line has no code: then it is not known what was charged.
   */
  static List<Row> charged(List<Charge> charges, Optional<Moment> from, Optional<Moment> to) {
    Map<String, Charge> byId = new HashMap<>();
    charges.forEach(charge -> byId.put(charge.id(), charge));
    Map<String, Money> items = new TreeMap<>();
    for (Charge charge : charges) {
      if (!within(charge, from, to)) {
        continue;
      }
      Charge named = byId.getOrDefault(charge.reverses(), charge);
      if (named.insuranceCode().isEmpty() && named.localCode().isEmpty()) {
        return List.of();
      }
      Stream.of(named.insuranceCode(), named.localCode())
          .filter(code -> !code.isEmpty())
          .distinct()
          .forEach(code -> items.merge(code, charge.amount(), Money::plus));
    }
    List<Row> rows = new ArrayList<>();
    items.forEach(
        (code, amount) -> {
          if (amount.fen() > 0) {
            String path = SettlementList.CHARGED + "[" + rows.size() + "]";
            rows.add(
                new Row.Builder()
                    .put(SettlementList.CHARGED_ITEM, code, "derived: charge lines")
                    .build(path));
          }
        });
    return rows;
  }

  private static boolean within(Charge charge, Optional<Moment> from, Optional<Moment> to) {
    if (charge.at() == null) {
      return true;
    }
    LocalDate day = charge.at().toLocalDate();
    return from.map(f -> !day.isBefore(f.date())).orElse(true)
        && to.map(t -> !day.isAfter(t.date())).orElse(true);
  }

  private static void add(Sums sums, Charge charge, Charge reversed) {
    sums.lines++;
    sums.amount = sums.amount.plus(charge.amount());
    Charge.Split split = charge.split();
    boolean takesBackWhole =
        split == null
            && reversed != null
            && reversed.split() != null
            && reversed.amount().equals(charge.amount().negated());
    if (split == null && !takesBackWhole) {
      sums.divided = false;
      return;
    }
    Charge divided = takesBackWhole ? reversed : charge;
    Charge.Split parts = divided.split();
    Money own = parts.level().equals(OWN) ? divided.amount() : or0(parts.ownPay());
    Money over = parts.level().equals(OWN) ? Money.ZERO : or0(parts.overLimit());
    Money rest = divided.amount().plus(own.negated()).plus(over.negated());
    boolean toA = parts.level().equals(CLASS_A);
    boolean toB = parts.level().equals(CLASS_B);
    Money zero = Money.ZERO;
    Money classA = toA ? rest : zero;
    Money classB = toB ? rest : zero;
    Money other = toA || toB ? over : over.plus(rest);
    sums.classA = sums.classA.plus(takesBackWhole ? classA.negated() : classA);
    sums.classB = sums.classB.plus(takesBackWhole ? classB.negated() : classB);
    sums.own = sums.own.plus(takesBackWhole ? own.negated() : own);
    sums.other = sums.other.plus(takesBackWhole ? other.negated() : other);
  }

  private static Money or0(Money money) {
    return money == null ? Money.ZERO : money;
  }
}
