package org.duima.api.report;

import java.time.LocalDateTime;
import java.util.Objects;
import org.duima.api.Money;

/**
 * A settlement as the finance office lists it: the denominator of what must be uploaded.
 *
 * @param setlId setl_id
 * @param mdtrtId mdtrt_id, empty if not stated
 * @param psnNo psn_no, empty if not stated
 * @param department code or name as stated, empty if not stated
 * @param settledAt setl_time, null if not stated
 * @param total medfee_sumamt
 * @param fund fund_pay_sumamt, null if not stated
 * @param account acct_pay, null if not stated
 * @param refunded whether it was taken back (退费结算)
 */
public record FinanceRow(
    String setlId,
    String mdtrtId,
    String psnNo,
    String department,
    LocalDateTime settledAt,
    Money total,
    Money fund,
    Money account,
    boolean refunded) {
  public FinanceRow {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(mdtrtId, "mdtrtId");
    Objects.requireNonNull(psnNo, "psnNo");
    Objects.requireNonNull(department, "department");
    Objects.requireNonNull(total, "total");
  }
}
