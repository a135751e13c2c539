package org.duima.settlement.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.Finding;

/**
 * Settings of the filling rules: what regions settle differently.
 *
 * @param values the values of each setting, an empty list for none
 */
record Filling(Map<String, List<String>> values) {
  static final String FILE = "settlement/filling.csv";

  /** The hospital's own; need not be there. */
  static final String SITE_FILE = "site/filling.csv";

  private static final String ABSENT = "absent";
  private static final String OTHER_DIAGNOSES = "diagnoses.other-limit";
  private static final String SYNDROMES = "syndromes.limit";
  private static final String OTHER_PROCEDURES = "procedures.other-limit";
  private static final String COUNT_TCM = "diagnoses.count-tcm";
  private static final String VENTILATION = "ventilation.procedure";
  private static final String DISCHARGE_DAY = "nursing.discharge-day";
  private static final String OUTPATIENT = "outpatient.med-type";
  private static final String DIAGNOSTIC = "procedure.diagnostic";

  private static final Set<String> NUMBERS = Set.of(OTHER_DIAGNOSES, SYNDROMES, OTHER_PROCEDURES);
  private static final Set<String> SWITCHES = Set.of(COUNT_TCM, DISCHARGE_DAY);
  private static final Set<String> LISTS = Set.of(ABSENT, VENTILATION, OUTPATIENT, DIAGNOSTIC);

  Filling {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    values.forEach((setting, all) -> copy.put(setting, List.copyOf(all)));
    values = java.util.Collections.unmodifiableMap(copy);
  }

  /** What a source writes where it means nothing. */
  boolean isAbsent(String text) {
    return values.get(ABSENT).contains(text);
  }

  /** Rows of other western diagnoses on the form; empty for no limit. */
  OptionalInt otherDiagnoses() {
    return number(OTHER_DIAGNOSES);
  }

  /** Rows of TCM syndromes on the form; empty for no limit. */
  OptionalInt syndromes() {
    return number(SYNDROMES);
  }

  /** Rows of other procedures on the form; empty for no limit. */
  OptionalInt otherProcedures() {
    return number(OTHER_PROCEDURES);
  }

  /** Whether diag_code_cnt includes TCM codes (F14). */
  boolean countsTcm() {
    return isOn(COUNT_TCM);
  }

  /** Whether a procedure is ventilation (F20). */
  boolean isVentilation(String code) {
    return startsWithOneOf(VENTILATION, code);
  }

  /** Whether the day of discharge is a day of nursing (F23). */
  boolean countsDischargeDay() {
    return isOn(DISCHARGE_DAY);
  }

  /** Whether an outpatient settlement of a med_type needs a list. */
  boolean isListedOutpatient(String medType) {
    return values.get(OUTPATIENT).contains(medType);
  }

  /** Whether a procedure is diagnostic; the others are therapeutic (F15). */
  boolean isDiagnostic(String code) {
    return startsWithOneOf(DIAGNOSTIC, code);
  }

  private boolean startsWithOneOf(String setting, String code) {
    return values.get(setting).stream().anyMatch(code::startsWith);
  }

  private boolean isOn(String setting) {
    return values.get(setting).contains("yes");
  }

  private OptionalInt number(String setting) {
    List<String> stated = values.get(setting);
    return stated.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(stated.get(stated.size() - 1)));
  }

  /**
   * Reads the settings, those of the site in place of the shipped ones.
   *
   * @param findings gets what is wrong; with an error the result must not be used
   */
  static Filling read(Path mappings, List<Finding> findings) {
    Path file = mappings.resolve(FILE);
    Map<String, List<String>> values = values(file, List.of("setting", "value", "basis"), findings);
    TreeSet<String> missing = new TreeSet<>(all());
    missing.removeAll(values.keySet());
    if (!missing.isEmpty()) {
      CsvTable.error(findings, file, 1, "缺少设置 " + missing, "missing settings " + missing);
    }
    Path own = mappings.resolve(SITE_FILE);
    if (Files.exists(own)) {
      values.putAll(values(own, List.of("setting", "value"), findings));
    }
    return new Filling(values);
  }

  private static Set<String> all() {
    Set<String> all = new HashSet<>(NUMBERS);
    all.addAll(SWITCHES);
    all.addAll(LISTS);
    return all;
  }

  private static Map<String, List<String>> values(
      Path file, List<String> columns, List<Finding> findings) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (CsvTable.Line line : CsvTable.read(file, columns, findings)) {
      String setting = line.cell("setting");
      String value = line.cell("value");
      if (!all().contains(setting)) {
        CsvTable.error(findings, file, line.number(), "没有设置 " + setting, "no setting " + setting);
      } else if (!isPossible(setting, value)) {
        String form = SWITCHES.contains(setting) ? "yes, no" : "0–999";
        CsvTable.error(
            findings,
            file,
            line.number(),
            setting + " 的值应为 " + form,
            "value of " + setting + " must be " + form);
      } else {
        List<String> stated = values.computeIfAbsent(setting, s -> new ArrayList<>());
        if (!value.isEmpty()) {
          stated.add(value);
        }
      }
    }
    return values;
  }

  private static boolean isPossible(String setting, String value) {
    if (SWITCHES.contains(setting)) {
      return value.equals("yes") || value.equals("no");
    }
    return !NUMBERS.contains(setting)
        || value.isEmpty()
        || value.length() <= 3
            && Numbers.parse(value).filter(n -> n.scale() == 0 && n.signum() >= 0).isPresent();
  }
}
