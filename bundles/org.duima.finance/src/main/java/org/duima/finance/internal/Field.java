package org.duima.finance.internal;

/** What a row of the finance office's list may state. */
enum Field {
  SETL_ID("setl_id"),
  MDTRT_ID("mdtrt_id"),
  PSN_NO("psn_no"),
  SETL_TIME("setl_time"),
  MEDFEE_SUMAMT("medfee_sumamt"),
  FUND_PAY_SUMAMT("fund_pay_sumamt"),
  ACCT_PAY("acct_pay"),
  DEPT("dept"),
  REFD_SETL_FLAG("refd_setl_flag");

  private final String wireName;

  Field(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  /** Null if there is none of that name. */
  static Field of(String wireName) {
    for (Field field : values()) {
      if (field.wireName.equals(wireName)) {
        return field;
      }
    }
    return null;
  }
}
