package org.duima.source.hl7v2.internal;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.mapping.Dictionaries;

/** What transforms need while one message is read, and where they leave what they found. */
final class Work {
  private final ZoneId zone;
  private final Dictionaries dictionaries;
  private final List<Finding> findings = new ArrayList<>();

  Work(ZoneId zone, Dictionaries dictionaries) {
    this.zone = zone;
    this.dictionaries = dictionaries;
  }

  ZoneId zone() {
    return zone;
  }

  Dictionaries dictionaries() {
    return dictionaries;
  }

  List<Finding> findings() {
    return findings;
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  void warn(String rule, String location, String zh, String en) {
    findings.add(Finding.warning(rule, location, location + "：" + zh, location + ": " + en));
  }

  /**
   * Forgets values without translation that were found since there were so many findings: another
   * row has given the field its value. Faults of the sender stay.
   */
  void forgetUnmapped(int size) {
    findings
        .subList(size, findings.size())
        .removeIf(finding -> finding.rule().equals("hl7.value-not-mapped"));
  }
}
