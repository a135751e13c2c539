package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.encounter.Charge;

/**
 * Sums charge lines into the 14 categories of the form, divided into 甲类, 乙类, 自费 and 其他 as the
 * platform divided the lines (filling rules F29, F29b, F30). The four columns of a category add up
 * to its amount to the fen; a category with a line that the platform has not divided has its total
 * alone.
 */
final class ItemRows {
  private static final String CLASS_A = "01";
  private static final String CLASS_B = "02";
  private static final String OWN = "03";

  /** An amount by column. */
  private record Columns(Money classA, Money classB, Money own, Money other) {
    static final Columns NONE = new Columns(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);

    Columns plus(Columns more) {
      return new Columns(
          classA.plus(more.classA),
          classB.plus(more.classB),
          own.plus(more.own),
          other.plus(more.other));
    }
  }

  private static final class Sums {
    private Money amount = Money.ZERO;
    private Columns columns = Columns.NONE;
    private boolean divided = true;
    private int lines;

    /** What was taken back of divided lines by reversals that are not divided themselves. */
    private final Map<Charge, Money> takenBack = new HashMap<>();
  }

  private final MoneyTable.OverLimit overLimit;
  private final Map<String, Sums> categories = new TreeMap<>();

  private ItemRows(MoneyTable.OverLimit overLimit) {
    this.overLimit = overLimit;
  }

  /** Rows of iteminfo in the order of the categories. Lines without a category are in none. */
  static List<Row> of(List<ChargeLine> lines, MoneyTable.OverLimit overLimit) {
    ItemRows items = new ItemRows(overLimit);
    lines.stream().filter(line -> !line.category().isEmpty()).forEach(items::add);
    return items.rows();
  }

  private void add(ChargeLine line) {
    Sums sums = categories.computeIfAbsent(line.category(), c -> new Sums());
    sums.lines++;
    sums.amount = sums.amount.plus(line.charge().amount());
    if (line.isDivided()) {
      sums.columns = sums.columns.plus(columns(line.charge(), line.charge().amount()));
    } else if (canBeDividedLike(line.reversed())) {
      sums.takenBack.merge(line.reversed(), line.charge().amount(), Money::plus);
    } else {
      sums.divided = false;
    }
  }

  private static boolean canBeDividedLike(Charge reversed) {
    return reversed != null && reversed.split() != null && reversed.amount().fen() != 0;
  }

  /**
   * Divides an amount as its line is divided: the whole line, or the part of it that reversals take
   * back, in proportion. The class of the item takes what rounding leaves.
   */
  private Columns columns(Charge line, Money amount) {
    Charge.Split split = line.split();
    boolean isOwn = split.level().equals(OWN);
    Money own = isOwn ? amount : part(split.ownPay(), line, amount);
    Money over = isOwn ? Money.ZERO : part(split.overLimit(), line, amount);
    Money apart = overLimit == MoneyTable.OverLimit.CLASS ? Money.ZERO : over;
    Money rest = amount.plus(own.negated()).plus(apart.negated());
    if (overLimit == MoneyTable.OverLimit.OWN) {
      own = own.plus(over);
      apart = Money.ZERO;
    }
    return switch (split.level()) {
      case CLASS_A -> new Columns(rest, Money.ZERO, own, apart);
      case CLASS_B -> new Columns(Money.ZERO, rest, own, apart);
      default -> new Columns(Money.ZERO, Money.ZERO, own, apart.plus(rest));
    };
  }

  private static Money part(Money of, Charge line, Money amount) {
    if (of == null || amount.equals(line.amount())) {
      return of == null ? Money.ZERO : of;
    }
    BigDecimal fen =
        BigDecimal.valueOf(of.fen())
            .multiply(BigDecimal.valueOf(amount.fen()))
            .divide(BigDecimal.valueOf(line.amount().fen()), 0, RoundingMode.HALF_UP);
    return new Money(fen.longValueExact());
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    categories.forEach(
        (category, sums) -> {
          String from = "derived: " + sums.lines + " charge lines";
          Row.Builder row =
              new Row.Builder()
                  .put("med_chrgitm", category, from)
                  .put("amt", sums.amount.toString(), from);
          if (sums.divided) {
            Columns columns = sums.columns;
            for (Map.Entry<Charge, Money> back : sums.takenBack.entrySet()) {
              columns = columns.plus(columns(back.getKey(), back.getValue()));
            }
            row.put("claa_sumfee", columns.classA.toString(), from)
                .put("clab_amt", columns.classB.toString(), from)
                .put("fulamt_ownpay_amt", columns.own.toString(), from)
                .put("oth_amt", columns.other.toString(), from);
          }
          rows.add(row.build(SettlementList.ITEMS + "[" + rows.size() + "]"));
        });
    return rows;
  }
}
