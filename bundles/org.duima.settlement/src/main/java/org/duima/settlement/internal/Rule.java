package org.duima.settlement.internal;

import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;

/**
 * A check in force: a line of checks.csv with the site's severity.
 *
 * @param severity empty where the site has turned it off
 * @param text with {0}, {1} … for details
 * @param basis where the rule comes from
 */
record Rule(String id, Optional<Severity> severity, Text text, String basis) {
  /**
   * A finding of this rule.
   *
   * @param cap the worst severity it may have here
   * @param details strings, or {@link Text} where the languages differ; never patient data
   */
  Optional<Finding> finding(Severity cap, String path, Object... details) {
    return severity.map(
        own -> {
          String zh = text.zh();
          String en = text.en();
          for (int i = 0; i < details.length; i++) {
            Text detail =
                details[i] instanceof Text both
                    ? both
                    : new Text(String.valueOf(details[i]), String.valueOf(details[i]));
            zh = zh.replace("{" + i + "}", detail.zh());
            en = en.replace("{" + i + "}", detail.en());
          }
          // Severity is declared worst first
          Severity worst = own.compareTo(cap) < 0 ? cap : own;
          return new Finding(id, worst, path, new Text(zh, en));
        });
  }
}
