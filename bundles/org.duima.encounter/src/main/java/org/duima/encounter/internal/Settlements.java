package org.duima.encounter.internal;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.Settlement;

/** The settlements of a stay by setl_id, with what was said of them before they arrived. */
final class Settlements {
  private final Map<String, Entry> bySetlId = new TreeMap<>();

  private static final class Entry {
    final Map<String, Fact> facts = new HashMap<>();
    boolean settled;
    boolean refunded;
    boolean midStay;
    LocalDateTime settledAt;
    List<FundPayment> funds = List.of();
  }

  private Entry entry(String setlId) {
    return bySetlId.computeIfAbsent(setlId, id -> new Entry());
  }

  void settle(Settlement settlement) {
    Entry entry = entry(settlement.setlId());
    entry.settled = true;
    entry.settledAt = settlement.settledAt();
    entry.midStay = settlement.midStay();
    // two sources may state one settlement, and not both list its funds
    if (!settlement.funds().isEmpty()) {
      entry.funds = settlement.funds();
    }
    entry.facts.putAll(settlement.facts());
  }

  void state(String setlId, Map<String, Fact> facts, Set<String> cleared) {
    Map<String, Fact> stated = entry(setlId).facts;
    stated.putAll(facts);
    stated.keySet().removeAll(cleared);
  }

  void refund(String setlId) {
    entry(setlId).refunded = true;
  }

  /** The settlements in order of time; what still waits for its settlement becomes a finding. */
  List<Settlement> conclude(List<Finding> findings) {
    List<Settlement> settlements = new ArrayList<>(bySetlId.size());
    bySetlId.forEach(
        (setlId, entry) -> {
          if (entry.settled) {
            settlements.add(
                new Settlement(
                    setlId,
                    entry.settledAt,
                    entry.midStay,
                    entry.refunded,
                    entry.facts,
                    entry.funds));
          } else if (entry.refunded) {
            findings.add(
                Finding.warning(
                    "stay.refund-without-settlement",
                    "setl_id=" + setlId,
                    "收到结算撤销 (2305)，但没有对应的结算 (2304)；请补发结算交易",
                    "a refund (2305) came without its settlement (2304); send the settlement"));
          } else {
            findings.add(
                Finding.info(
                    "stay.settlement-awaited",
                    "setl_id=" + setlId,
                    "已收到该结算的资料（如票据），等待结算交易 (2304)",
                    "facts of this settlement, such as its invoice, are kept until the settlement"
                        + " (2304) arrives"));
          }
        });
    settlements.sort(Comparator.comparing(Settlement::settledAt));
    return settlements;
  }
}
