package org.duima.settlement.internal;

import java.util.Map;
import org.duima.api.Text;

/** Rules SL-L: discharge, staff, the list itself. What must be there says the field table. */
final class ClosingChecks {
  private static final String DEAD = "5";
  private static final String NOT_SUBMITTED = "0";
  private static final String CHRONIC_OUTPATIENT = "14";

  private ClosingChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-L03", ClosingChecks::deadPlanNoReturn,
        "SL-L03-die-date", ClosingChecks::deadWithoutDate,
        "SL-L05", ClosingChecks::purposeWithoutPlan,
        "SL-L06-shape", ClosingChecks::physicianShape,
        "SL-L11", ClosingChecks::status,
        "SL-L13", ClosingChecks::diseases);
  }

  private static void deadPlanNoReturn(SettlementList list, Background background, Report report) {
    if (list.info().get("dscg_way").equals(DEAD)
        && list.info().get("days_rinp_flag_31").equals("2")) {
      report.at(background.path(list, "days_rinp_flag_31"));
    }
  }

  /** The list has no day of death: only what the discharge said to the platform can lack it. */
  private static void deadWithoutDate(SettlementList list, Background background, Report report) {
    if (list.info().get("dscg_way").equals(DEAD)
        && list.info().has(SettlementList.DISCHARGE_REGISTERED)
        && !list.info().has(SettlementList.DIED_ON)) {
      report.at(background.path(list, "dscg_way"));
    }
  }

  private static void purposeWithoutPlan(
      SettlementList list, Background background, Report report) {
    if (list.info().get("days_rinp_flag_31").equals("1") && list.info().has("days_rinp_pup_31")) {
      report.at(background.path(list, "days_rinp_pup_31"));
    }
  }

  private static void physicianShape(SettlementList list, Background background, Report report) {
    String code = list.info().get("chfpdr_code");
    if (!code.isEmpty() && !code.matches("D[0-9]{12}")) {
      report.at(background.path(list, "chfpdr_code"));
    }
  }

  /** An upload makes a list that is not submitted; 4102 moves it on. */
  private static void status(SettlementList list, Background background, Report report) {
    String status = list.info().get("stas_type");
    if (!status.isEmpty() && !status.equals(NOT_SUBMITTED)) {
      report.at(background.path(list, "stas_type"));
    }
  }

  private static void diseases(SettlementList list, Background background, Report report) {
    boolean asksDisease =
        background
            .fields()
            .find(list.infno(), SettlementList.OUTPATIENT_DISEASES, "diag_code")
            .isPresent();
    boolean chronic = list.info().get(SettlementList.CARE_KIND).equals(CHRONIC_OUTPATIENT);
    if (asksDisease && chronic && list.rows(SettlementList.OUTPATIENT_DISEASES).isEmpty()) {
      report.at(
          background.nodePath(list, SettlementList.OUTPATIENT_DISEASES),
          new Text("门诊慢特病诊断", "the chronic outpatient disease"));
    }
    boolean inpatient = list.info().has("ipt_med_type") || list.info().has("adm_time");
    if (inpatient && !chronic && list.rows(SettlementList.DIAGNOSES).isEmpty()) {
      report.at(
          background.nodePath(list, SettlementList.DIAGNOSES),
          new Text("住院诊断", "inpatient diagnoses"));
    }
  }
}
