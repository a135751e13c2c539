package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.CodeSystem;

/**
 * Rules SL-X12, SL-X13 and SL-O09: codes that do not fit the patient's sex or age. The limits are
 * data (code-limits.csv). Where sex, birth or admission is not known they are not evaluated.
 */
final class PatientCodeChecks {
  private static final Set<String> SEXES = Set.of("1", "2");

  private PatientCodeChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-X12", PatientCodeChecks::diagnosisOfOtherSex,
        "SL-X13", PatientCodeChecks::diagnosisOfOtherAge,
        "SL-O09", PatientCodeChecks::procedureOfOtherSex);
  }

  private static void diagnosisOfOtherSex(
      SettlementList list, Background background, Report report) {
    ofOtherSex(
        list,
        list.westernDiagnoses(),
        new Coded(SettlementList.DIAGNOSES, "diag_code", CodeSystem.DIAGNOSIS),
        background,
        report);
  }

  private static void procedureOfOtherSex(
      SettlementList list, Background background, Report report) {
    ofOtherSex(
        list,
        list.rows(SettlementList.PROCEDURES),
        new Coded(SettlementList.PROCEDURES, "oprn_oprt_code", CodeSystem.PROCEDURE),
        background,
        report);
  }

  private record Coded(String node, String field, CodeSystem system) {}

  private static void ofOtherSex(
      SettlementList list, List<Row> rows, Coded coded, Background background, Report report) {
    String sex = list.info().get("gend");
    if (!SEXES.contains(sex) || isSexUncertain(list, background)) {
      return;
    }
    for (Row row : rows) {
      String code = row.get(coded.field());
      worst(coded.system(), code, background, limit -> limit.excludesSex(sex), row)
          .ifPresent(
              limit ->
                  report
                      .atMost(limit.severity())
                      .at(
                          background.path(list, coded.node(), row, coded.field()),
                          code,
                          limit.sexText()));
    }
  }

  private static boolean isSexUncertain(SettlementList list, Background background) {
    CodeSets sets = background.tables().codeRules().sets();
    return list.westernDiagnoses().stream()
        .anyMatch(row -> sets.contains(CodeSet.SEX_UNCERTAIN, row.get("diag_code")));
  }

  private static void diagnosisOfOtherAge(
      SettlementList list, Background background, Report report) {
    Optional<LocalDate> born = list.info().moment("brdy").map(Moment::date);
    Optional<LocalDate> in = list.info().moment("adm_time").map(Moment::date);
    if (born.isEmpty() || in.isEmpty() || born.get().isAfter(in.get())) {
      return;
    }
    for (Row row : list.westernDiagnoses()) {
      String code = row.get("diag_code");
      worst(
              CodeSystem.DIAGNOSIS,
              code,
              background,
              limit -> limit.excludesAge(born.get(), in.get()),
              row)
          .ifPresent(
              limit ->
                  report
                      .atMost(limit.severity())
                      .at(
                          background.path(list, SettlementList.DIAGNOSES, row, "diag_code"),
                          code,
                          limit.ageText()));
    }
  }

  /** The worst limit that a row breaks; a combined code has two parts. */
  private static Optional<CodeLimit> worst(
      CodeSystem system, String code, Background background, Predicate<CodeLimit> broken, Row row) {
    CodeLimits limits = background.tables().codeRules().limits();
    // Severity is declared worst first
    return Arrays.stream(code.split("\\+"))
        .flatMap(part -> limits.of(system, part).stream())
        .filter(limit -> !limit.principalOnly() || DiagnosisChecks.isPrincipal(row))
        .filter(broken)
        .min(Comparator.comparing(CodeLimit::severity));
  }
}
