package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.duima.api.Text;

/** Rules SL-V and SL-B: ventilation, coma, intensive care, nursing, blood. */
final class CareChecks {
  private static final List<String> NURSING =
      List.of("spga_nurscare_days", "lv1_nurscare_days", "scd_nurscare_days", "lv3_nurscare_days");
  private static final String VENTILATED = "vent_used_dura";
  private static final List<String> VENTILATION = List.of("96.7");
  private static final List<String> LONG_VENTILATION = List.of("96.72");
  private static final String SHORT_VENTILATION = "96.71";

  /** Of any length, or not invasive. */
  private static final List<String> OTHER_VENTILATION = List.of("96.70", "93.90");

  private static final long LONG_MINUTES = 96 * 60;
  private static final String NURSING_FEE = "07";

  /** Blood and its parts; 99.08 and 99.09 give substitutes. */
  private static final Pattern TRANSFUSION = Pattern.compile("99\\.0[0-7].*");

  private CareChecks() {}

  static Map<String, Check> all() {
    return Map.ofEntries(
        Map.entry("SL-V01", CareChecks::ventilatedForNoTime),
        Map.entry("SL-V01-hours", CareChecks::ventilatedHours),
        Map.entry("SL-V02", CareChecks::comaWithoutInjury),
        Map.entry("SL-V03", CareChecks::intensiveCareWithoutSpecialNursing),
        Map.entry("SL-V04", CareChecks::nursingDays),
        Map.entry("SL-V05", CareChecks::nursingFee),
        Map.entry("SL-B01", CareChecks::blood),
        Map.entry("SL-B02", CareChecks::transfusionCode));
  }

  /** SL-V01 also speaks where the field table finds no time at all. */
  private static void ventilatedForNoTime(
      SettlementList list, Background background, Report report) {
    boolean none = list.info().span(VENTILATED).filter(span -> span.minutes() == 0).isPresent();
    if (none && list.hasProcedure(VENTILATION)) {
      report.at(background.path(list, VENTILATED));
    }
  }

  private static void ventilatedHours(SettlementList list, Background background, Report report) {
    long minutes = list.info().span(VENTILATED).map(Span::minutes).orElse(0L);
    if (minutes == 0) {
      return;
    }
    boolean longTime = minutes >= LONG_MINUTES;
    if (list.hasProcedure(LONG_VENTILATION)) {
      if (!longTime) {
        report.at(
            background.path(list, VENTILATED),
            new Text("有 96.72，时长不足 96 小时", "96.72 with less than 96 hours"));
      }
      return;
    }
    // each 96.71 is one run of less than 96 hours, the list has their sum
    long runs =
        list.rows(SettlementList.PROCEDURES).stream()
            .filter(row -> row.get("oprn_oprt_code").startsWith(SHORT_VENTILATION))
            .count();
    if (minutes >= Math.max(1, runs) * LONG_MINUTES && !list.hasProcedure(OTHER_VENTILATION)) {
      report.at(
          background.path(list, VENTILATED),
          new Text("满 96 小时，没有 96.72", "96 hours or more without 96.72"));
    }
  }

  private static void comaWithoutInjury(SettlementList list, Background background, Report report) {
    boolean injured =
        list.westernDiagnoses().stream().anyMatch(row -> row.get("diag_code").startsWith("S06"));
    if (injured || list.westernDiagnoses().isEmpty()) {
      return;
    }
    for (String field : List.of("pwcry_bfadm_coma_dura", "pwcry_afadm_coma_dura")) {
      if (list.info().span(field).filter(span -> span.minutes() > 0).isPresent()) {
        report.at(background.path(list, field));
      }
    }
  }

  /** Where a source tells nursing by level, a level that it does not name had no days. */
  private static boolean tellsNursing(SettlementList list) {
    return NURSING.stream().anyMatch(level -> list.info().number(level).isPresent());
  }

  private static BigDecimal nursed(SettlementList list) {
    return NURSING.stream()
        .flatMap(level -> list.info().number(level).stream())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static void intensiveCareWithoutSpecialNursing(
      SettlementList list, Background background, Report report) {
    String special = NURSING.get(0);
    boolean none = list.info().number(special).map(days -> days.signum() == 0).orElse(true);
    if (!list.rows(SettlementList.INTENSIVE_CARE).isEmpty() && tellsNursing(list) && none) {
      report.at(background.path(list, special));
    }
  }

  private static void nursingDays(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> days =
        list.days().map(BigDecimal::valueOf).or(() -> list.info().number("act_ipt_days"));
    if (days.isPresent() && nursed(list).compareTo(days.get().add(BigDecimal.ONE)) > 0) {
      report.at(background.path(list, NURSING.get(0)));
    }
  }

  private static void nursingFee(SettlementList list, Background background, Report report) {
    List<Row> items = list.rows(SettlementList.ITEMS);
    if (items.isEmpty() || !tellsNursing(list)) {
      return;
    }
    boolean paid =
        items.stream()
            .filter(row -> row.get("med_chrgitm").equals(NURSING_FEE))
            .flatMap(row -> row.number("amt").stream())
            .anyMatch(amount -> amount.signum() > 0);
    boolean nursed = nursed(list).signum() > 0;
    if (nursed && !paid) {
      report.at(
          background.nodePath(list, SettlementList.ITEMS),
          new Text("有护理天数，没有护理费", "nursing days without a fee"));
    } else if (paid && !nursed) {
      report.at(
          background.path(list, NURSING.get(0)),
          new Text("有护理费，护理天数为 0", "a fee without nursing days"));
    }
  }

  /**
   * What the field table cannot say: an amount must be above zero, and 4101 carries one product in
   * setlinfo, where nothing at all is right too.
   */
  private static void blood(SettlementList list, Background background, Report report) {
    boolean single =
        background.fields().find(list.infno(), SettlementList.INFO, "bld_cat").isPresent();
    String node = single ? SettlementList.INFO : SettlementList.TRANSFUSIONS;
    for (Row row : list.rows(node)) {
      Optional<BigDecimal> amount = row.number("bld_amt");
      boolean given = amount.filter(a -> a.signum() > 0).isPresent();
      boolean named = row.has("bld_cat") || row.has("bld_unt");
      if (single && (given || named)) {
        for (String field : List.of("bld_cat", "bld_amt", "bld_unt")) {
          if (!row.has(field)) {
            report.at(background.path(list, node, row, field));
          }
        }
      }
      if (amount.isPresent() && !given && (named || !single)) {
        report.at(background.path(list, node, row, "bld_amt"));
      }
    }
  }

  private static void transfusionCode(SettlementList list, Background background, Report report) {
    boolean coded =
        list.rows(SettlementList.PROCEDURES).stream()
            .anyMatch(row -> TRANSFUSION.matcher(row.get("oprn_oprt_code")).matches());
    boolean given =
        !list.rows(SettlementList.TRANSFUSIONS).isEmpty()
            || list.info().number("bld_amt").filter(a -> a.signum() > 0).isPresent();
    if (coded && !given) {
      report.at(
          background.nodePath(list, SettlementList.TRANSFUSIONS),
          new Text("有输血操作（99.0），没有输血记录", "a transfusion (99.0) without its row"));
    } else if (given && !coded) {
      report.at(
          background.nodePath(list, SettlementList.PROCEDURES),
          new Text("有输血记录，没有输血操作（99.0）", "a transfusion row without its code (99.0)"));
    }
  }
}
