package org.duima.settlement.internal;

import java.util.ArrayList;
import java.util.List;
import org.duima.api.Finding;

/** Collects findings under the rules in force; not for use by several threads. */
final class Findings {
  private final Tables tables;
  private final List<Finding> found = new ArrayList<>();

  Findings(Tables tables) {
    this.tables = tables;
  }

  Report of(String rule) {
    return new Report(tables.rule(rule), found);
  }

  List<Finding> all() {
    return List.copyOf(found);
  }
}
