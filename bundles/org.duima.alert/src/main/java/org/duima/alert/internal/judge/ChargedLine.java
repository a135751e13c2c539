package org.duima.alert.internal.judge;

import java.util.Map;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.Editions;
import org.duima.api.Money;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Supply;

/** A charge, seen as a line that was given on its day. */
final class ChargedLine {
  /** med_chrgitm_type of what is not a service: 08 卫生材料, 09 西药, 10 饮片, 11 中成药. */
  private static final Map<String, Kind> BY_CATEGORY =
      Map.of("08", Kind.CONSUMABLE, "09", Kind.DRUG, "10", Kind.SLICE, "11", Kind.DRUG);

  private ChargedLine() {}

  static OrderLine of(Charge charge) {
    Kind kind = kind(charge);
    return new OrderLine(
        charge.id(),
        "",
        "",
        kind,
        new Code(kind.system(), Editions.INSURANCE_2_0, charge.insuranceCode()),
        charge.itemName(),
        charge.localCode(),
        charge.itemName(),
        new Supply(
            charge.quantity(),
            "",
            charge.unitPrice() == null ? null : Money.ofYuan(charge.unitPrice()),
            charge.amount()),
        Dosage.UNKNOWN,
        charge.at(),
        charge.at(),
        "",
        "",
        "",
        charge.split() != null && "03".equals(charge.split().level())
            ? Set.of(OrderLine.Mark.SELF_PAY)
            : Set.of(),
        null,
        charge.origin());
  }

  /** The shape of a national code tells what it names; without one, the category does. */
  private static Kind kind(Charge charge) {
    String code = charge.insuranceCode();
    if (!code.isEmpty()) {
      switch (code.charAt(0)) {
        case 'X', 'Z':
          return Kind.DRUG;
        case 'T':
          return Kind.SLICE;
        case 'C':
          return Kind.CONSUMABLE;
        default:
          break;
      }
    }
    return BY_CATEGORY.getOrDefault(charge.category(), Kind.SERVICE);
  }
}
