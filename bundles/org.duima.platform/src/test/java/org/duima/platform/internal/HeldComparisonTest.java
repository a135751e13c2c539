package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.duima.api.platform.Receipt.Difference;
import org.junit.jupiter.api.Test;

class HeldComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HeldComparison comparison =
      new HeldComparison(() -> Tables.shipped().tables().orElseThrow().held());

  private List<String> differences(String uploaded, String held) throws Exception {
    return comparison.differences(JSON.readTree(uploaded), JSON.readTree(held)).stream()
        .map(d -> d.path() + " " + d.ours() + " | " + d.theirs())
        .toList();
  }

  private static final String OLD_FORM =
      """
      {"setlinfo":{"setl_id":"S1","nwb_age":12,"insuplc":"500103","days_rinp_flag_31":"2",
        "days_rinp_pup_31":"化疗","vent_used_dura":"1/13/24","pwcry_bfadm_coma_dura":"",
        "dcla_time":"2026-03-02 10:00:00","stas_type":"0","setl_begn_date":"2026-03-01","psn_selfpay":12.50},
       "payinfo":[{"fund_pay_type":"310100","fund_payamt":100.00},{"fund_pay_type":"310200","fund_payamt":5}],
       "iteminfo":[{"med_chrgitm":"01","amt":60.00,"claa_sumfee":60,"clab_amt":0,"fulamt_ownpay_amt":0,"oth_amt":0},
                   {"med_chrgitm":"09","amt":45.00,"claa_sumfee":40,"clab_amt":5,"fulamt_ownpay_amt":0,"oth_amt":0}],
       "diseinfo":[{"diag_type":"1","diag_code":"J18.900","maindiag_flag":"1"}],
       "oprninfo":[{"oprn_oprt_type":"1","oprn_oprt_code":"33.2400","oprn_oprt_date":"2026-03-02"},
                   {"oprn_oprt_type":"2","oprn_oprt_code":"96.7101","oprn_oprt_date":"2026-03-02"}],
       "icuinfo":[]}
      """;

  @Test
  void findsNothingInTheBaselineBuildOf4103() throws Exception {
    String held =
        """
        {"setlinfo":[{"setl_id":"S1","nwb_age":"12","insu_admdvs":"500103","days_rinp_flag_31":"2",
          "days_rinp_pup_31":"化疗","vent_used_days":1,"vent_used_h_cnt":13,"vent_used_m_cnt":24,
          "bfadm_coma_days":null,"bfadm_coma_h_cnt":0,"bfadm_coma_m_cnt":"","dcla_time":"2026-03-03 00:00:01",
          "stas_type":"1","setl_begn_date":"2026-03-01 00:00:00","psn_selfpay":"12.5","chk_cont":"","rid":"x"}],
         "payinfo":[{"fund_pay_type":"310200","fund_payamt":"5.00"},{"fund_pay_type":"310100","fund_payamt":100}],
         "iteminfo":[{"med_chrgitm":"09","amt":45,"claa_sumfee":40,"clab_amt":5.0,"fulamt_ownpay_amt":0,"oth_amt":0},
                     {"med_chrgitm":"01","amt":60,"claa_sumfee":60,"clab_amt":0,"fulamt_ownpay_amt":0,"oth_amt":0}],
         "diseinfo":{"diag_type":"1","diag_code":"J18.900","maindiag_flag":"1","vali_flag":"1"},
         "oprninfo":[{"main_oprn_flag":"0","oprn_oprt_code":"96.7101","oprn_oprt_date":"2026-03-02T00:00:00.0"},
                     {"main_oprn_flag":"1","oprn_oprt_code":"33.2400","oprn_oprt_date":"2026-03-02"}],
         "icuinfo":null,"bldinfo":[],"opspdiseinfo":""}
        """;
    assertThat(differences(OLD_FORM, held)).isEmpty();
  }

  @Test
  void findsNothingInTheBuildWithTheOtherNames() throws Exception {
    String held =
        """
        {"setlinfo":{"setl_id":"S1","age_days":12,"insu_admdvs":"500103","dscg31days_rinp_flag":"2",
          "rinp_pup":"化疗","vent_used_days":1,"vent_used_h_cnt":13,"vent_used_m_cnt":24},
         "payinfo":[{"fund_pay_type":"310100","fund_payamt":100},{"fund_pay_type":"310200","fund_payamt":5}],
         "iteminfo":[{"med_chrgitm":"01","item_sumamt":60,"item_claa_amt":60,"item_clab_amt":0,"item_ownpay_amt":0,"item_oth_amt":0},
                     {"med_chrgitm":"09","item_sumamt":45,"item_claa_amt":40,"item_clab_amt":5,"item_ownpay_amt":0,"item_oth_amt":0}],
         "diseinfo":[{"diag_type":"1","diag_code":"J18.900","maindiag_flag":"1"}],
         "oprninfo":[{"main_oprn_flag":"1","oprn_oprt_code":"33.2400"},{"main_oprn_flag":"0","oprn_oprt_code":"96.7101"}]}
        """;
    assertThat(differences(OLD_FORM, held)).isEmpty();
  }

  @Test
  void namesEachFieldThatDiffersUnderOurName() throws Exception {
    String held =
        """
        {"setlinfo":{"setl_id":"S1","age_days":13,"insu_admdvs":"500000","dscg31days_rinp_flag":"1",
          "rinp_pup":"","vent_used_days":1,"vent_used_h_cnt":0,"vent_used_m_cnt":24,"psn_selfpay":12.51},
         "payinfo":[{"fund_pay_type":"310100","fund_payamt":100}],
         "iteminfo":[{"med_chrgitm":"09","item_sumamt":45.01,"item_claa_amt":40,"item_clab_amt":5,"item_ownpay_amt":0,"item_oth_amt":0},
                     {"med_chrgitm":"01","item_sumamt":60,"item_claa_amt":60,"item_clab_amt":0,"item_ownpay_amt":0,"item_oth_amt":0},
                     {"med_chrgitm":"14","item_sumamt":1,"item_claa_amt":1,"item_clab_amt":0,"item_ownpay_amt":0,"item_oth_amt":0}],
         "diseinfo":[{"diag_type":"1","diag_code":"J15.900","maindiag_flag":"1"}],
         "oprninfo":[{"main_oprn_flag":"1","oprn_oprt_code":"96.7101"},{"main_oprn_flag":"1","oprn_oprt_code":"33.2400"}]}
        """;
    assertThat(differences(OLD_FORM, held))
        .containsExactlyInAnyOrder(
            "setlinfo.nwb_age 12 | 13",
            "setlinfo.insuplc 500103 | 500000",
            "setlinfo.days_rinp_flag_31 2 | 1",
            "setlinfo.days_rinp_pup_31 化疗 | ",
            "setlinfo.vent_used_dura 1/13/24 | 1/0/24",
            "setlinfo.psn_selfpay 12.5 | 12.51",
            "payinfo[1] 310200 | ",
            "iteminfo[1].amt 45.0 | 45.01",
            "iteminfo[]  | 14",
            "diseinfo[0].diag_code J18.900 | J15.900",
            "oprninfo[1].oprn_oprt_type 2 | 1");
  }

  @Test
  void rowsThatWeDidNotSendAreADifferenceOnlyWhereTheyCanComeFromNobodyElse() throws Exception {
    String sent = "{\"setlinfo\":{},\"diseinfo\":[]}";
    String held =
        "{\"setlinfo\":{},\"diseinfo\":[{\"diag_code\":\"I10.x00\"}],"
            + "\"payinfo\":[{\"fund_pay_type\":\"310100\"}]}";
    assertThat(differences(sent, held)).containsExactly("diseinfo[]  | I10.x00");
  }

  @Test
  void twinsAreTwoRows() throws Exception {
    String two =
        "{\"bldinfo\":[{\"bld_cat\":\"1\",\"bld_amt\":2},{\"bld_cat\":\"1\",\"bld_amt\":2}]}";
    String one = "{\"bldinfo\":[{\"bld_cat\":\"1\",\"bld_amt\":2}]}";
    assertThat(differences(two, two)).isEmpty();
    assertThat(differences(two, one)).containsExactly("bldinfo[1] 1 | ");
  }

  @Test
  void anAnswerOfAnyShapeIsCompared() throws Exception {
    JsonNode sent = JSON.readTree(OLD_FORM);
    for (String odd :
        List.of(
            "null",
            "[]",
            "7",
            "{\"setlinfo\":[[]],\"diseinfo\":[1,null,[]],\"iteminfo\":{\"amt\":{}}}")) {
      assertThat(comparison.differences(sent, JSON.readTree(odd))).isNotEmpty();
    }
  }

  @Test
  void valuesStayOutOfTheText() {
    assertThat(new Difference("setlinfo.certno", "110101199001011234", ""))
        .hasToString("setlinfo.certno");
  }
}
