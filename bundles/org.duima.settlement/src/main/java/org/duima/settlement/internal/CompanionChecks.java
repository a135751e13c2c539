package org.duima.settlement.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Text;

/** Rules SL-X14 to SL-X19: diagnoses that exclude or ask for another one. */
final class CompanionChecks {
  private static final Pattern UNSPECIFIED = Pattern.compile("[A-Z][0-9]{2}\\.900");
  private static final Pattern MORPHOLOGY = Pattern.compile(".*M[0-9]{4,5}/[0-9]");
  private static final int CATEGORY = 3;
  private static final Text BESIDE_SPECIFIED =
      new Text("同一类目已有特指编码", "the category has a specified code too");

  private CompanionChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-X14", CompanionChecks::conflicts,
        "SL-X15", CompanionChecks::asterisk,
        "SL-X16", CompanionChecks::externalCause,
        "SL-X17", CompanionChecks::morphology,
        "SL-X18", CompanionChecks::complication,
        "SL-X19", CompanionChecks::outcomeOfDelivery);
  }

  private static void conflicts(SettlementList list, Background background, Report report) {
    List<Row> rows = list.westernDiagnoses();
    for (CodeConflict conflict : background.tables().codeRules().conflicts()) {
      Optional<Row> one = first(rows, conflict.codes()::contains);
      Optional<Row> other = first(rows, conflict.others()::contains);
      if (one.isPresent() && other.isPresent()) {
        report
            .atMost(conflict.severity())
            .at(path(list, background, other.get()), code(one), code(other), conflict.why());
      }
    }
    for (Row row : rows) {
      String code = row.get("diag_code");
      specified(code, rows, background)
          .ifPresent(
              other -> report.at(path(list, background, row), code, other, BESIDE_SPECIFIED));
    }
  }

  /** Another subcategory of the same category, beside which "unspecified" says nothing. */
  private static Optional<String> specified(String code, List<Row> rows, Background background) {
    boolean may =
        background.tables().codeRules().sets().contains(CodeSet.UNSPECIFIED_BESIDE_SPECIFIED, code);
    if (may || !UNSPECIFIED.matcher(code).matches()) {
      return Optional.empty();
    }
    String category = code.substring(0, CATEGORY + 1);
    return rows.stream()
        .map(row -> row.get("diag_code"))
        .filter(other -> other.startsWith(category) && !other.startsWith(category + "9"))
        .findFirst();
  }

  private static void asterisk(SettlementList list, Background background, Report report) {
    List<Row> rows = list.westernDiagnoses();
    if (first(rows, code -> code.contains("+")).isPresent()) {
      return;
    }
    CodeSets sets = background.tables().codeRules().sets();
    for (Row row : rows) {
      String code = row.get("diag_code");
      if (code.contains("*") || sets.contains(CodeSet.ASTERISK, code)) {
        report.at(path(list, background, row), code);
      }
    }
  }

  private static void externalCause(SettlementList list, Background background, Report report) {
    CodeSets sets = background.tables().codeRules().sets();
    Optional<Row> injury =
        first(list.westernDiagnoses(), code -> sets.contains(CodeSet.INJURY, code));
    boolean explained =
        first(list.westernDiagnoses(), code -> sets.contains(CodeSet.EXTERNAL_CAUSE, code))
            .isPresent();
    if (injury.isPresent() && !explained) {
      report.at(path(list, background, injury.get()), code(injury));
    }
  }

  /** Where the region wants it: the shipped set is empty. A source may join it to its own code. */
  private static void morphology(SettlementList list, Background background, Report report) {
    CodeSets sets = background.tables().codeRules().sets();
    Optional<Row> neoplasm =
        first(list.westernDiagnoses(), code -> sets.contains(CodeSet.MORPHOLOGY_WANTED, code));
    boolean stated =
        list.rows(SettlementList.DIAGNOSES).stream()
            .anyMatch(
                row ->
                    MORPHOLOGY.matcher(row.get("diag_code")).matches()
                        || MORPHOLOGY.matcher(row.get(CodedRows.SOURCE_CODE)).matches());
    if (neoplasm.isPresent() && !stated) {
      report.at(path(list, background, neoplasm.get()), code(neoplasm));
    }
  }

  private static void complication(SettlementList list, Background background, Report report) {
    CodeSets sets = background.tables().codeRules().sets();
    List<Row> rows = list.westernDiagnoses();
    Optional<Row> complication =
        first(rows, code -> sets.contains(CodeSet.COMPLICATION_OF_CARE, code));
    boolean told =
        first(
                rows,
                code ->
                    !code.isEmpty()
                        && !sets.contains(CodeSet.COMPLICATION_OF_CARE, code)
                        && !sets.contains(CodeSet.EXTERNAL_CAUSE, code))
            .isPresent();
    if (complication.isPresent() && !told) {
      report.at(path(list, background, complication.get()), code(complication));
    }
  }

  private static void outcomeOfDelivery(SettlementList list, Background background, Report report) {
    CodeSets sets = background.tables().codeRules().sets();
    List<Row> rows = list.westernDiagnoses();
    boolean delivered =
        first(rows, code -> sets.contains(CodeSet.DELIVERY, code)).isPresent()
            || list.rows(SettlementList.PROCEDURES).stream()
                .anyMatch(
                    row ->
                        sets.contains(
                            CodeSet.DELIVERY, CodeSystem.PROCEDURE, row.get("oprn_oprt_code")));
    boolean told =
        first(rows, code -> sets.contains(CodeSet.OUTCOME_OF_DELIVERY, code)).isPresent();
    if (delivered && !told) {
      report.at(background.nodePath(list, SettlementList.DIAGNOSES));
    }
  }

  private static Optional<Row> first(List<Row> rows, Predicate<String> code) {
    return rows.stream().filter(row -> code.test(row.get("diag_code"))).findFirst();
  }

  private static String code(Optional<Row> row) {
    return row.map(r -> r.get("diag_code")).orElse("");
  }

  private static String path(SettlementList list, Background background, Row row) {
    return background.path(list, SettlementList.DIAGNOSES, row, "diag_code");
  }
}
