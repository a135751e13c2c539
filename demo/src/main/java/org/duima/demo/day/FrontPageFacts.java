package org.duima.demo.day;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Where the facts of a front page stand: in ZFP, and in 4401 where it has a place for them. */
final class FrontPageFacts {
  private static final Map<String, Integer> ZFP =
      Map.ofEntries(
          Map.entry("ipt_med_type", 2),
          Map.entry("adm_way", 3),
          Map.entry("vent_used_dura", 7),
          Map.entry("pwcry_bfadm_coma_dura", 8),
          Map.entry("pwcry_afadm_coma_dura", 9),
          Map.entry("spga_nurscare_days", 10),
          Map.entry("lv1_nurscare_days", 11),
          Map.entry("scd_nurscare_days", 12),
          Map.entry("lv3_nurscare_days", 13),
          Map.entry("days_rinp_flag_31", 14),
          Map.entry("days_rinp_pup_31", 15),
          Map.entry("nwb_adm_type", 20),
          Map.entry("nwb_bir_wt", 21),
          Map.entry("nwb_adm_wt", 22),
          Map.entry("mul_nwb_bir_wt", 23),
          Map.entry("mul_nwb_adm_wt", 24));
  private static final Map<String, String> FIELDS_OF_4401 =
      Map.of(
          "vent_used_dura", "vent_used_dura",
          "pwcry_bfadm_coma_dura", "brn_damg_bfadm_coma_dura",
          "pwcry_afadm_coma_dura", "brn_damg_afadm_coma_dura",
          "days_rinp_flag_31", "dscg_31days_rinp_flag",
          "days_rinp_pup_31", "dscg_31days_rinp_pup",
          "nwb_bir_wt", "nwb_bir_wt",
          "nwb_adm_wt", "nwb_adm_wt");

  private FrontPageFacts() {}

  /** Number of the field in ZFP. */
  static int field(String fact) {
    Integer field = ZFP.get(fact);
    if (field == null) {
      throw new IllegalArgumentException("facts: " + fact);
    }
    return field;
  }

  /** Name of the field in baseinfo of 4401. */
  static Optional<String> transactionField(String fact) {
    return Optional.ofNullable(FIELDS_OF_4401.get(fact));
  }

  static boolean allInTransactions(Collection<String> facts) {
    return FIELDS_OF_4401.keySet().containsAll(facts);
  }
}
