package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Severity;

/**
 * Rules SL-A01 to SL-A07, SL-A13 and SL-A14: the identities of the settlement's money. Amounts
 * agree if they are equal; what lies within {@link #TOLERANCE} is a warning at most.
 */
final class MoneyChecks {
  /** In yuan. */
  private static final BigDecimal TOLERANCE = new BigDecimal("0.01");

  private static final int MOST_DECIMALS = 2;
  private static final int MOST_DIGITS_BEFORE = 14;

  private static final List<String> COLUMNS =
      List.of("claa_sumfee", "clab_amt", "fulamt_ownpay_amt", "oth_amt");
  private static final List<String> PERSONAL =
      List.of("psn_selfpay", "psn_ownpay", "acct_pay", "psn_cashpay");

  private MoneyChecks() {}

  static Map<String, Check> all() {
    return Map.ofEntries(
        Map.entry("SL-A01", MoneyChecks::total),
        Map.entry("SL-A02", MoneyChecks::columns),
        Map.entry("SL-A03", MoneyChecks::categories),
        Map.entry("SL-A04", (list, of, report) -> payBalance(list, of, report, false)),
        Map.entry(
            "SL-A04-hospital-share", (list, of, report) -> payBalance(list, of, report, true)),
        Map.entry("SL-A05", MoneyChecks::personalBalance),
        Map.entry("SL-A06", MoneyChecks::feeSplit),
        Map.entry(
            "SL-A07",
            (list, background, report) -> {
              if (!list.info().has(SettlementList.LATER_PERIOD)) {
                negative(list, background, report);
              }
            }),
        Map.entry(
            "SL-A07-mid-stay",
            (list, background, report) -> {
              if (list.info().has(SettlementList.LATER_PERIOD)) {
                negative(list, background, report);
              }
            }),
        Map.entry("SL-A13", MoneyChecks::oneRowForEachFund),
        Map.entry("SL-A14", MoneyChecks::ownExpense));
  }

  // ---- the facts

  private static Optional<BigDecimal> settled(SettlementList list, String field) {
    return list.rows(SettlementList.SETTLEMENT).stream()
        .findFirst()
        .flatMap(row -> row.number(field));
  }

  /**
   * The list's total: the categories, with the lines that have none. Those are on no row, but they
   * were charged.
   */
  private static Optional<BigDecimal> listed(SettlementList list) {
    List<Row> rows = list.rows(SettlementList.ITEMS);
    boolean known = !rows.isEmpty() || list.info().has(SettlementList.CHARGES_KNOWN);
    if (!known || !rows.stream().allMatch(row -> row.number("amt").isPresent())) {
      return Optional.empty();
    }
    return Optional.of(sum(rows, "amt").add(ChargeChecks.withoutCategory(list)));
  }

  private static BigDecimal sum(List<Row> rows, String field) {
    return rows.stream()
        .map(row -> row.number(field).orElse(BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Rows of payinfo that are funds; a document may list the account and the hospital's share. */
  private static List<Row> funds(SettlementList list, Background background) {
    return list.rows(SettlementList.PAYMENTS).stream()
        .filter(row -> pseudo(row, background).isEmpty())
        .toList();
  }

  private static Optional<MoneyTable.PseudoFund> pseudo(Row row, Background background) {
    return background.tables().money().pseudoFund(background.region(), row.get("fund_pay_type"));
  }

  /** What the hospital bears, as 2304 or a document's payinfo says; empty if neither does. */
  private static Optional<BigDecimal> hospitalShare(SettlementList list, Background background) {
    return settled(list, "hosp_part_amt")
        .or(
            () ->
                list.rows(SettlementList.PAYMENTS).stream()
                    .filter(row -> isHospitalShare(row, background))
                    .flatMap(row -> row.number("fund_payamt").stream())
                    .reduce(BigDecimal::add));
  }

  private static boolean isHospitalShare(Row row, Background background) {
    return pseudo(row, background).equals(Optional.of(MoneyTable.PseudoFund.HOSPITAL_SHARE));
  }

  private static void compare(Report report, String path, BigDecimal one, BigDecimal other) {
    BigDecimal difference = one.subtract(other);
    if (difference.signum() != 0) {
      boolean within = difference.abs().compareTo(TOLERANCE) <= 0;
      (within ? report.atMost(Severity.WARNING) : report)
          .at(path, yuan(one), yuan(other), yuan(difference));
    }
  }

  static String yuan(BigDecimal amount) {
    return amount.setScale(Math.max(MOST_DECIMALS, amount.scale())).toPlainString();
  }

  // ---- the checks

  private static void total(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> listed = listed(list);
    Optional<BigDecimal> settled = settled(list, "medfee_sumamt");
    if (listed.isPresent() && settled.isPresent()) {
      compare(report, background.nodePath(list, SettlementList.ITEMS), listed.get(), settled.get());
    }
  }

  private static void columns(SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.ITEMS)) {
      Optional<BigDecimal> amount = row.number("amt");
      if (amount.isPresent() && COLUMNS.stream().allMatch(c -> row.number(c).isPresent())) {
        BigDecimal parts =
            COLUMNS.stream()
                .map(c -> row.number(c).orElseThrow())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        compare(report, row.path(), parts, amount.get());
      }
    }
  }

  private static void categories(SettlementList list, Background background, Report report) {
    Set<String> seen = new HashSet<>();
    for (Row row : list.rows(SettlementList.ITEMS)) {
      String category = row.get("med_chrgitm");
      boolean isOne = category.matches("0[1-9]|1[0-4]");
      if (!category.isEmpty() && !(isOne && seen.add(category))) {
        report.at(background.path(list, SettlementList.ITEMS, row, "med_chrgitm"));
      }
    }
  }

  /**
   * Who pays what adds up to the total.
   *
   * @param withShare speaks where the hospital bears a share, or may: what is left over where
   *     nothing tells of a share may be one, since the form has no room for it
   */
  private static void payBalance(
      SettlementList list, Background background, Report report, boolean withShare) {
    Optional<BigDecimal> share = hospitalShare(list, background);
    boolean hasShare = share.map(s -> s.signum() != 0).orElse(false);
    Optional<BigDecimal> total = settled(list, "medfee_sumamt");
    Optional<BigDecimal> fund = settled(list, "fund_pay_sumamt");
    Optional<BigDecimal> borne = plus(plus(fund, settled(list, "psn_part_amt")), share);
    if (total.isPresent() && borne.isPresent() && hasShare == withShare) {
      compare(report, "2304.setlinfo.medfee_sumamt", borne.get(), total.get());
    }
    List<Row> funds = funds(list, background);
    boolean listsFunds = !funds.isEmpty() || carriesPayments(list, background);
    if (!funds.stream().allMatch(row -> row.number("fund_payamt").isPresent())) {
      return;
    }
    String path = background.nodePath(list, SettlementList.PAYMENTS);
    BigDecimal paid = sum(funds, "fund_payamt");
    if (fund.isPresent() && listsFunds && hasShare == withShare) {
      compare(report, path, paid, fund.get());
    }
    Optional<BigDecimal> personal =
        plus(list.info().number("psn_selfpay"), list.info().number("psn_ownpay"));
    Optional<BigDecimal> listed = listed(list);
    boolean stated = total.isPresent() && borne.isPresent();
    if (!stated && !funds.isEmpty() && personal.isPresent() && listed.isPresent()) {
      BigDecimal all = paid.add(personal.get()).add(share.orElse(BigDecimal.ZERO));
      boolean mayBeShare = hasShare || share.isEmpty() && listed.get().compareTo(all) > 0;
      if (mayBeShare == withShare) {
        compare(report, path, all, listed.get());
      }
    }
  }

  private static boolean carriesPayments(SettlementList list, Background background) {
    return background.fields().nodes(list.infno()).contains(SettlementList.PAYMENTS);
  }

  private static void personalBalance(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> share = settled(list, "psn_part_amt");
    Optional<BigDecimal> account = settled(list, "acct_pay");
    Optional<BigDecimal> cash = settled(list, "psn_cash_pay");
    String path = list.info().path();
    if (share.isPresent() && account.isPresent() && cash.isPresent()) {
      BigDecimal paid = account.get().add(cash.get());
      BigDecimal withFamily = paid.add(settled(list, "acct_mulaid_pay").orElse(BigDecimal.ZERO));
      // some builds count what the family's account pays within acct_pay
      if (paid.compareTo(share.get()) != 0) {
        compare(report, path, withFamily, share.get());
      }
    }
    Optional<BigDecimal> self = list.info().number("psn_selfpay");
    Optional<BigDecimal> own = list.info().number("psn_ownpay");
    Optional<BigDecimal> borne =
        share.or(
            () ->
                list.rows(SettlementList.SETTLEMENT).isEmpty()
                    ? plus(list.info().number("acct_pay"), list.info().number("psn_cashpay"))
                    : Optional.empty());
    plus(self, own).ifPresent(sum -> borne.ifPresent(b -> compare(report, path, sum, b)));
  }

  private static Optional<BigDecimal> plus(Optional<BigDecimal> one, Optional<BigDecimal> other) {
    return one.flatMap(o -> other.map(o::add));
  }

  private static void feeSplit(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> parts =
        plus(
            plus(settled(list, "fulamt_ownpay_amt"), settled(list, "overlmt_selfpay")),
            plus(settled(list, "preselfpay_amt"), settled(list, "inscp_scp_amt")));
    Optional<BigDecimal> total = settled(list, "medfee_sumamt");
    if (parts.isPresent() && total.isPresent()) {
      compare(report, "2304.setlinfo.medfee_sumamt", parts.get(), total.get());
    }
  }

  private static void negative(SettlementList list, Background background, Report report) {
    for (String field : PERSONAL) {
      amount(
          list.info(),
          field,
          background.path(list, SettlementList.INFO, list.info(), field),
          report);
    }
    for (Row row : list.rows(SettlementList.ITEMS)) {
      amount(row, "amt", background.path(list, SettlementList.ITEMS, row, "amt"), report);
      for (String column : COLUMNS) {
        amount(row, column, background.path(list, SettlementList.ITEMS, row, column), report);
      }
    }
    for (Row row : list.rows(SettlementList.PAYMENTS)) {
      amount(
          row,
          "fund_payamt",
          background.path(list, SettlementList.PAYMENTS, row, "fund_payamt"),
          report);
    }
    for (Row row : list.rows(SettlementList.SETTLEMENT)) {
      for (String field : row.values().keySet()) {
        amount(row, field, row.path() + "." + field, report);
      }
    }
  }

  private static void amount(Row row, String field, String path, Report report) {
    row.number(field)
        .filter(
            amount ->
                amount.signum() < 0
                    || amount.stripTrailingZeros().scale() > MOST_DECIMALS
                    || amount.precision() - amount.scale() > MOST_DIGITS_BEFORE)
        .ifPresent(amount -> report.at(path));
  }

  private static void oneRowForEachFund(SettlementList list, Background background, Report report) {
    Set<String> seen = new HashSet<>();
    for (Row row : list.rows(SettlementList.PAYMENTS)) {
      String type = row.get("fund_pay_type");
      if (!type.isEmpty() && !seen.add(type)) {
        report.at(
            background.path(list, SettlementList.PAYMENTS, row, "fund_pay_type"),
            background.label(list, SettlementList.PAYMENTS, "fund_pay_type"));
      }
    }
  }

  private static void ownExpense(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> own = list.info().number("psn_ownpay");
    Optional<BigDecimal> counted = settled(list, "fulamt_ownpay_amt");
    if (background.tables().money().ownExpenseHasOverLimit(background.region())) {
      counted = plus(counted, settled(list, "overlmt_selfpay"));
    }
    if (own.isPresent() && counted.isPresent()) {
      compare(
          report,
          background.path(list, SettlementList.INFO, list.info(), "psn_ownpay"),
          own.get(),
          counted.get());
    }
  }
}
