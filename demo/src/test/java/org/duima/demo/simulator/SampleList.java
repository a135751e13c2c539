package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An invented list that the platform takes, for tests to spoil in one place. */
final class SampleList {
  private SampleList() {}

  static ObjectNode input(String setlId) {
    return (ObjectNode)
        Json.parse(
            """
            {"setlinfo":{
               "psn_no":"P%1$s","mdtrt_id":"M%1$s","setl_id":"%1$s","hi_no":"","medcasno":"000101",
               "ntly":"CHN","prfs":"80","coner_name":"张三测试","patn_rlts":"10",
               "coner_addr":"测试路1号","coner_tel":"10000000000","adm_way":"1","trt_type":"10",
               "adm_time":"2026-03-01 08:30:00","dscg_time":"2026-03-09 10:00:00",
               "refldept_dept":"A03→A04","dscg_caty":"A04","vent_used_dura":"1/13/24",
               "spga_nurscare_days":"0","lv1_nurscare_days":8,"dscg_way":"1",
               "bill_code":"00010126","bill_no":"0000000001","biz_sn":"B1",
               "days_rinp_flag_31":"1","chfpdr_code":"D000000000001",
               "setl_begn_date":"2026-03-01","setl_end_date":"2026-03-09",
               "medins_fill_dept":"医保办","medins_fill_psn":"测试一号",
               "resp_nurs_code":"N000000000001","hi_paymtd":"3"},
             "opspdiseinfo":[],
             "diseinfo":[
               {"diag_type":"1","diag_code":"K35.800","diag_name":"急性阑尾炎","adm_cond_type":"1",
                "maindiag_flag":"1"},
               {"diag_type":"1","diag_code":"I10.x00","diag_name":"特发性（原发性）高血压",
                "adm_cond_type":"1","maindiag_flag":"0"}],
             "oprninfo":[
               {"oprn_oprt_type":"1","oprn_oprt_name":"腹腔镜下阑尾切除术",
                "oprn_oprt_code":"47.0100x001","anst_way":"1","oper_dr_code":"D000000000002",
                "anst_dr_code":"D000000000003","oprn_oprt_begntime":"2026-03-02 09:00:00",
                "oprn_oprt_endtime":"2026-03-02 10:00:00","anst_begntime":"2026-03-02 08:40:00",
                "anst_endtime":"2026-03-02 10:20:00"}],
             "icuinfo":[
               {"scs_cutd_ward_type":"4","scs_cutd_inpool_time":"2026-03-02 10:30:00",
                "scs_cutd_exit_time":"2026-03-03 10:30:00","scs_cutd_sum_dura":"1/0/0"}],
             "bldinfo":[{"bld_cat":"1","bld_amt":2,"bld_unt":"2"}]}
            """
                .formatted(setlId));
  }

  /** The same stay as the older upload (4101) has it: with the person and the money. */
  static ObjectNode withMoney(String setlId) {
    return (ObjectNode)
        Json.parse(
            """
            {"setlinfo":{
               "mdtrt_id":"M%1$s","setl_id":"%1$s","fixmedins_name":"测试医院",
               "fixmedins_code":"H00000000001","hi_setl_lv":"3","medcasno":"000101",
               "psn_name":"张三测试","gend":"1","brdy":"1980-01-01","age":46.2,"ntly":"CHN",
               "naty":"01","patn_cert_type":"99","certno":"T0001","prfs":"80",
               "coner_name":"李四测试","patn_rlts":"10","coner_addr":"测试路1号",
               "coner_tel":"10000000000","hi_type":"310","insuplc":"500103","ipt_med_type":"1",
               "adm_way":"1","trt_type":"10","adm_time":"2026-03-01 08:30:00","adm_caty":"A04",
               "dscg_time":"2026-03-09 10:00:00","dscg_caty":"A04","act_ipt_days":8,
               "diag_code_cnt":1,"oprn_oprt_code_cnt":1,"vent_used_dura":"1/13/24",
               "bld_cat":"1","bld_amt":2,"bld_unt":"2","dscg_way":"1",
               "bill_code":"00010126","bill_no":"0000000001","biz_sn":"B1",
               "days_rinp_flag_31":"1","chfpdr_name":"王五测试","chfpdr_code":"D000000000001",
               "setl_begn_date":"2026-03-01","setl_end_date":"2026-03-09",
               "psn_selfpay":"150.00","psn_ownpay":50,"acct_pay":"120.00","psn_cashpay":"80.00",
               "hi_paymtd":"3","hsorg":"测试医保局","hsorg_opter":"测试二号",
               "medins_fill_dept":"医保办","medins_fill_psn":"测试一号"},
             "payinfo":[{"fund_pay_type":"310100","fund_payamt":"800.00"},
                        {"fund_pay_type":"310200","fund_payamt":"120.00"}],
             "diseinfo":[
               {"diag_type":"1","diag_code":"K35.800","diag_name":"急性阑尾炎","adm_cond_type":"1",
                "maindiag_flag":"1"}],
             "iteminfo":[
               {"med_chrgitm":"06","amt":"700.00","claa_sumfee":"600.00","clab_amt":"50.00",
                "fulamt_ownpay_amt":"50.00","oth_amt":"0.00"},
               {"med_chrgitm":"09","amt":"300.00","claa_sumfee":"300.00","clab_amt":"0.00",
                "fulamt_ownpay_amt":"0.00","oth_amt":"0.00"}],
             "oprninfo":[
               {"oprn_oprt_type":"1","oprn_oprt_name":"腹腔镜下阑尾切除术",
                "oprn_oprt_code":"47.0100x001","oprn_oprt_date":"2026-03-02","anst_way":"1",
                "oper_dr_name":"赵六测试","oper_dr_code":"D000000000002",
                "anst_dr_code":"D000000000003"}],
             "icuinfo":[]}
            """
                .formatted(setlId));
  }

  static ObjectNode stay(ObjectNode input) {
    return (ObjectNode) input.path("setlinfo");
  }

  static ObjectNode row(ObjectNode input, String node, int index) {
    return (ObjectNode) input.path(node).get(index);
  }
}
