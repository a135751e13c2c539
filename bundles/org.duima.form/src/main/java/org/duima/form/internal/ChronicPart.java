package org.duima.form.internal;

import static org.duima.form.internal.Sheet.Cell.label;

import java.util.List;
import org.duima.form.internal.Sheet.Block;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Heading;

/** Part 2, 门诊慢特病诊疗信息. */
final class ChronicPart {
  private static final String NODE = "opspdiseinfo";

  private ChronicPart() {}

  static List<Block> of(Written list) {
    return List.of(
        new Heading("二、门诊慢特病诊疗信息"),
        new Grid(
            List.of(),
            List.of(
                List.of(
                    label(6, "诊断科别"),
                    list.info(18, "opsp_diag_caty"),
                    label(6, "就诊日期"),
                    list.info(18, "opsp_mdtrt_date")))),
        new Grid(
            List.of(
                List.of(
                    label(15, "诊断（病种）名称"),
                    label(9, "诊断（病种）代码"),
                    label(15, "手术及操作名称"),
                    label(9, "手术及操作代码"))),
            Rows.of(
                list,
                NODE,
                1,
                i ->
                    List.of(
                        list.row(15, NODE, i, "diag_name"),
                        list.row(9, NODE, i, "diag_code"),
                        list.row(15, NODE, i, "oprn_oprt_name"),
                        list.row(9, NODE, i, "oprn_oprt_code")),
                15,
                9,
                15,
                9)));
  }
}
