package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules SL-P and SL-N: the person, newborns. */
final class PersonChecks {
  private static final int NEWBORN_DAYS = 28;
  private static final BigDecimal LIGHTEST = BigDecimal.valueOf(200);
  private static final BigDecimal HEAVIEST = BigDecimal.valueOf(20_000);
  private static final List<String> WEIGHTS =
      List.of("nwb_bir_wt", "nwb_adm_wt", "mul_nwb_bir_wt", "mul_nwb_adm_wt");

  private PersonChecks() {}

  static Map<String, Check> all() {
    return Map.of(
        "SL-P06", PersonChecks::postcode,
        "SL-N01", PersonChecks::birthWeight,
        "SL-N03", PersonChecks::weightRange);
  }

  private static void postcode(SettlementList list, Background background, Report report) {
    String code = list.info().get("poscode");
    if (!code.isEmpty() && !code.matches("[0-9]{6}")) {
      report.at(background.path(list, SettlementList.INFO, list.info(), "poscode"));
    }
  }

  private static void birthWeight(SettlementList list, Background background, Report report) {
    Optional<Long> days = list.daysOldAtAdmission();
    boolean newborn = days.isPresent() && days.get() >= 0 && days.get() <= NEWBORN_DAYS;
    if (newborn && !list.info().has("nwb_bir_wt") && !list.info().has("mul_nwb_bir_wt")) {
      report.at(background.path(list, SettlementList.INFO, list.info(), "nwb_bir_wt"));
    }
  }

  private static void weightRange(SettlementList list, Background background, Report report) {
    for (String field : WEIGHTS) {
      if (!list.info().has(field)) {
        continue;
      }
      for (String weight : list.info().get(field).split(",", -1)) {
        Optional<BigDecimal> grams = Numbers.parse(weight.trim());
        if (grams.isEmpty()
            || grams.get().compareTo(LIGHTEST) < 0
            || grams.get().compareTo(HEAVIEST) > 0) {
          report.at(background.path(list, SettlementList.INFO, list.info(), field));
          break;
        }
      }
    }
  }
}
