package org.duima.demo.day;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One charge line of a stay.
 *
 * @param id feedetl_sn and FT1-2
 * @param reverses id of the line it takes back, empty if none
 * @param at when it arose
 * @param known when the HIS tells of it
 * @param quantity negative for a reversal
 */
record ChargeLine(
    String id,
    String reverses,
    String category,
    Hospital.Item item,
    LocalDateTime at,
    LocalDateTime known,
    BigDecimal quantity) {

  BigDecimal amount() {
    return quantity.multiply(item.price()).setScale(2, RoundingMode.HALF_UP);
  }

  /** fulamt_ownpay_amt. */
  BigDecimal ownPay() {
    return item.level().equals("03") ? amount() : BigDecimal.ZERO.setScale(2);
  }

  /** preselfpay_amt: a tenth of what is class 乙. */
  BigDecimal prePay() {
    return item.level().equals("02")
        ? amount().multiply(new BigDecimal("0.1")).setScale(2, RoundingMode.HALF_UP)
        : BigDecimal.ZERO.setScale(2);
  }

  /** inscp_scp_amt. */
  BigDecimal inScope() {
    return amount().subtract(ownPay()).subtract(prePay());
  }

  /** All lines of a stay in the order in which they became known. */
  static List<ChargeLine> of(Stay stay, Hospital hospital) {
    List<ChargeLine> lines = new ArrayList<>();
    LocalDateTime admitted = stay.admit().at();
    LocalDateTime end = end(stay);
    LocalDate last = end.toLocalDate();
    // nobody pays for the day of leaving, except where it is the only one
    LocalDate lastCharged = last.isAfter(admitted.toLocalDate()) ? last.minusDays(1) : last;
    for (LocalDate day = admitted.toLocalDate(); !day.isAfter(lastCharged); day = day.plusDays(1)) {
      int place = 0;
      for (var entry : new TreeMap<>(stay.daily()).entrySet()) {
        List<Hospital.Item> items = items(hospital, entry.getKey());
        for (int i = 0; i < entry.getValue(); i++) {
          Hospital.Item item =
              items.get(Math.floorMod(stay.number() + day.getDayOfYear() * 3 + i, items.size()));
          LocalDateTime at = day.atTime(9, 0).plusMinutes(11L * place++);
          if (at.isBefore(admitted)) {
            at = admitted.plusMinutes(10L + place);
          }
          if (at.isAfter(end)) {
            at = end.minusMinutes(5);
          }
          lines.add(line(stay, lines.size() + 1, entry.getKey(), item, at, at));
        }
      }
    }
    for (Stay.Single single : stay.charges()) {
      Hospital.Item item =
          new Hospital.Item(
              "X" + single.category() + String.format("%04d", stay.number()),
              "",
              single.item(),
              single.amount(),
              "01");
      lines.add(
          line(
              stay,
              lines.size() + 1,
              single.category(),
              item,
              single.at(),
              single.sent() == null ? single.at() : single.sent()));
    }
    for (Stay.Extra extra : stay.also()) {
      if (extra.what().equals("reverse")) {
        ChargeLine wrong = lines.get(Integer.parseInt(extra.with()) - 1);
        lines.add(
            new ChargeLine(
                id(stay, lines.size() + 1),
                wrong.id(),
                wrong.category(),
                wrong.item(),
                extra.at(),
                extra.at(),
                wrong.quantity().negate()));
      }
    }
    return List.copyOf(lines);
  }

  private static LocalDateTime end(Stay stay) {
    if (stay.discharge() != null) {
      return stay.discharge().at();
    }
    // still in hospital: charges so far
    return stay.admit().at().plus(Duration.ofDays(3));
  }

  private static List<Hospital.Item> items(Hospital hospital, String category) {
    List<Hospital.Item> items = hospital.items().get(category);
    if (items == null) {
      throw new IllegalArgumentException("no items of category " + category + " in hospital.yaml");
    }
    return items;
  }

  private static ChargeLine line(
      Stay stay,
      int number,
      String category,
      Hospital.Item item,
      LocalDateTime at,
      LocalDateTime known) {
    return new ChargeLine(id(stay, number), "", category, item, at, known, BigDecimal.ONE);
  }

  private static String id(Stay stay, int number) {
    return "FY" + stay.visit().replaceAll("\\D", "") + String.format("%04d", number);
  }
}
