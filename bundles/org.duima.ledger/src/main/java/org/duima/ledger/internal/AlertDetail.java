package org.duima.ledger.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.AlertStore.AlertRecord;
import org.duima.api.alert.Opinion;
import org.duima.api.encounter.Key;

/**
 * What is kept of an alert as JSON: what it said, what it was concluded from, and the names under
 * which an override of it is remembered. A component that is added later must accept null.
 *
 * @param keys names of patient and visit that the question had
 * @param items code of each line, empty where it has none
 * @param millis how long the answer to the question took
 */
record AlertDetail(
    Text text,
    Text basis,
    Text suggestion,
    boolean selfPayOffered,
    List<Opinion.Evidence> facts,
    List<String> points,
    List<String> batches,
    List<String> lineIds,
    List<String> itemNames,
    List<String> items,
    List<String> keys,
    double millis) {
  private static final int MAX_OVERRIDE_KEY = 1_000;

  static AlertDetail of(AlertRecord record, Alert alert) {
    return new AlertDetail(
        alert.text(),
        alert.basis(),
        alert.suggestion(),
        alert.selfPayOffered(),
        alert.facts(),
        alert.points(),
        alert.batches(),
        alert.lineIds(),
        alert.itemNames(),
        alert.lineIds().stream().map(id -> record.itemCodes().getOrDefault(id, "")).toList(),
        record.answer().request().keys().stream()
            .map(Key::toString)
            .filter(StayEvents::isStorable)
            .distinct()
            .toList(),
        record.millis());
  }

  /** What an override of this alert is remembered by: each point with each item. */
  Set<String> overrideKeys(String ruleClass) {
    List<String> about = points.isEmpty() ? List.of(ruleClass) : points;
    List<String> codes = items.isEmpty() ? List.of("") : items;
    Set<String> keys = new LinkedHashSet<>();
    for (String point : about) {
      for (String code : codes) {
        keys.add(InboxRow.column(AlertStore.overrideKey(point, code), MAX_OVERRIDE_KEY));
      }
    }
    return keys;
  }

  /** The batch of a point: they are one for each point, or one for all. */
  static String batch(Alert alert, int point) {
    List<String> batches = alert.batches();
    if (batches.size() == alert.points().size()) {
      return batches.get(point);
    }
    return String.join("、", new LinkedHashSet<>(batches));
  }
}
