package org.duima.source.fhir4.internal.stay;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.mapping.Dictionaries;

/** What transforms need while one message is read, and where they leave what they found. */
final class Work {
  private static final int MOST_FINDINGS = 500;
  private static final String NOT_MAPPED = "fhir.value-not-mapped";

  /** Tables of values that FHIR shares: what it has of its own counts first. */
  private static final List<String> TABLES = List.of(FhirAdapter.FORMAT, "hl7v2");

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

  /** The national code of a value; a value that is such a code already stays as it is. */
  Optional<String> translate(String dictionary, String value) {
    for (String table : TABLES) {
      Optional<String> code = dictionaries.translate(dictionary, table, value);
      if (code.isPresent()) {
        return code;
      }
    }
    return dictionaries.name(dictionary, value).map(name -> value);
  }

  /** How often a day something is given, by the hospital's table. */
  Optional<String> timesPerDay(String written) {
    return translate("times_per_day", written);
  }

  List<Finding> findings() {
    return findings;
  }

  void add(Finding finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    }
  }

  void warn(String rule, String place, String zh, String en) {
    add(Finding.warning(rule, place, place + "：" + zh, place + ": " + en));
  }

  void inform(String rule, String place, String zh, String en) {
    add(Finding.info(rule, place, place + "：" + zh, place + ": " + en));
  }

  /**
   * Forgets values without translation that were found since there were so many findings: another
   * row has given the field its value. Faults of the sender stay.
   */
  void forgetUnmapped(int size) {
    if (size < findings.size()) {
      findings
          .subList(size, findings.size())
          .removeIf(finding -> finding.rule().equals(NOT_MAPPED));
    }
  }
}
