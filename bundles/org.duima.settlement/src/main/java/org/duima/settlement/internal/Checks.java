package org.duima.settlement.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duima.api.Finding;

/** All checks of the house by id. Their severity and texts are data: checks.csv. */
final class Checks {
  private static final Map<String, Check> LOGIC = new TreeMap<>();

  static {
    LOGIC.putAll(TimeChecks.all());
    LOGIC.putAll(PersonChecks.all());
    LOGIC.putAll(NewbornChecks.all());
    LOGIC.putAll(DiagnosisChecks.all());
    LOGIC.putAll(PrincipalChecks.all());
    LOGIC.putAll(PatientCodeChecks.all());
    LOGIC.putAll(CompanionChecks.all());
    LOGIC.putAll(TcmChecks.all());
    LOGIC.putAll(ProcedureChecks.all());
    LOGIC.putAll(CareChecks.all());
    LOGIC.putAll(ClosingChecks.all());
    LOGIC.putAll(FillingChecks.all());
    LOGIC.putAll(MoneyChecks.all());
    LOGIC.putAll(ChargeChecks.all());
  }

  /** What the assembler finds while it puts a list together. */
  private static final Set<String> ASSEMBLING =
      Set.of(
          "SL-M-unmapped",
          "SL-M-ambiguous",
          "SL-M-gray",
          "SL-M-expired",
          "SL-M-outpatient",
          "SL-M-merged-diagnosis",
          "SL-M-merged-procedure",
          "SL-M-charge-category",
          "SL-G03",
          "SL-G15",
          "SL-G16",
          "SL-G22",
          "SL-G24",
          "SL-G25",
          "SL-M-category-by-item",
          "SL-M-over-reversal",
          "SL-M-late-charge",
          "SL-M-charge-after-settlement",
          "SL-M-merged-fund",
          "SL-L12");

  /** What reading the wire form, or the region that it is in, finds. */
  private static final Set<String> READING =
      Set.of("SL-F-json", "SL-F-node", "SL-F-field", "SL-F-unknown", "SL-F-region");

  /** What laying corrections over a list finds. */
  private static final Set<String> CORRECTING = Set.of("SL-C-gone", "SL-C-changed", "SL-C-agrees");

  private Checks() {}

  /** Every id that has logic somewhere. */
  static Set<String> ids() {
    Set<String> ids = new TreeSet<>(LOGIC.keySet());
    ids.addAll(FieldChecks.ids());
    ids.addAll(ASSEMBLING);
    ids.addAll(READING);
    ids.addAll(CORRECTING);
    return ids;
  }

  /** Runs all of them in the order of their ids, the field table first. */
  static List<Finding> run(SettlementList list, Background background) {
    Findings findings = new Findings(background.tables());
    FieldChecks.run(list, background, findings);
    LOGIC.forEach((id, check) -> check.run(list, background, findings.of(id)));
    return findings.all();
  }
}
