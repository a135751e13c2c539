package org.duima.encounter.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.encounter.Charge;

/** The charge lines of a stay, one for each id. */
final class ChargeLines {
  private final Map<String, Charge> lines = new LinkedHashMap<>();
  private final List<Finding> findings;

  ChargeLines(List<Finding> findings) {
    this.findings = findings;
  }

  void add(Charge charge) {
    Charge standing = lines.putIfAbsent(charge.id(), charge);
    if (standing != null && !standing.equals(charge)) {
      lines.put(charge.id(), joined(standing, charge));
    }
  }

  /**
   * What was said first stands; the later statement fills what was open. Only the platform's own
   * division replaces, and the category comes with it.
   */
  private Charge joined(Charge first, Charge later) {
    if (!first.amount().equals(later.amount())) {
      findings.add(
          Finding.warning(
              "stay.charge-differs",
              later.origin().toString(),
              "同一费用流水号先后金额不同，以先到者为准；更正费用应先冲销再记新流水号",
              "the same charge id came with another amount; the first stands. Correct a charge by"
                  + " a reversal and a line with a new id"));
      return first;
    }
    boolean platform = later.split() != null;
    return new Charge(
        first.id(),
        either(first.reverses(), later.reverses()),
        platform
            ? either(later.category(), first.category())
            : either(first.category(), later.category()),
        either(first.localCode(), later.localCode()),
        either(first.itemName(), later.itemName()),
        either(first.insuranceCode(), later.insuranceCode()),
        first.at() == null ? later.at() : first.at(),
        first.quantity() == null ? later.quantity() : first.quantity(),
        first.unitPrice() == null ? later.unitPrice() : first.unitPrice(),
        first.amount(),
        platform ? later.split() : first.split(),
        first.origin());
  }

  private static String either(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /** Reversals whose line never came, worth a look once no more charges are expected. */
  void reportReversalsWithoutLine() {
    for (Charge charge : lines.values()) {
      if (!charge.reverses().isEmpty() && !lines.containsKey(charge.reverses())) {
        findings.add(
            Finding.warning(
                "stay.reversal-without-line",
                charge.origin().toString(),
                "冲销了未收到的费用明细；请补发原费用明细",
                "this reversal takes back a charge line that never arrived; send the line"));
      }
    }
  }

  List<Charge> lines() {
    return new ArrayList<>(lines.values());
  }
}
