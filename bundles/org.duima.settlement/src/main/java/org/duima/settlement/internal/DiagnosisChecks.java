package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMatch;

/** Rules SL-X: diagnoses. */
final class DiagnosisChecks {
  private static final Pattern SHAPE =
      Pattern.compile(
          "[A-Z][0-9]{2}(\\.(x[0-9]{2}|[0-9]{3})(x[0-9]{3})?)?(\\+[A-Z][0-9]{2}(\\.[0-9])?\\*)?");
  private static final Pattern AGENT = Pattern.compile("(B9[5-8]|U8[2-5]).*");
  private static final Pattern EXTERNAL_CAUSE = Pattern.compile("[V-Y][0-9].*");

  private DiagnosisChecks() {}

  static Map<String, Check> all() {
    return Map.ofEntries(
        Map.entry("SL-X01", DiagnosisChecks::onePrincipal),
        Map.entry("SL-X01-tcm", DiagnosisChecks::oneTcmPrincipal),
        Map.entry("SL-X02", DiagnosisChecks::inDictionary),
        Map.entry("SL-X03", DiagnosisChecks::nameOfCode),
        Map.entry("SL-X04", DiagnosisChecks::duplicates),
        Map.entry("SL-X05", DiagnosisChecks::grayPrincipal),
        Map.entry("SL-X06", principal(code -> code.contains("*") && !code.contains("+"))),
        Map.entry("SL-X07", principal(code -> EXTERNAL_CAUSE.matcher(code).matches())),
        Map.entry("SL-X08", principal(code -> AGENT.matcher(code).matches())),
        Map.entry("SL-X20", DiagnosisChecks::count),
        Map.entry("SL-X23", DiagnosisChecks::dagger),
        Map.entry("SL-X24", DiagnosisChecks::shape),
        Map.entry("SL-X25", DiagnosisChecks::clinicalOnly),
        Map.entry("SL-X26", DiagnosisChecks::homograph),
        Map.entry("SL-X27", DiagnosisChecks::outpatientInDictionary));
  }

  private static void onePrincipal(SettlementList list, Background background, Report report) {
    boolean inpatient =
        list.info().has("adm_time") || !list.rows(SettlementList.DIAGNOSES).isEmpty();
    long principal = list.westernDiagnoses().stream().filter(DiagnosisChecks::isPrincipal).count();
    if (inpatient && principal != 1) {
      report.at(background.nodePath(list, SettlementList.DIAGNOSES), principal);
    }
  }

  private static void oneTcmPrincipal(SettlementList list, Background background, Report report) {
    long principal =
        list.rows(SettlementList.DIAGNOSES).stream()
            .filter(row -> row.get("diag_type").equals("2") && isPrincipal(row))
            .count();
    if (principal > 1) {
      report.at(background.nodePath(list, SettlementList.DIAGNOSES), principal);
    }
  }

  private static void inDictionary(SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    boolean whole =
        background.dictionaries().isComplete(CodeSystem.DIAGNOSIS, Editions.INSURANCE_2_0, on);
    for (Row row : list.westernDiagnoses()) {
      String code = row.get("diag_code");
      if (!code.isEmpty() && name(background, code, on).isEmpty()) {
        report
            .ifWhole(whole)
            .at(background.path(list, SettlementList.DIAGNOSES, row, "diag_code"), code);
      }
    }
  }

  private static void nameOfCode(SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    for (Row row : list.rows(SettlementList.DIAGNOSES)) {
      String code = row.get("diag_code");
      String stated = row.get("diag_name");
      CodeSystem system = system(row.get("diag_type"));
      if (code.isEmpty() || stated.isEmpty() || system == null) {
        continue;
      }
      background
          .dictionaries()
          .codeName(system, Editions.INSURANCE_2_0, code, on)
          .filter(name -> !name.equals(stated))
          .ifPresent(
              name ->
                  report.at(
                      background.path(list, SettlementList.DIAGNOSES, row, "diag_name"),
                      code,
                      name));
    }
  }

  /** The code system of a diag_type, null for one that is none. */
  static CodeSystem system(String type) {
    return switch (type) {
      case "1" -> CodeSystem.DIAGNOSIS;
      case "2" -> CodeSystem.TCM_DISEASE;
      case "3" -> CodeSystem.TCM_SYNDROME;
      default -> null;
    };
  }

  private static void duplicates(SettlementList list, Background background, Report report) {
    Set<String> seen = new HashSet<>();
    for (Row row : list.rows(SettlementList.DIAGNOSES)) {
      String code = row.get("diag_code");
      if (!code.isEmpty() && !seen.add(row.get("diag_type") + " " + code)) {
        report.at(background.path(list, SettlementList.DIAGNOSES, row, "diag_code"), code);
      }
    }
  }

  private static void grayPrincipal(SettlementList list, Background background, Report report) {
    for (Row row : list.westernDiagnoses()) {
      if (isPrincipal(row) && background.isGray(list, CodeSystem.DIAGNOSIS, row, "diag_code")) {
        report.at(
            background.path(list, SettlementList.DIAGNOSES, row, "diag_code"),
            row.get("diag_code"));
      }
    }
  }

  /** A check that a principal code is not of a kind. */
  private static Check principal(java.util.function.Predicate<String> wrong) {
    return (list, background, report) -> {
      for (Row row : list.westernDiagnoses()) {
        String code = row.get("diag_code");
        if (isPrincipal(row) && wrong.test(code)) {
          report.at(background.path(list, SettlementList.DIAGNOSES, row, "diag_code"), code);
        }
      }
    };
  }

  private static void count(SettlementList list, Background background, Report report) {
    int all = list.rows(SettlementList.DIAGNOSES).size();
    int western = list.westernDiagnoses().size();
    list.info()
        .number("diag_code_cnt")
        .filter(
            count ->
                count.compareTo(java.math.BigDecimal.valueOf(all)) != 0
                    && count.compareTo(java.math.BigDecimal.valueOf(western)) != 0)
        .ifPresent(
            count ->
                report.at(
                    background.path(list, SettlementList.INFO, list.info(), "diag_code_cnt"), all));
  }

  private static void dagger(SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.DIAGNOSES)) {
      if (row.get("diag_code").indexOf('†') >= 0) {
        report.at(background.path(list, SettlementList.DIAGNOSES, row, "diag_code"));
      }
    }
    if (list.info().get("wm_dise_code").indexOf('†') >= 0) {
      report.at(background.path(list, SettlementList.INFO, list.info(), "wm_dise_code"));
    }
  }

  private static void shape(SettlementList list, Background background, Report report) {
    for (Row row : list.westernDiagnoses()) {
      String code = row.get("diag_code");
      // a dagger has its own finding
      if (!code.isEmpty() && code.indexOf('†') < 0 && !SHAPE.matcher(code).matches()) {
        report.at(background.path(list, SettlementList.DIAGNOSES, row, "diag_code"));
      }
    }
  }

  /**
   * A code that only the clinical edition has. Where the source's edition is known, only a code
   * that was called an insurance code can be one: the others were translated.
   */
  private static void clinicalOnly(SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    for (Row row : list.westernDiagnoses()) {
      String code = row.get("diag_code");
      String edition = row.get(CodedRows.SOURCE_EDITION);
      boolean possible = edition.isEmpty() || edition.startsWith("insurance-");
      if (code.isEmpty() || !possible || name(background, code, on).isPresent()) {
        continue;
      }
      elsewhere(background, Editions.CLINICAL_2_0, code, on)
          .ifPresent(
              target ->
                  report.at(
                      background.path(list, SettlementList.DIAGNOSES, row, "diag_code"),
                      code,
                      target));
    }
  }

  private static void homograph(SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    for (Row row : list.westernDiagnoses()) {
      String code = row.get("diag_code");
      String edition = row.get(CodedRows.SOURCE_EDITION);
      if (edition.startsWith("clinical-") && code.equals(row.get(CodedRows.SOURCE_CODE))) {
        elsewhere(background, edition, code, on)
            .ifPresent(
                target ->
                    report.at(
                        background.path(list, SettlementList.DIAGNOSES, row, "diag_code"),
                        code,
                        target));
      }
    }
  }

  private static void outpatientInDictionary(
      SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    String code = list.info().get("wm_dise_code");
    if (!code.isEmpty() && name(background, code, on).isEmpty()) {
      report
          .ifWhole(
              background
                  .dictionaries()
                  .isComplete(CodeSystem.DIAGNOSIS, Editions.INSURANCE_2_0, on))
          .at(background.path(list, SettlementList.INFO, list.info(), "wm_dise_code"), code);
    }
  }

  static boolean isPrincipal(Row row) {
    return row.get("maindiag_flag").equals("1");
  }

  private static Optional<String> name(Background background, String code, LocalDate on) {
    return background
        .dictionaries()
        .codeName(CodeSystem.DIAGNOSIS, Editions.INSURANCE_2_0, code, on);
  }

  /** The insurance code that a clinical code means, where that is another one. */
  private static Optional<String> elsewhere(
      Background background, String edition, String code, LocalDate on) {
    CodeMatch match =
        background
            .codes()
            .map(new Code(CodeSystem.DIAGNOSIS, edition, code), Editions.INSURANCE_2_0, on);
    return match instanceof CodeMatch.Mapped mapped && !mapped.target().value().equals(code)
        ? Optional.of(mapped.target().value())
        : Optional.empty();
  }
}
