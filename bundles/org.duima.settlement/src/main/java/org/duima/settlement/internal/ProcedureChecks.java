package org.duima.settlement.internal;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;

/** Rules SL-O and SL-D13: operations and procedures. */
final class ProcedureChecks {
  private static final int NEWBORN_DAYS = 28;
  private static final int BY_OTHER_FACTS = GroupTable.bits("APYZ");

  private ProcedureChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-D13", ProcedureChecks::oneMain,
        "SL-O01", ProcedureChecks::inDictionary,
        "SL-O02", ProcedureChecks::nameOfCode,
        "SL-O03-shape", ProcedureChecks::operatorShape,
        "SL-O06", ProcedureChecks::duplicates,
        "SL-O07", ProcedureChecks::count,
        "SL-O08", ProcedureChecks::grayMain,
        "SL-O10", ProcedureChecks::otherCategory,
        "SL-O11", ProcedureChecks::charge,
        "SL-O12", ProcedureChecks::beginAndEnd);
  }

  private static void oneMain(SettlementList list, Background background, Report report) {
    List<Row> rows = list.rows(SettlementList.PROCEDURES);
    long main = rows.stream().filter(ProcedureChecks::isMain).count();
    if (!rows.isEmpty() && (main != 1 || !isMain(rows.get(0)))) {
      report.at(background.nodePath(list, SettlementList.PROCEDURES), main);
    }
  }

  private static void inDictionary(SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    boolean whole =
        background.dictionaries().isComplete(CodeSystem.PROCEDURE, Editions.INSURANCE_2_0, on);
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      String code = row.get("oprn_oprt_code");
      if (!code.isEmpty() && name(background, code, on).isEmpty()) {
        report
            .ifWhole(whole)
            .at(background.path(list, SettlementList.PROCEDURES, row, "oprn_oprt_code"), code);
      }
    }
  }

  private static void nameOfCode(SettlementList list, Background background, Report report) {
    LocalDate on = background.codesOn(list);
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      String code = row.get("oprn_oprt_code");
      String stated = row.get("oprn_oprt_name");
      if (code.isEmpty() || stated.isEmpty()) {
        continue;
      }
      name(background, code, on)
          .filter(name -> !name.equals(stated))
          .ifPresent(
              name ->
                  report.at(
                      background.path(list, SettlementList.PROCEDURES, row, "oprn_oprt_name"),
                      code,
                      name));
    }
  }

  private static void operatorShape(SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      String code = row.get("oper_dr_code");
      if (!code.isEmpty() && !code.matches("D[0-9]{12}")) {
        report.at(background.path(list, SettlementList.PROCEDURES, row, "oper_dr_code"));
      }
    }
  }

  private static void duplicates(SettlementList list, Background background, Report report) {
    Set<String> seen = new HashSet<>();
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      String code = row.get("oprn_oprt_code");
      String begin =
          row.has("oprn_oprt_begntime") ? row.get("oprn_oprt_begntime") : row.get("oprn_oprt_date");
      if (!code.isEmpty() && !seen.add(code + " " + begin)) {
        report.at(background.path(list, SettlementList.PROCEDURES, row, "oprn_oprt_code"), code);
      }
    }
  }

  private static void count(SettlementList list, Background background, Report report) {
    int rows = list.rows(SettlementList.PROCEDURES).size();
    list.info()
        .number("oprn_oprt_code_cnt")
        .filter(count -> count.compareTo(java.math.BigDecimal.valueOf(rows)) != 0)
        .ifPresent(
            count ->
                report.at(
                    background.path(list, SettlementList.INFO, list.info(), "oprn_oprt_code_cnt"),
                    rows));
  }

  private static void grayMain(SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      if (isMain(row) && background.isGray(list, CodeSystem.PROCEDURE, row, "oprn_oprt_code")) {
        report.at(
            background.path(list, SettlementList.PROCEDURES, row, "oprn_oprt_code"),
            row.get("oprn_oprt_code"));
      }
    }
  }

  /**
   * The grouper finds no group for a principal diagnosis and a main procedure of different major
   * categories (QY). A category that does not follow from the principal diagnosis alone excludes
   * nothing: A goes by the procedure, P by the age, Y and Z by the other diagnoses.
   */
  private static void otherCategory(SettlementList list, Background background, Report report) {
    GroupTable groups = background.tables().codeRules().groups();
    boolean newborn = list.daysOldAtAdmission().map(days -> days <= NEWBORN_DAYS).orElse(false);
    List<Row> main =
        list.rows(SettlementList.PROCEDURES).stream().filter(ProcedureChecks::isMain).toList();
    Optional<Row> principal = PrincipalChecks.of(list);
    if (newborn || main.size() != 1 || principal.isEmpty()) {
      return;
    }
    String procedure = main.get(0).get("oprn_oprt_code");
    String diagnosis = principal.get().get("diag_code");
    OptionalInt ofProcedure = groups.ofProcedure(procedure);
    OptionalInt ofDiagnosis = groups.ofDiagnosis(diagnosis);
    boolean known = ofProcedure.isPresent() && ofDiagnosis.isPresent();
    int possible = known ? ofDiagnosis.getAsInt() | BY_OTHER_FACTS : 0;
    if (known && (possible & ofProcedure.getAsInt()) == 0) {
      report.at(
          background.path(list, SettlementList.PROCEDURES, main.get(0), "oprn_oprt_code"),
          diagnosis,
          procedure);
    }
  }

  private static void charge(SettlementList list, Background background, Report report) {
    ProcedureCharges charges = background.tables().codeRules().charges();
    Set<String> categories = new HashSet<>();
    for (Row row : list.rows(SettlementList.ITEMS)) {
      if (row.number("amt").map(amount -> amount.signum() > 0).orElse(false)) {
        categories.add(row.get("med_chrgitm"));
      }
    }
    Set<String> items = ChargeLines.items(list.charges());
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      String code = row.get("oprn_oprt_code");
      if (charges.of(code, categories, items) == ProcedureCharges.Answer.NOT_CHARGED) {
        report.at(background.path(list, SettlementList.PROCEDURES, row, "oprn_oprt_code"), code);
      }
    }
  }

  private static void beginAndEnd(SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      beginAndEnd("oprn_oprt_begntime", "oprn_oprt_endtime", row, list, background, report);
      beginAndEnd("anst_begntime", "anst_endtime", row, list, background, report);
    }
  }

  private static void beginAndEnd(
      String begin,
      String end,
      Row row,
      SettlementList list,
      Background background,
      Report report) {
    if (row.has(begin) != row.has(end)) {
      String missing = row.has(begin) ? end : begin;
      report.at(
          background.path(list, SettlementList.PROCEDURES, row, missing),
          background.label(list, SettlementList.PROCEDURES, missing));
    }
  }

  private static boolean isMain(Row row) {
    return row.get("oprn_oprt_type").equals("1");
  }

  private static Optional<String> name(Background background, String code, LocalDate on) {
    return background
        .dictionaries()
        .codeName(CodeSystem.PROCEDURE, Editions.INSURANCE_2_0, code, on);
  }
}
