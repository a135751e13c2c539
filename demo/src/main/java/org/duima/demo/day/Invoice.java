package org.duima.demo.day;

/** Numbers of the invoice of a settlement. */
final class Invoice {
  /** bill_code. */
  static final String CODE = "50060126";

  private Invoice() {}

  /** bill_no. */
  static String number(Stay stay, Course.Settled settled) {
    return String.format("%s%02d", stay.visit().replaceAll("\\D", ""), settled.number());
  }

  /** biz_sn. */
  static String serial(Stay stay, Course.Settled settled) {
    return "YW" + number(stay, settled);
  }
}
