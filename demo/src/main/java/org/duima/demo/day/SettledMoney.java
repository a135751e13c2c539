package org.duima.demo.day;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Function;

/**
 * What the platform makes of the charges of a settlement, in yuan.
 *
 * @param total medfee_sumamt
 * @param ownPay fulamt_ownpay_amt
 * @param prePay preselfpay_amt
 * @param inScope inscp_scp_amt
 * @param fund fund_pay_sumamt: four fifths of what is in scope
 * @param cash psn_cash_pay: the rest, all of it in cash
 */
record SettledMoney(
    BigDecimal total,
    BigDecimal ownPay,
    BigDecimal prePay,
    BigDecimal inScope,
    BigDecimal fund,
    BigDecimal cash) {

  static SettledMoney of(Course.Settled settled) {
    BigDecimal total = sum(settled, ChargeLine::amount);
    BigDecimal scope = sum(settled, ChargeLine::inScope);
    BigDecimal fund = scope.multiply(new BigDecimal("0.8")).setScale(2, RoundingMode.DOWN);
    return new SettledMoney(
        total,
        sum(settled, ChargeLine::ownPay),
        sum(settled, ChargeLine::prePay),
        scope,
        fund,
        total.subtract(fund));
  }

  private static BigDecimal sum(Course.Settled settled, Function<ChargeLine, BigDecimal> amount) {
    return settled.lines().stream()
        .map(amount)
        .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
  }
}
