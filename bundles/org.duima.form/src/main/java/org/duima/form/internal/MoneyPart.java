package org.duima.form.internal;

import static org.duima.form.internal.Sheet.Cell.empty;
import static org.duima.form.internal.Sheet.Cell.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duima.api.Money;
import org.duima.form.internal.Sheet.Block;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Heading;
import org.duima.form.internal.Sheet.Kind;

/** Part 4, 医疗收费信息. */
final class MoneyPart {
  private static final String CHARGES = "iteminfo";
  private static final int CATEGORIES = 14;
  private static final List<String> COLUMNS =
      List.of("amt", "claa_sumfee", "clab_amt", "fulamt_ownpay_amt", "oth_amt");

  private MoneyPart() {}

  static List<Block> of(Written list) {
    return List.of(
        new Heading("四、医疗收费信息"), bill(list), charges(list), Funds.table(list), signatures(list));
  }

  private static Grid bill(Written list) {
    String from = list.info(9, "setl_begn_date").text();
    return new Grid(
        List.of(),
        List.of(
            List.of(
                label(6, "业务流水号"),
                list.info(18, "biz_sn"),
                label(6, "结算期间"),
                list.info(8, "setl_begn_date"),
                label(2, from.isEmpty() ? "" : "至"),
                list.info(8, "setl_end_date")),
            List.of(
                label(6, "票据代码"),
                list.info(18, "bill_code"),
                label(6, "票据号码"),
                list.info(18, "bill_no"))));
  }

  private static Grid charges(Written list) {
    List<List<Cell>> rows = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < list.rows(CHARGES).size(); i++) {
      others.add(i);
    }
    for (int number = 1; number <= CATEGORIES; number++) {
      String category = "%02d".formatted(number);
      Integer found =
          others.stream().filter(i -> category(list, i).equals(category)).findFirst().orElse(null);
      others.remove(found);
      rows.add(charge(list, category, found));
    }
    others.forEach(i -> rows.add(charge(list, category(list, i), i)));
    rows.add(totals(list));
    return new Grid(
        List.of(
            List.of(
                label(13, "项目名称"),
                label(7, "金额"),
                label(7, "甲类"),
                label(7, "乙类"),
                label(7, "自费"),
                label(7, "其他"))),
        rows);
  }

  private static String category(Written list, int row) {
    return list.rows(CHARGES).get(row).getOrDefault("med_chrgitm", "");
  }

  /**
   * @param row null if the list says nothing of the category
   */
  private static List<Cell> charge(Written list, String category, Integer row) {
    List<Cell> cells = new ArrayList<>();
    cells.add(label(13, list.words().name("med_chrgitm_type", category)));
    for (String column : COLUMNS) {
      cells.add(row == null ? empty(7) : list.row(7, CHARGES, row, column).as(Kind.AMOUNT));
    }
    return cells;
  }

  private static List<Cell> totals(Written list) {
    List<Cell> cells = new ArrayList<>();
    cells.add(label(13, "金额合计"));
    for (String column : COLUMNS) {
      cells.add(new Cell(Kind.AMOUNT, 7, total(list.rows(CHARGES), column), 0));
    }
    return cells;
  }

  /** Empty where an amount is missing or is none, since the sum would be wrong. */
  private static String total(List<Map<String, String>> rows, String column) {
    Money sum = Money.ZERO;
    for (Map<String, String> row : rows) {
      try {
        sum = sum.plus(Money.parseYuan(row.getOrDefault(column, "")));
      } catch (ArithmeticException | NumberFormatException e) {
        return "";
      }
    }
    return rows.isEmpty() ? "" : sum.toString();
  }

  private static Grid signatures(Written list) {
    return new Grid(
        List.of(),
        List.of(
            List.of(
                label(9, "定点医疗机构填报部门"),
                list.info(15, "medins_fill_dept"),
                label(9, "医保机构"),
                list.info(15, "hsorg")),
            List.of(
                label(9, "定点医疗机构填报人"),
                list.info(15, "medins_fill_psn"),
                label(9, "医保机构经办人"),
                list.info(15, "hsorg_opter"))));
  }
}
