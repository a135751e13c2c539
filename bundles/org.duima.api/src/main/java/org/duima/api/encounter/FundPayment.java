package org.duima.api.encounter;

import java.util.Objects;
import org.duima.api.Money;

/**
 * What one fund pays towards a settlement (setldetail).
 *
 * @param fundPayType fund_pay_type
 * @param amount fund_payamt
 */
public record FundPayment(String fundPayType, Money amount) {
  public FundPayment {
    Objects.requireNonNull(fundPayType, "fundPayType");
    Objects.requireNonNull(amount, "amount");
  }
}
