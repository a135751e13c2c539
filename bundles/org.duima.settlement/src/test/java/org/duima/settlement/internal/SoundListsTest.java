package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.duima.api.Finding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of every kind that are right: no check of theirs may say otherwise. */
class SoundListsTest {
  /** The tables at hand are starters: a code that they lack is a warning, and no fault. */
  private static final List<String> NOT_IN_STARTERS = List.of("SL-X02", "SL-O01", "SL-X27");

  /** Rules of persons, newborns, times, care, blood, discharge and the field table. */
  private static final String RULES = "SL-[PNDVBLF].*";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "4101A alone, whose facts of person and money are missing|4101A|",
        "4101|4101|",
        "stay|stay|",
        "stay as 4101|stay-4101|",
        "newborn of its own settlement|stay-4101|/facts/brdy=\"2026-03-01\" ; /facts/certno=\"990101202603010029\" ; /facts/nwb_adm_type=\"1\" ; /facts/nwb_bir_wt=\"3250\" ; /facts/nwb_adm_wt=\"3300\" ; /facts/patn_rlts=\"52\" ; /facts/prfs=\"90\"",
        "newborn of the day, identified by its birth certificate|stay-4101|/facts/brdy=\"2026-03-05\" ; /facts/patn_cert_type=\"99\" ; /facts/certno=\"T990000001\" ; /facts/nwb_adm_type=\"1\" ; /facts/nwb_bir_wt=\"3250\" ; /facts/nwb_adm_wt=\"3250\" ; /facts/patn_rlts=\"52\"",
        "infant with a weight that is no longer asked|stay-4101|/facts/brdy=\"2025-10-01\" ; /facts/certno=\"99010120251001002X\" ; /facts/patn_rlts=\"51\"",
        "child|stay-4101|/facts/brdy=\"2018-06-01\" ; /facts/certno=\"990101201806010024\" ; /facts/patn_rlts=\"51\" ; /facts/prfs=\"31\"",
        "mother of twins|4101A|/input/diseinfo/0/diag_code=\"O30.000\" ; /input/diseinfo/1/diag_code=\"Z37.200\" ; /input/setlinfo/mul_nwb_bir_wt=\"2450,2380\"",
        "mother of one|stay-4101|/diagnoses/1=\"PRINCIPAL O80.000 头位顺产 4\" ; /diagnoses/2=\"OTHER Z37.000 单一活产 4\" ; /facts/nwb_bir_wt=\"3250\"",
        "invasive ventilation for 100 hours|4101A|/input/oprninfo/0/oprn_oprt_code=\"96.7200\" ; /input/setlinfo/vent_used_dura=\"4/4/0\"",
        "non-invasive ventilation|4101A|/input/oprninfo/0/oprn_oprt_code=\"93.9000\" ; /input/setlinfo/vent_used_dura=\"6/0/0\"",
        "day surgery|4101|/setlinfo/dscg_time=\"2026-03-02 17:00:00\" ; /setlinfo/act_ipt_days=1 ; /setlinfo/ipt_med_type=\"2\" ; /setlinfo/setl_end_date=\"2026-03-02\" ; /oprninfo/0/oprn_oprt_date=\"2026-03-02\" ; /icuinfo=[]",
        "transfer to another hospital|4101A|/input/setlinfo/dscg_way=\"2\" ; /input/setlinfo/acp_medins_name=\"测试省中心医院\" ; /input/setlinfo/acp_optins_code=\"H99000000001\"",
        "death|stay|/facts/dscg_way=\"5\" ; /registered/2402={\"dscg_way\":\"5\",\"die_date\":\"2026-03-09\"}",
        "patient without an identity number|4101|/setlinfo/patn_cert_type=\"99\" ; /setlinfo/certno=\"-\"",
        "foreigner with a passport|4101|/setlinfo/patn_cert_type=\"03\" ; /setlinfo/certno=\"X1234567\" ; /setlinfo/ntly=\"USA\" ; /setlinfo/naty=\"01\"",
        "contact without a telephone|4101A|/input/setlinfo/coner_tel=\"-\"",
        "patient without a contact|4101A|/input/setlinfo/coner_name- ; /input/setlinfo/patn_rlts- ; /input/setlinfo/coner_addr- ; /input/setlinfo/coner_tel-",
        "local anaesthesia by the surgeon|4101A|/input/oprninfo/0/anst_way=\"3\" ; /input/oprninfo/0/anst_dr_code- ; /input/oprninfo/0/anst_begntime- ; /input/oprninfo/0/anst_endtime-",
        "brain injury with coma|4101A|/input/diseinfo/1/diag_code=\"S06.500\" ; /input/setlinfo/pwcry_bfadm_coma_dura=\"0/2/0\" ; /input/setlinfo/pwcry_afadm_coma_dura=\"1/0/0\"",
        "no procedure|4101A|/input/oprninfo=[] ; /input/bldinfo=[] ; /input/icuinfo=[]",
        "two stays in intensive care, one after the other|4101A|/input/icuinfo/1={\"scs_cutd_ward_type\":\"1\",\"scs_cutd_inpool_time\":\"2026-03-04 11:00:00\",\"scs_cutd_exit_time\":\"2026-03-05 11:00:00\",\"scs_cutd_sum_dura\":\"1/0/0\"}",
        "declared within seven days|4101A|/input/setlinfo/dcla_time=\"2026-03-15 09:00:00\" ; /input/setlinfo/stas_type=\"0\"",
        "planned return|4101A|/input/setlinfo/days_rinp_flag_31=\"2\" ; /input/setlinfo/days_rinp_pup_31=\"化疗\"",
      })
  void nothingIsFound(String kind, String fixture, String edits) throws IOException {
    List<Finding> found =
        CheckCasesTest.findings(
            new CheckCasesTest.Case("", "", fixture, false, "", edits == null ? "" : edits));
    assertThat(found)
        .filteredOn(f -> f.rule().matches(RULES) && !NOT_IN_STARTERS.contains(f.rule()))
        .as(kind)
        .isEmpty();
  }
}
