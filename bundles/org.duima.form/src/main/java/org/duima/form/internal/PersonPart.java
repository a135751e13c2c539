package org.duima.form.internal;

import static org.duima.form.internal.Sheet.Cell.label;

import java.util.List;
import org.duima.form.internal.Sheet.Block;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Heading;
import org.duima.form.internal.Sheet.Kind;

/** The head of the paper with part 1, 基本信息. */
final class PersonPart {
  private PersonPart() {}

  static List<Block> of(Written list, String serial) {
    return List.of(head(list, serial), new Heading("一、基本信息"), person(list));
  }

  private static Grid head(Written list, String serial) {
    return new Grid(
        List.of(),
        List.of(
            List.of(
                label(8, "清单流水号"),
                new Cell(Kind.VALUE, 16, serial, 0),
                label(8, "医保结算等级"),
                list.info(16, "hi_setl_lv")),
            List.of(
                label(8, "定点医疗机构名称"),
                list.info(16, "fixmedins_name"),
                label(8, "定点医疗机构代码"),
                list.info(16, "fixmedins_code")),
            List.of(
                label(5, "医保编号"),
                list.info(12, "hi_no"),
                label(4, "病案号"),
                list.info(10, "medcasno"),
                label(5, "申报时间"),
                list.info(12, "dcla_time"))));
  }

  private static Grid person(Written list) {
    return new Grid(
        List.of(),
        List.of(
            List.of(
                label(4, "姓名"),
                list.info(9, "psn_name"),
                label(4, "性别"),
                list.info(5, "gend"),
                label(5, "出生日期"),
                list.info(7, "brdy"),
                label(4, "年龄"),
                list.info(3, "age", "岁"),
                label(3, "国籍"),
                list.info(4, "ntly")),
            List.of(
                label(13, "（年龄不足1周岁）年龄（天）"),
                list.info(4, "nwb_age", "天"),
                label(3, "民族"),
                list.info(6, "naty"),
                label(4, "职业"),
                list.info(18, "prfs")),
            List.of(
                label(7, "患者证件类别"),
                list.info(17, "patn_cert_type"),
                label(7, "患者证件号码"),
                list.info(17, "certno")),
            List.of(label(5, "现住址"), list.info(43, "curr_addr")),
            List.of(
                label(7, "工作单位名称"),
                list.info(13, "emp_name"),
                label(7, "工作单位地址"),
                list.info(21, "emp_addr")),
            List.of(
                label(7, "单位电话"),
                list.info(13, "emp_tel"),
                label(7, "邮编"),
                list.info(5, "poscode"),
                label(6, "联系人姓名"),
                list.info(10, "coner_name")),
            List.of(
                label(7, "与患者关系"),
                list.info(7, "patn_rlts"),
                label(6, "联系人地址"),
                list.info(12, "coner_addr"),
                label(6, "联系人电话"),
                list.info(10, "coner_tel")),
            List.of(
                label(7, "医保类型"),
                list.info(13, "hi_type"),
                label(7, "特殊人员类型"),
                list.info(9, "sp_psn_type"),
                label(4, "参保地"),
                list.info(8, "insuplc")),
            List.of(
                label(7, "新生儿入院类型"),
                list.info(9, "nwb_adm_type"),
                label(7, "新生儿出生体重"),
                list.weight(9, "nwb_bir_wt", "mul_nwb_bir_wt"),
                label(7, "新生儿入院体重"),
                list.weight(9, "nwb_adm_wt", "mul_nwb_adm_wt"))));
  }
}
