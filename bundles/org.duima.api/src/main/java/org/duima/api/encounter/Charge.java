package org.duima.api.encounter;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Objects;
import org.duima.api.Money;
import org.duima.api.Origin;

/**
 * One charge line. Lines with the same {@code id} are one line: a repeat changes nothing.
 *
 * @param id the sender's transaction id (FT1-2, feedetl_sn), unique within the stay
 * @param reverses id of the line that this one takes back, empty if it is no reversal
 * @param category med_chrgitm_type 01–14, empty if not known yet
 * @param localCode the hospital's item code
 * @param itemName the item's name
 * @param insuranceCode the national item code, empty if not stated
 * @param at when the charge arose
 * @param quantity negative for a reversal
 * @param unitPrice in yuan
 * @param amount quantity times price; negative for a reversal
 * @param split the platform's division of the amount, null before it is known
 * @param origin where it was said
 */
public record Charge(
    String id,
    String reverses,
    String category,
    String localCode,
    String itemName,
    String insuranceCode,
    LocalDateTime at,
    BigDecimal quantity,
    BigDecimal unitPrice,
    Money amount,
    Split split,
    Origin origin) {
  /**
   * How the platform divides a line (2301 output).
   *
   * @param level chrgitm_lv 01 甲, 02 乙, 03 自费
   * @param ownPay fulamt_ownpay_amt
   * @param overLimit overlmt_amt
   * @param prePay preselfpay_amt
   * @param inScope inscp_scp_amt
   */
  public record Split(String level, Money ownPay, Money overLimit, Money prePay, Money inScope) {}

  public Charge {
    Objects.requireNonNull(id, "id");
    reverses = reverses == null ? "" : reverses;
    category = category == null ? "" : category;
    localCode = localCode == null ? "" : localCode;
    itemName = itemName == null ? "" : itemName;
    insuranceCode = insuranceCode == null ? "" : insuranceCode;
    Objects.requireNonNull(amount, "amount");
    Objects.requireNonNull(origin, "origin");
  }
}
