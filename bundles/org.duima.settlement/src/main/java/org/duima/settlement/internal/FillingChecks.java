package org.duima.settlement.internal;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.duima.api.Text;

/** Rules SL-G: what the filling rules leave to a person to decide. */
final class FillingChecks {
  private static final Pattern TUMOUR = Pattern.compile("(C[0-9]|D0).*");
  private static final Pattern THERAPY_OF_TUMOUR = Pattern.compile("Z51\\.[018].*");
  private static final Pattern DELIVERY = Pattern.compile("O8[0-4].*");
  private static final Pattern COMPLICATION = Pattern.compile("O([0-7][0-9]|8[5-9]|9[0-2]).*");

  private FillingChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-G03-tcm", FillingChecks::noTcmPrincipal,
        "SL-G11", FillingChecks::tumourOrItsTherapy,
        "SL-G12", FillingChecks::deliveryOrComplication,
        "SL-G13", FillingChecks::moreThanTheForm,
        "SL-G17", FillingChecks::babies);
  }

  private static void noTcmPrincipal(SettlementList list, Background background, Report report) {
    List<Row> diseases = ofType(list, "2");
    if (!diseases.isEmpty() && diseases.stream().noneMatch(FillingChecks::isPrincipal)) {
      report.at(background.nodePath(list, SettlementList.DIAGNOSES));
    }
  }

  /** F11: a stay for chemotherapy or radiotherapy alone has Z51 as principal diagnosis. */
  private static void tumourOrItsTherapy(
      SettlementList list, Background background, Report report) {
    boolean therapy =
        list.westernDiagnoses().stream()
            .anyMatch(
                row ->
                    !isPrincipal(row) && THERAPY_OF_TUMOUR.matcher(row.get("diag_code")).matches());
    boolean operated =
        list.rows(SettlementList.PROCEDURES).stream()
            .map(row -> row.get("oprn_oprt_code"))
            .anyMatch(
                code ->
                    code.matches("(0[1-9]|[1-7][0-9]|8[0-6])\\..*")
                        && !background.tables().filling().isDiagnostic(code));
    if (therapy && !operated) {
      principal(list, background, report, TUMOUR);
    }
  }

  /** F12: a delivery is the principal diagnosis where nothing complicated it. */
  private static void deliveryOrComplication(
      SettlementList list, Background background, Report report) {
    boolean complicated =
        list.westernDiagnoses().stream()
            .anyMatch(
                row -> !isPrincipal(row) && COMPLICATION.matcher(row.get("diag_code")).matches());
    if (complicated) {
      principal(list, background, report, DELIVERY);
    }
  }

  private static void principal(
      SettlementList list, Background background, Report report, Pattern kind) {
    for (Row row : list.westernDiagnoses()) {
      if (isPrincipal(row) && kind.matcher(row.get("diag_code")).matches()) {
        report.at(
            background.path(list, SettlementList.DIAGNOSES, row, "diag_code"),
            row.get("diag_code"));
      }
    }
  }

  /** F13. */
  private static void moreThanTheForm(SettlementList list, Background background, Report report) {
    Filling filling = background.tables().filling();
    String diagnoses = background.nodePath(list, SettlementList.DIAGNOSES);
    long others = list.westernDiagnoses().stream().filter(row -> !isPrincipal(row)).count();
    more(
        others, filling.otherDiagnoses(), new Text("西医其他诊断", "other diagnoses"), diagnoses, report);
    more(
        ofType(list, "3").size(),
        filling.syndromes(),
        new Text("中医主证", "TCM syndromes"),
        diagnoses,
        report);
    long procedures =
        list.rows(SettlementList.PROCEDURES).stream()
            .filter(row -> !row.get("oprn_oprt_type").equals("1"))
            .count();
    more(
        procedures,
        filling.otherProcedures(),
        new Text("其他手术及操作", "other procedures"),
        background.nodePath(list, SettlementList.PROCEDURES),
        report);
  }

  private static void more(long count, OptionalInt limit, Text what, String path, Report report) {
    if (limit.isPresent() && count > limit.getAsInt()) {
      report.at(path, what, count, limit.getAsInt());
    }
  }

  /** F17: of several babies each has both weights, where both are known. */
  private static void babies(SettlementList list, Background background, Report report) {
    Row info = list.info();
    String born = info.get("mul_nwb_bir_wt");
    String admitted = info.get("mul_nwb_adm_wt");
    if (!born.isEmpty()
        && !admitted.isEmpty()
        && born.split(",").length != admitted.split(",").length) {
      report.at(background.path(list, SettlementList.INFO, info, "mul_nwb_adm_wt"));
    }
  }

  private static List<Row> ofType(SettlementList list, String type) {
    return list.rows(SettlementList.DIAGNOSES).stream()
        .filter(row -> row.get("diag_type").equals(type))
        .toList();
  }

  private static boolean isPrincipal(Row row) {
    return row.get("maindiag_flag").equals("1");
  }
}
