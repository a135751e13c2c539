package org.duima.settlement.internal;

import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Severity;

/** Where a check says what it found. Bound to one rule and one run. */
final class Report {
  private final Rule rule;
  private final Severity cap;
  private final List<Finding> found;

  Report(Rule rule, List<Finding> found) {
    this(rule, Severity.ERROR, found);
  }

  private Report(Rule rule, Severity cap, List<Finding> found) {
    this.rule = rule;
    this.cap = cap;
    this.found = found;
  }

  void at(String path, Object... details) {
    rule.finding(cap, path, details).ifPresent(found::add);
  }

  /** The same report, saying nothing worse than that. */
  Report atMost(Severity severity) {
    return new Report(rule, severity, found);
  }

  /** An unknown value is an error only where the dictionary is whole. */
  Report ifWhole(boolean whole) {
    return whole ? this : atMost(Severity.WARNING);
  }
}
