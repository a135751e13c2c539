package org.duima.form.internal;

import static org.duima.form.internal.Sheet.Cell.label;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duima.form.internal.Sheet.Cell;
import org.duima.form.internal.Sheet.Grid;
import org.duima.form.internal.Sheet.Kind;

/**
 * Who paid: the funds on the left, the person on the right. The funds of the paper are known by the
 * fund types of 【1901】 that its rows stand for; any other fund follows under its own name.
 */
final class Funds {
  private static final String NODE = "payinfo";

  /** The paper shows it as paid by the person. */
  private static final String PERSONAL_ACCOUNT = "310200";

  private static final int HALF = Sheet.UNITS / 2;
  private static final int GROUP = 8;
  private static final int ITEM = 9;
  private static final int AMOUNT = 7;

  /**
   * A row of the paper.
   *
   * @param types fund types that it shows
   */
  private record Fund(String group, String item, List<String> types) {}

  private static final List<Fund> FUNDS =
      List.of(
          new Fund("医保统筹基金支付", "基本医疗保险统筹基金", List.of("310100", "390100")),
          new Fund("补充医疗保险支付", "职工大额补助", List.of("330100")),
          new Fund("", "居民大病保险", List.of("390200")),
          new Fund("", "公务员医疗补助", List.of("320100")),
          new Fund("医疗救助支付", "", List.of("610100")),
          new Fund("其他支付", "企业补充", List.of("370100")));

  private Funds() {}

  static Grid table(Written list) {
    List<List<Cell>> left = funds(list);
    List<List<Cell>> right = person(list);
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      List<Cell> row = new ArrayList<>(i < left.size() ? left.get(i) : List.of(Cell.empty(HALF)));
      row.addAll(i < right.size() ? right.get(i) : List.of(Cell.empty(HALF)));
      rows.add(row);
    }
    return new Grid(
        List.of(
            List.of(
                label(GROUP + ITEM, "基金支付类型"),
                label(AMOUNT, "金额"),
                label(GROUP + ITEM, "个人负担与支付"),
                label(AMOUNT, "金额"))),
        rows);
  }

  private static List<Cell> half(String group, String item) {
    return List.of(label(GROUP, group), label(ITEM, item), new Cell(Kind.AMOUNT, AMOUNT, "", 0));
  }

  private static List<List<Cell>> funds(Written list) {
    List<List<Cell>> rows = new ArrayList<>();
    Set<Integer> shown = new HashSet<>();
    for (Fund fund : FUNDS) {
      boolean found = false;
      for (int i = 0; i < list.rows(NODE).size(); i++) {
        if (fund.types().contains(type(list, i)) && shown.add(i)) {
          rows.add(paid(list, found ? "" : fund.group(), fund.item(), i));
          found = true;
        }
      }
      if (!found) {
        rows.add(half(fund.group(), fund.item()));
      }
    }
    int named = rows.size();
    for (int i = 0; i < list.rows(NODE).size(); i++) {
      if (!type(list, i).equals(PERSONAL_ACCOUNT) && shown.add(i)) {
        rows.add(paid(list, "", list.words().name("fund_pay_type", type(list, i)), i));
      }
    }
    if (rows.size() == named) {
      rows.add(half("", "商业保险等"));
    }
    return rows;
  }

  private static String type(Written list, int row) {
    return list.rows(NODE).get(row).getOrDefault("fund_pay_type", "");
  }

  private static List<Cell> paid(Written list, String group, String item, int row) {
    return List.of(
        label(GROUP, group),
        label(ITEM, item),
        list.row(AMOUNT, NODE, row, "fund_payamt").as(Kind.AMOUNT));
  }

  private static List<List<Cell>> person(Written list) {
    return List.of(
        personal(list, "个人负担", "个人自付", "psn_selfpay"),
        personal(list, "", "个人自费", "psn_ownpay"),
        personal(list, "个人支付", "个人账户支付", "acct_pay"),
        personal(list, "", "个人现金支付", "psn_cashpay"),
        List.of(label(GROUP, "医保支付方式"), list.info(HALF - GROUP, "hi_paymtd")));
  }

  private static List<Cell> personal(Written list, String group, String item, String field) {
    return List.of(label(GROUP, group), label(ITEM, item), list.amount(AMOUNT, field));
  }
}
