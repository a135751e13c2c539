package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules SL-L, SL-B and SL-V: discharge, staff, blood, nursing. */
final class ClosingChecks {
  private static final List<String> NURSING =
      List.of("spga_nurscare_days", "lv1_nurscare_days", "scd_nurscare_days", "lv3_nurscare_days");

  private ClosingChecks() {}

  /** SL-L01 and SL-L10 also speak where the field table finds a value that is in no dictionary. */
  static Map<String, Check> all() {
    return Map.of(
        "SL-L01", ClosingChecks::dischargeWay,
        "SL-L03", ClosingChecks::deadPlanNoReturn,
        "SL-L05", ClosingChecks::purposeWithoutPlan,
        "SL-L06", ClosingChecks::physician,
        "SL-L06-shape", ClosingChecks::physicianShape,
        "SL-L07", ClosingChecks::nurse,
        "SL-L10", ClosingChecks::paymentWay,
        "SL-B01", ClosingChecks::blood,
        "SL-V04", ClosingChecks::nursingDays);
  }

  private static void dischargeWay(SettlementList list, Background background, Report report) {
    boolean goesOn = list.info().has(SettlementList.MID_STAY);
    if (list.info().has("adm_time") && !goesOn) {
      missing(list, background, report, "dscg_way");
    }
  }

  private static void deadPlanNoReturn(SettlementList list, Background background, Report report) {
    if (list.info().get("dscg_way").equals("5")
        && list.info().get("days_rinp_flag_31").equals("2")) {
      report.at(background.path(list, SettlementList.INFO, list.info(), "days_rinp_flag_31"));
    }
  }

  private static void purposeWithoutPlan(
      SettlementList list, Background background, Report report) {
    if (list.info().get("days_rinp_flag_31").equals("1") && list.info().has("days_rinp_pup_31")) {
      report.at(background.path(list, SettlementList.INFO, list.info(), "days_rinp_pup_31"));
    }
  }

  private static void physician(SettlementList list, Background background, Report report) {
    missing(list, background, report, "chfpdr_code");
  }

  private static void physicianShape(SettlementList list, Background background, Report report) {
    String code = list.info().get("chfpdr_code");
    if (!code.isEmpty() && !code.matches("D[0-9]{12}")) {
      report.at(background.path(list, SettlementList.INFO, list.info(), "chfpdr_code"));
    }
  }

  private static void nurse(SettlementList list, Background background, Report report) {
    boolean asked =
        background.fields().find(list.infno(), SettlementList.INFO, "resp_nurs_code").isPresent();
    if (asked) {
      missing(list, background, report, "resp_nurs_code");
    }
  }

  private static void paymentWay(SettlementList list, Background background, Report report) {
    boolean reportedByTable =
        background
            .fields()
            .find(list.infno(), SettlementList.INFO, "hi_paymtd")
            .map(field -> field.required() == Field.Required.ALWAYS)
            .orElse(false);
    if (!reportedByTable) {
      missing(list, background, report, "hi_paymtd");
    }
  }

  private static void missing(
      SettlementList list, Background background, Report report, String field) {
    if (!list.info().has(field)) {
      report.at(
          background.path(list, SettlementList.INFO, list.info(), field),
          background.label(list, SettlementList.INFO, field));
    }
  }

  private static void blood(SettlementList list, Background background, Report report) {
    // 4101 carries one product in setlinfo instead of rows
    boolean single =
        background.fields().find(list.infno(), SettlementList.INFO, "bld_cat").isPresent();
    List<Row> rows = single ? List.of(list.info()) : list.rows(SettlementList.TRANSFUSIONS);
    for (Row row : rows) {
      boolean cat = row.has("bld_cat");
      boolean unit = row.has("bld_unt");
      Optional<BigDecimal> amount = row.number("bld_amt");
      boolean given = amount.map(a -> a.signum() > 0).orElse(false);
      boolean any = cat || unit || given || !single;
      if (any && !(cat && unit && given)) {
        report.at(row.path());
      }
    }
  }

  private static void nursingDays(SettlementList list, Background background, Report report) {
    Optional<Moment> in = list.info().moment("adm_time");
    Optional<Moment> out = list.info().moment("dscg_time");
    BigDecimal sum = BigDecimal.ZERO;
    for (String level : NURSING) {
      sum = sum.add(list.info().number(level).orElse(BigDecimal.ZERO));
    }
    if (in.isEmpty() || out.isEmpty()) {
      return;
    }
    long days = Math.max(1, out.get().date().toEpochDay() - in.get().date().toEpochDay());
    if (sum.compareTo(BigDecimal.valueOf(days + 1)) > 0) {
      report.at(background.path(list, SettlementList.INFO, list.info(), NURSING.get(0)));
    }
  }
}
