package org.duima.settlement.internal;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Fact;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;

/**
 * A stay with its facts in plain writing: half-width where a value is all letters and digits, and
 * without what the site's sources write for nothing.
 */
final class PlainStay {
  private PlainStay() {}

  static Stay of(Stay stay, Filling filling) {
    List<Settlement> settlements =
        stay.settlements().stream()
            .map(
                s ->
                    new Settlement(
                        s.setlId(),
                        s.settledAt(),
                        s.midStay(),
                        s.refunded(),
                        facts(s.facts(), filling),
                        s.funds()))
            .toList();
    return new Stay(
        stay.institution(),
        stay.keys(),
        stay.phase(),
        facts(stay.facts(), filling),
        stay.movements(),
        stay.workingDiagnoses(),
        stay.frontPage(),
        stay.charges(),
        stay.carePeriods(),
        settlements,
        stay.findings(),
        stay.lastEventTime());
  }

  private static Map<String, Fact> facts(Map<String, Fact> stated, Filling filling) {
    Map<String, Fact> facts = new HashMap<>();
    stated.forEach(
        (name, fact) -> {
          String text = halfWidth(fact.value().trim());
          if (!filling.isAbsent(text)) {
            facts.put(name, text.equals(fact.value()) ? fact : new Fact(text, fact.origin()));
          }
        });
    return facts;
  }

  /** Full-width letters and digits among Chinese characters are part of a name or an address. */
  static String halfWidth(String text) {
    boolean convertible =
        !text.isEmpty() && text.chars().allMatch(c -> c < 0x7f || c >= 0xff01 && c <= 0xff5e);
    return convertible ? Normalizer.normalize(text, Normalizer.Form.NFKC) : text;
  }
}
