package org.duima.form.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.PrintedList;
import org.duima.api.settlement.PrintedList.Mark;

/** Invented lists. */
final class SampleLists {
  private final Map<String, String> info = new LinkedHashMap<>();
  private final Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
  private final Map<String, String> replaced = new LinkedHashMap<>();

  private SampleLists() {}

  SampleLists put(String... pairs) {
    info.putAll(map(pairs));
    return this;
  }

  SampleLists row(String node, String... pairs) {
    rows.computeIfAbsent(node, any -> new ArrayList<>()).add(map(pairs));
    return this;
  }

  SampleLists replaced(String place, String source) {
    replaced.put(place, source);
    return this;
  }

  private static Map<String, String> map(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  PrintedList printed(int version, String state, Mark mark, String serial) {
    return new PrintedList(
        "SETL0001", version, state, mark, serial, new ListContent(info, rows, Map.of(), replaced));
  }

  private static SampleLists person() {
    return new SampleLists()
        .put(
            "fixmedins_name", "测试市第一医院",
            "fixmedins_code", "H99000100001",
            "hi_setl_lv", "3",
            "hi_no", "YB0000000001",
            "medcasno", "BA0001",
            "dcla_time", "2026-03-12 09:30:00",
            "psn_name", "张三测试",
            "gend", "1",
            "brdy", "1958-01-02",
            "age", "68",
            "ntly", "CHN",
            "naty", "01",
            "patn_cert_type", "01",
            "certno", "990101195801020011",
            "prfs", "80",
            "curr_addr", "测试省测试市测试区一号街 1 号 2 单元 301 室",
            "emp_name", "测试市测试机械厂",
            "emp_addr", "测试市测试区工业路 8 号",
            "emp_tel", "0999-1234567",
            "poscode", "990100",
            "coner_name", "李四测试",
            "patn_rlts", "10",
            "coner_addr", "测试市测试区一号街 1 号",
            "coner_tel", "13900000001",
            "hi_type", "310",
            "insuplc", "990100",
            "ipt_med_type", "1",
            "adm_way", "2",
            "trt_type", "10",
            "adm_time", "2026-03-01 08:15:00",
            "adm_caty", "A03.04",
            "dscg_time", "2026-03-10 10:00:00",
            "dscg_caty", "A03.04",
            "act_ipt_days", "9",
            "otp_wm_dise", "冠状动脉粥样硬化性心脏病",
            "wm_dise_code", "I25.103",
            "dscg_way", "1",
            "days_rinp_flag_31", "1",
            "chfpdr_name", "王五测试",
            "chfpdr_code", "D990100000001",
            "resp_nurs_code", "N990100000001",
            "lv1_nurscare_days", "2",
            "scd_nurscare_days", "7",
            "biz_sn", "LS0000000001",
            "bill_code", "990601",
            "bill_no", "0000000001",
            "setl_begn_date", "2026-03-01",
            "setl_end_date", "2026-03-10",
            "psn_selfpay", "400.00",
            "psn_ownpay", "55.50",
            "acct_pay", "100.00",
            "psn_cashpay", "355.50",
            "hi_paymtd", "3",
            "hsorg", "测试市医保中心",
            "hsorg_opter", "经办测试",
            "medins_fill_dept", "医保办",
            "medins_fill_psn", "填报员测试")
        .row("payinfo", "fund_pay_type", "310100", "fund_payamt", "17000.00")
        .row("payinfo", "fund_pay_type", "310200", "fund_payamt", "100.00")
        .row("payinfo", "fund_pay_type", "330100", "fund_payamt", "1200.00")
        .row("payinfo", "fund_pay_type", "340100", "fund_payamt", "0.00")
        .row("payinfo", "fund_pay_type", "999998", "fund_payamt", "12.34")
        .charge("01", "450.00", "450.00", "0.00", "0.00", "0.00")
        .charge("03", "1860.00", "0.00", "1860.00", "0.00", "0.00")
        .charge("06", "8800.00", "0.00", "8750.00", "0.00", "50.00")
        .charge("08", "6200.50", "0.00", "6200.50", "0.00", "0.00")
        .charge("09", "1345.34", "1290.00", "0.00", "55.34", "0.00");
  }

  private SampleLists charge(
      String category, String all, String a, String b, String own, String other) {
    return row(
        "iteminfo",
        "med_chrgitm",
        category,
        "amt",
        all,
        "claa_sumfee",
        a,
        "clab_amt",
        b,
        "fulamt_ownpay_amt",
        own,
        "oth_amt",
        other);
  }

  private SampleLists diagnosis(String type, String main, String code, String name, String cond) {
    return row(
        "diseinfo",
        "diag_type",
        type,
        "diag_code",
        code,
        "diag_name",
        name,
        "adm_cond_type",
        cond,
        "maindiag_flag",
        main);
  }

  private SampleLists procedure(String type, String code, String name) {
    return row(
        "oprninfo",
        "oprn_oprt_type",
        type,
        "oprn_oprt_name",
        name,
        "oprn_oprt_code",
        code,
        "oprn_oprt_begntime",
        "2026-03-03 09:10:00",
        "oprn_oprt_endtime",
        "2026-03-03 10:25:00",
        "anst_way",
        "11",
        "anst_begntime",
        "2026-03-03 08:50:00",
        "anst_endtime",
        "2026-03-03 10:40:00",
        "oper_dr_name",
        "术者测试",
        "oper_dr_code",
        "D990100000002",
        "anst_dr_name",
        "麻醉测试",
        "anst_dr_code",
        "D990100000003");
  }

  /** A stay with an operation, two corrections, intensive care; accepted. */
  static PrintedList surgical() {
    return person()
        .diagnosis("1", "1", "I25.103", "冠状动脉粥样硬化性心脏病", "1")
        .diagnosis("1", "0", "I10.x00x002", "高血压病", "1")
        .diagnosis("1", "0", "E11.900", "2型糖尿病", "4")
        .procedure("1", "36.0601", "冠状动脉药物涂层支架植入术")
        .procedure("2", "88.5500", "单根导管的冠状动脉造影术")
        .row(
            "icuinfo",
            "scs_cutd_ward_type",
            "1",
            "scs_cutd_inpool_time",
            "2026-03-03 11:00:00",
            "scs_cutd_exit_time",
            "2026-03-04 15:30:00",
            "scs_cutd_sum_dura",
            "1/4/30")
        .row("bldinfo", "bld_cat", "1", "bld_amt", "2", "bld_unt", "1")
        .put(
            "diag_code_cnt",
            "3",
            "oprn_oprt_code_cnt",
            "2",
            "vent_used_dura",
            "0/12/30",
            "refldept_dept",
            "A03.04→A28")
        .replaced("setlinfo.adm_way", "9")
        .replaced("diseinfo[2].adm_cond_type", "")
        .replaced("principal-diagnosis", "I10.x00x002")
        .replaced("setlinfo.psn_no", "P0")
        .printed(2, "已提交", Mark.NONE, "QD20260312000001");
  }

  /** Chinese medicine; nothing submitted. */
  static PrintedList tcm() {
    return person()
        .put("otp_tcm_dise", "中风病", "tcm_dise_code", "A07.01.01.01", "trt_type", "30")
        .diagnosis("1", "1", "I63.900", "脑梗死", "1")
        .diagnosis("2", "1", "A07.01.01.01", "中风病·中经络", "1")
        .diagnosis("3", "0", "B04.02.01.04.02.01", "风痰阻络证", "1")
        .diagnosis("3", "0", "B02.03.01", "气虚血瘀证（<兼>夹证 & \"待定\"）", "2")
        .row(
            "opspdiseinfo",
            "diag_name",
            "高血压（Ⅲ期）",
            "diag_code",
            "M03900",
            "oprn_oprt_name",
            "",
            "oprn_oprt_code",
            "")
        .put("opsp_diag_caty", "A50", "opsp_mdtrt_date", "2026-02-11")
        .printed(1, "待上传", Mark.NOT_SUBMITTED, "");
  }

  /** Forty long diagnoses, twelve operations, rare characters; still a draft. */
  static PrintedList long40() {
    SampleLists list =
        person()
            .put(
                "psn_name", "𠮷㛃䶮堃·阿卜杜拉",
                "emp_name", "ＡＢＣ（全角）株式会社测试市分公司 Test & Co. Ltd <Branch>",
                "curr_addr", "很长的地址".repeat(40),
                "coner_name", "缺\uD884\uDD7A字");
    for (int i = 1; i <= 40; i++) {
      list.diagnosis(
          "1",
          i == 1 ? "1" : "0",
          "I63.%03dx%03d".formatted(i, i),
          i % 3 == 0
              ? "具有非常非常长的名称的诊断，名称里有拉丁文 Staphylococcus aureus septicaemia（序号 " + i + "）"
              : "诊断" + i,
          "" + (1 + i % 4));
    }
    for (int i = 1; i <= 12; i++) {
      list.procedure(i == 1 ? "1" : "2", "36.06%02d".formatted(i), "手术名称很长需要换行的冠状动脉手术 " + i);
    }
    return list.printed(0, "校验不通过", Mark.DRAFT, "");
  }

  /** A newborn of whom little is known. */
  static PrintedList newborn() {
    return new SampleLists()
        .put(
            "psn_name", "测试之子",
            "gend", "2",
            "brdy", "2026-03-01",
            "nwb_age", "6",
            "age", "0",
            "nwb_adm_type", "1",
            "nwb_bir_wt", "3150",
            "mul_nwb_adm_wt", "A3100,B2890")
        .diagnosis("1", "1", "P07.300", "早产婴儿", "1")
        .printed(0, "待资料", Mark.DRAFT, "");
  }

  /** Every field of a form with a value of its own. */
  static PrintedList filled(Map<String, List<String>> fieldsOfNodes) {
    SampleLists list = new SampleLists();
    fieldsOfNodes.forEach(
        (node, fields) -> {
          Map<String, String> values = new LinkedHashMap<>();
          fields.forEach(field -> values.put(field, "值" + node + "·" + field + "。"));
          if (node.equals("setlinfo")) {
            list.info.putAll(values);
          } else {
            list.rows.put(node, List.of(values));
          }
        });
    return list.printed(1, "待上传", Mark.NOT_SUBMITTED, "QD1");
  }
}
