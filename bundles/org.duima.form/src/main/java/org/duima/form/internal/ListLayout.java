package org.duima.form.internal;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.settlement.PrintedList;
import org.duima.form.internal.Sheet.Block;

/**
 * Lays a list out in the four parts of the national paper: 基本信息, 门诊慢特病诊疗信息, 住院诊疗信息, 医疗收费信息. What
 * the list does not say stays blank.
 */
final class ListLayout {
  private static final String TITLE = "医疗保障基金结算清单";
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private ListLayout() {}

  static Sheet of(PrintedList list, Words words, LocalDateTime printedAt) {
    Written written = new Written(list.content(), words);
    List<Block> blocks = new ArrayList<>(PersonPart.of(written, list.serial()));
    blocks.addAll(ChronicPart.of(written));
    blocks.addAll(StayPart.of(written));
    blocks.addAll(MoneyPart.of(written));
    return new Sheet(
        TITLE, list.mark().zh(), blocks, written.corrected().notes(), footer(list, printedAt));
  }

  private static String footer(PrintedList list, LocalDateTime printedAt) {
    return "结算ID "
        + list.setlId()
        + (list.version() == 0 ? "" : "　第 " + list.version() + " 版")
        + "　"
        + list.state()
        + "　打印时间 "
        + printedAt.format(MINUTE);
  }
}
