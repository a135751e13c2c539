package org.duima.encounter.internal;

import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.encounter.CarePeriod;

/**
 * Joins what several messages say of one period. A later statement replaces what it states and
 * leaves the rest, so that an order and its stop add up whichever of them came first.
 */
final class CarePeriods {
  private final Map<String, CarePeriod> periods = new LinkedHashMap<>();

  void add(CarePeriod stated) {
    String key = stated.id().isEmpty() ? stated.kind() + "@" + stated.begin() : "id " + stated.id();
    periods.merge(key, stated, CarePeriods::joined);
  }

  /** The earlier origin stays: it is the order, the later one its stop. */
  private static CarePeriod joined(CarePeriod before, CarePeriod now) {
    return new CarePeriod(
        now.kind() == null ? before.kind() : now.kind(),
        before.id(),
        or(now.begin(), before.begin()),
        or(now.end(), before.end()),
        now.cancelled(),
        before.origin());
  }

  private static LocalDateTime or(LocalDateTime now, LocalDateTime before) {
    return now == null ? before : now;
  }

  /** The periods that took place; what was only stopped, and never told to begin, is left out. */
  List<CarePeriod> conclude(List<Finding> findings) {
    for (CarePeriod period : periods.values()) {
      if (period.kind() != null && !period.cancelled() && period.begin() == null) {
        findings.add(
            Finding.warning(
                "stay.care-without-begin",
                period.origin().toString(),
                "只有停止而没有开始时间的护理级别、呼吸机或昏迷记录，未计入；请补发开始的消息",
                "a level of nursing, ventilation or coma was ended and its begin never stated; it"
                    + " is not counted. Send the message that begins it"));
      }
    }
    return periods.values().stream()
        .filter(p -> p.kind() != null && !p.cancelled() && p.begin() != null)
        .sorted(Comparator.comparing(CarePeriod::begin).thenComparing(CarePeriod::kind))
        .toList();
  }
}
