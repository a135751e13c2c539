package org.duima.settlement.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Rules SL-X09 to SL-X11: what a western principal diagnosis should not be. */
final class PrincipalChecks {
  private PrincipalChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-X09", PrincipalChecks::symptom,
        "SL-X10", principal(PrincipalChecks::isStrangeZ, "diag_code"),
        "SL-X11", principal((row, sets) -> row.get("adm_cond_type").equals("4"), "adm_cond_type"));
  }

  private static Check principal(BiPredicate<Row, CodeSets> wrong, String field) {
    return (list, background, report) ->
        of(list)
            .filter(row -> wrong.test(row, background.tables().codeRules().sets()))
            .ifPresent(
                row ->
                    report.at(
                        background.path(list, SettlementList.DIAGNOSES, row, field),
                        row.get("diag_code")));
  }

  private static boolean isStrangeZ(Row row, CodeSets sets) {
    String code = row.get("diag_code");
    return code.startsWith("Z") && !sets.contains(CodeSet.Z_AS_PRINCIPAL, code);
  }

  private static void symptom(SettlementList list, Background background, Report report) {
    CodeSets sets = background.tables().codeRules().sets();
    Optional<Row> principal =
        of(list).filter(row -> sets.contains(CodeSet.SYMPTOM, row.get("diag_code")));
    Optional<String> definite =
        list.westernDiagnoses().stream()
            .map(row -> row.get("diag_code"))
            .filter(code -> sets.contains(CodeSet.DEFINITE, code))
            .findFirst();
    if (principal.isPresent() && definite.isPresent()) {
      Row row = principal.get();
      report.at(
          background.path(list, SettlementList.DIAGNOSES, row, "diag_code"),
          row.get("diag_code"),
          definite.get());
    }
  }

  /** The principal diagnosis; empty where it is not told apart (SL-X01). */
  static Optional<Row> of(SettlementList list) {
    List<Row> principal =
        list.westernDiagnoses().stream().filter(DiagnosisChecks::isPrincipal).toList();
    return principal.size() == 1 ? Optional.of(principal.get(0)) : Optional.empty();
  }
}
