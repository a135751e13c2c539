package org.duima.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.demo.day.Day;
import org.duima.demo.day.Order;

/** Compares what was shown for the day's orders, and what the platform was told, with what must. */
final class AlertJudge {
  private final Day day;
  private final Map<String, ExpectedAlerts> expected;
  private final Map<String, List<Shown>> shown;

  AlertJudge(Day day, Map<String, ExpectedAlerts> expected, Map<String, List<Shown>> shown) {
    this.day = day;
    this.expected = expected;
    this.shown = shown;
  }

  /** How many alerts were shown. */
  long shown() {
    return shown.values().stream().mapToLong(List::size).sum();
  }

  /** How many orders were answered without an alert. */
  long quiet() {
    return shown.values().stream().filter(List::isEmpty).count();
  }

  /** How many alerts the platform must hear of: every alert of an order that was decided upon. */
  long reported() {
    return day.orders().stream()
        .filter(order -> !expected.get(order.no()).reported().isEmpty())
        .mapToLong(order -> shown.getOrDefault(order.no(), List.of()).size())
        .sum();
  }

  /** Orders for which something else was shown, for people. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (Order order : day.orders()) {
      ExpectedAlerts row = expected.get(order.no());
      List<Shown> alerts = shown.get(order.no());
      List<String> names =
          alerts == null ? null : alerts.stream().map(Shown::rule).sorted().toList();
      if (!row.shows().equals(names)) {
        differences.add(
            "医嘱 order %s %s：应显示 must show %s，实为 showed %s（%s）"
                .formatted(
                    order.no(),
                    order.ask(),
                    row.shows(),
                    names == null ? "没有应答 no answer" : names,
                    row.words()));
      }
    }
    return differences;
  }

  /**
   * Alerts that the platform does not know as they must, and results that it should not know.
   *
   * @param dispositions what the simulator was told by 3103
   */
  List<String> notReported(JsonNode dispositions) {
    Map<String, String> told = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (JsonNode one : dispositions) {
      told.put(one.path("warnRsltId").asText(), one.path("way").asText());
    }
    for (Order order : day.orders()) {
      String way = expected.get(order.no()).reported();
      for (Shown alert : shown.getOrDefault(order.no(), List.of())) {
        String reported = told.getOrDefault(alert.id(), "");
        if (!reported.equals(way)) {
          problems.add(
              "3103 %s %s：应为 must be dspo_way「%s」，实为 is「%s」"
                  .formatted(order.no(), alert.rule(), way, reported));
        }
      }
    }
    Set<String> known =
        shown.values().stream().flatMap(List::stream).map(Shown::id).collect(Collectors.toSet());
    told.keySet().stream()
        .filter(id -> !known.contains(id))
        .forEach(id -> problems.add("3103 报了没有显示过的提醒 an alert that was never shown: " + id));
    return problems;
  }
}
