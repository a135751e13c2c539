package org.duima.form.internal;

import static org.duima.form.internal.Sheet.Cell.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duima.form.internal.Sheet.Block;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Heading;

/** Part 3, 住院诊疗信息. */
final class StayPart {
  private static final String PROCEDURES = "oprninfo";
  private static final String INTENSIVE_CARE = "icuinfo";
  private static final String TRANSFUSIONS = "bldinfo";

  private StayPart() {}

  static List<Block> of(Written list) {
    return List.of(
        new Heading("三、住院诊疗信息"),
        stay(list),
        Diagnoses.table(list),
        row(label(8, "诊断代码计数"), list.info(40, "diag_code_cnt")),
        procedures(list),
        row(label(8, "手术及操作代码计数"), list.info(40, "oprn_oprt_code_cnt")),
        row(
            label(7, "呼吸机使用时间"),
            list.duration(9, "vent_used_dura"),
            label(8, "颅脑损伤患者\n入院前昏迷时间"),
            list.duration(9, "pwcry_bfadm_coma_dura"),
            label(6, "入院后\n昏迷时间"),
            list.duration(9, "pwcry_afadm_coma_dura")),
        intensiveCare(list),
        transfusions(list),
        discharge(list));
  }

  private static Grid row(Cell... cells) {
    return new Grid(List.of(), List.of(List.of(cells)));
  }

  private static Grid stay(Written list) {
    return new Grid(
        List.of(),
        List.of(
            List.of(
                label(6, "住院医疗类型"),
                list.info(10, "ipt_med_type"),
                label(6, "入院途径"),
                list.info(10, "adm_way"),
                label(6, "治疗类别"),
                list.info(10, "trt_type")),
            List.of(
                label(6, "入院时间"),
                list.info(10, "adm_time"),
                label(6, "入院科别"),
                list.info(10, "adm_caty"),
                label(6, "转科科别"),
                list.info(10, "refldept_dept")),
            List.of(
                label(6, "出院时间"),
                list.info(10, "dscg_time"),
                label(6, "出院科别"),
                list.info(10, "dscg_caty"),
                label(6, "实际住院"),
                list.info(10, "act_ipt_days", "天")),
            List.of(
                label(10, "门（急）诊诊断（西医诊断）"),
                list.info(22, "otp_wm_dise"),
                label(6, "疾病代码"),
                list.info(10, "wm_dise_code")),
            List.of(
                label(10, "门（急）诊诊断（中医诊断）"),
                list.info(22, "otp_tcm_dise"),
                label(6, "疾病代码"),
                list.info(10, "tcm_dise_code"))));
  }

  private static Grid procedures(Written list) {
    return new Grid(
        List.of(
            List.of(
                label(3, ""),
                label(10, "手术及操作名称"),
                label(5, "手术及操作代码"),
                label(7, "手术及操作\n起止时间"),
                label(4, "麻醉方式"),
                label(7, "麻醉\n起止时间"),
                label(6, "术者医师\n姓名、代码"),
                label(6, "麻醉医师\n姓名、代码"))),
        Rows.of(list, PROCEDURES, 1, i -> procedure(list, i), 3, 10, 5, 7, 4, 7, 6, 6));
  }

  private static List<Cell> procedure(Written list, int i) {
    Map<String, String> row = list.rows(PROCEDURES).get(i);
    boolean main = row.getOrDefault("oprn_oprt_type", "").equals("1");
    // the day of 4101 is the begin's; it stands where there is no begin
    String[] times =
        row.containsKey("oprn_oprt_begntime")
            ? new String[] {"oprn_oprt_begntime", "oprn_oprt_endtime"}
            : new String[] {"oprn_oprt_date", "oprn_oprt_endtime"};
    return List.of(
        label(3, main ? "主要" : "其他"),
        list.row(
            10, PROCEDURES, i, main ? List.of("principal-procedure") : List.of(), "oprn_oprt_name"),
        list.row(5, PROCEDURES, i, "oprn_oprt_code"),
        list.row(7, PROCEDURES, i, times),
        list.row(4, PROCEDURES, i, "anst_way"),
        list.row(7, PROCEDURES, i, "anst_begntime", "anst_endtime"),
        list.row(6, PROCEDURES, i, "oper_dr_name", "oper_dr_code"),
        list.row(6, PROCEDURES, i, "anst_dr_name", "anst_dr_code"));
  }

  private static Grid intensiveCare(Written list) {
    return new Grid(
        List.of(
            List.of(
                label(15, "重症监护病房类型"),
                label(11, "进重症监护室时间"),
                label(11, "出重症监护室时间"),
                label(11, "合计时长"))),
        Rows.of(
            list,
            INTENSIVE_CARE,
            1,
            i ->
                List.of(
                    list.row(15, INTENSIVE_CARE, i, "scs_cutd_ward_type"),
                    list.row(11, INTENSIVE_CARE, i, "scs_cutd_inpool_time"),
                    list.row(11, INTENSIVE_CARE, i, "scs_cutd_exit_time"),
                    list.rowDuration(11, INTENSIVE_CARE, i, "scs_cutd_sum_dura")),
            15,
            11,
            11,
            11));
  }

  /** 4101 tells one transfusion in setlinfo, 4101A a row for each product. */
  private static Grid transfusions(Written list) {
    List<List<Cell>> rows = new ArrayList<>();
    if (list.rows(TRANSFUSIONS).isEmpty()) {
      rows.add(
          List.of(list.info(24, "bld_cat"), list.info(12, "bld_amt"), list.info(12, "bld_unt")));
    }
    for (int i = 0; i < list.rows(TRANSFUSIONS).size(); i++) {
      rows.add(
          List.of(
              list.row(24, TRANSFUSIONS, i, "bld_cat"),
              list.row(12, TRANSFUSIONS, i, "bld_amt"),
              list.row(12, TRANSFUSIONS, i, "bld_unt")));
    }
    return new Grid(
        List.of(List.of(label(24, "输血品种"), label(12, "输血量"), label(12, "输血计量单位"))), rows);
  }

  private static Grid discharge(Written list) {
    return new Grid(
        List.of(),
        List.of(
            List.of(
                label(7, "特级护理天数"),
                list.info(5, "spga_nurscare_days"),
                label(7, "一级护理天数"),
                list.info(5, "lv1_nurscare_days"),
                label(7, "二级护理天数"),
                list.info(5, "scd_nurscare_days"),
                label(7, "三级护理天数"),
                list.info(5, "lv3_nurscare_days")),
            List.of(
                label(5, "离院方式"),
                list.info(11, "dscg_way"),
                label(7, "拟接收机构名称"),
                list.info(10, "acp_medins_name"),
                label(7, "拟接收机构代码"),
                list.info(8, "acp_optins_code")),
            List.of(
                label(15, "是否有出院31天内再住院计划"),
                list.info(7, "days_rinp_flag_31"),
                label(4, "目的"),
                list.info(22, "days_rinp_pup_31")),
            List.of(
                label(6, "主诊医师姓名"),
                list.info(6, "chfpdr_name"),
                label(6, "主诊医师代码"),
                list.info(7, "chfpdr_code"),
                label(6, "责任护士姓名"),
                list.info(5, "resp_nurs_name"),
                label(5, "责任护士代码"),
                list.info(7, "resp_nurs_code"))));
  }
}
