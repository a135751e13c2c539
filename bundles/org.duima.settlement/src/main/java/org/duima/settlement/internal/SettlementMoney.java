package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.Settlement;
import org.duima.settlement.internal.MoneyTable.PseudoFund;

/**
 * The money of one settlement as the platform stated it (2304): funds without the pseudo funds, the
 * patient's share, and the facts that the identities of rule F29a speak of.
 */
final class SettlementMoney {
  /** Facts of 2304 under the names that regions give them, the national one first. */
  private static final List<List<String>> FACTS =
      List.of(
          List.of("medfee_sumamt"),
          List.of("fulamt_ownpay_amt"),
          List.of("overlmt_selfpay"),
          List.of("preselfpay_amt"),
          List.of("inscp_scp_amt"),
          List.of("fund_pay_sumamt"),
          List.of("psn_part_amt", "psn_pay"),
          List.of("acct_mulaid_pay"),
          List.of("psn_cash_pay", "psn_cashpay"));

  private final ListCase list;
  private final MoneyTable table;
  private final String region;
  private final List<FundPayment> funds;

  SettlementMoney(ListCase list, MoneyTable table, String region) {
    this.list = list;
    this.table = table;
    this.region = region;
    this.funds = list.settled().map(Settlement::funds).orElse(List.of());
  }

  /** Rows of payinfo in the order of the fund types; rows of one type are added up. */
  List<Row> payments(Findings findings) {
    Map<String, Money> sums = new TreeMap<>();
    Map<String, Integer> rowsOfType = new HashMap<>();
    for (FundPayment fund : funds) {
      if (table.pseudoFund(region, fund.fundPayType()).isEmpty()) {
        sums.merge(fund.fundPayType(), fund.amount(), Money::plus);
        rowsOfType.merge(fund.fundPayType(), 1, Integer::sum);
      }
    }
    List<Row> rows = new ArrayList<>();
    sums.forEach(
        (type, amount) -> {
          String path = SettlementList.PAYMENTS + "[" + rows.size() + "]";
          if (rowsOfType.get(type) > 1) {
            findings.of("SL-M-merged-fund").at(path, type, rowsOfType.get(type));
          }
          rows.add(
              new Row.Builder()
                  .put("fund_pay_type", type, fundOrigin())
                  .put("fund_payamt", amount.toString(), fundOrigin())
                  .build(path));
        });
    return rows;
  }

  private String fundOrigin() {
    return list.settled()
            .flatMap(s -> s.fact("setl_time").or(() -> s.fact("setl_id")))
            .map(fact -> fact.origin().message())
            .orElse("2304")
        + " setldetail";
  }

  /** What of setldetail is no fund; empty if nothing of that kind was listed. */
  private Optional<Value> pseudo(PseudoFund kind) {
    return funds.stream()
        .filter(fund -> table.pseudoFund(region, fund.fundPayType()).equals(Optional.of(kind)))
        .map(FundPayment::amount)
        .reduce(Money::plus)
        .map(sum -> new Value(sum.toString(), fundOrigin()));
  }

  /** acct_pay: stated, else what setldetail lists of the account. */
  Optional<Value> accountPay() {
    return list.firstOf("acct_pay").or(() -> pseudo(PseudoFund.ACCOUNT));
  }

  /**
   * hosp_part_amt: stated, else listed in setldetail; where that lists funds but no share there is
   * none.
   */
  private Optional<Value> hospitalShare() {
    return list.firstOf("hosp_part_amt", "ownpay_hosp_part")
        .or(() -> pseudo(PseudoFund.HOSPITAL_SHARE))
        .or(
            () ->
                funds.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Value(Money.ZERO.toString(), fundOrigin())));
  }

  /**
   * psn_ownpay: stated, else fulamt_ownpay_amt, with overlmt_selfpay where the region counts it.
   */
  Optional<Value> ownExpense() {
    Optional<Value> stated = list.firstOf("psn_ownpay");
    Optional<Value> full = list.firstOf("fulamt_ownpay_amt");
    if (stated.isPresent() || full.isEmpty() || !table.ownExpenseHasOverLimit(region)) {
      return stated.or(() -> full);
    }
    Optional<BigDecimal> sum =
        number(full).flatMap(f -> number(list.firstOf("overlmt_selfpay")).map(f::add));
    return sum.map(s -> full.get().withText(Money.ofYuan(s).toString()));
  }

  /**
   * psn_selfpay: stated, else the patient's share less the own expense (identity SL-A05). Unknown
   * where that alone is negative: a fund then pays own expense, and only a person can say how much.
   */
  Optional<Value> selfPay() {
    Optional<Value> stated = list.firstOf("psn_selfpay");
    if (stated.isPresent()) {
      return stated;
    }
    Optional<Value> share = list.firstOf("psn_part_amt", "psn_pay");
    Optional<BigDecimal> borne = number(share);
    boolean takenBack = borne.map(b -> b.signum() < 0).orElse(false);
    return borne
        .flatMap(b -> number(ownExpense()).map(b::subtract))
        .filter(rest -> takenBack || rest.signum() >= 0)
        .map(rest -> share.get().withText(Money.ofYuan(rest).toString()));
  }

  private static Optional<BigDecimal> number(Optional<Value> value) {
    return value.flatMap(v -> Numbers.parse(v.text()));
  }

  /** What 2304 said, under its national names; not on the wire. Empty while nothing is settled. */
  List<Row> settlement() {
    if (list.settlement() == null) {
      return List.of();
    }
    Row.Builder row = new Row.Builder();
    for (List<String> names : FACTS) {
      row.put(names.get(0), list.firstOf(names.toArray(String[]::new)));
    }
    row.put("acct_pay", accountPay()).put("hosp_part_amt", hospitalShare());
    return List.of(row.build("2304.setlinfo"));
  }
}
