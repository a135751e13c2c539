package org.duima.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.report.ListStage;
import org.duima.api.report.ListStatus;
import org.duima.api.report.Section;
import org.duima.api.settlement.Waiting;

/**
 * Where every list stands: what the insurance office opens in the morning. Its memory grows with
 * departments, reasons and the rows asked for, not with the lists. Not thread-safe.
 */
final class ListsReport {

  /** Stages whose single lists are shown: all for which something has to be done. */
  private static final List<ListStage> DETAILED =
      List.of(
          ListStage.NOT_ARRIVED,
          ListStage.WAITING,
          ListStage.HELD,
          ListStage.READY,
          ListStage.UPLOADED,
          ListStage.RETURNED,
          ListStage.REFUSED,
          ListStage.UNKNOWN);

  private static final Map<ListStage, Text> MEANINGS =
      Map.ofEntries(
          Map.entry(ListStage.NOT_ARRIVED, new Text("财务结算清单中有，没有消息到达", "no message came")),
          Map.entry(ListStage.WAITING, new Text("缺资料，见“等谁”", "something is missing")),
          Map.entry(ListStage.HELD, new Text("资料齐全，校验有错", "complete, but a check fails")),
          Map.entry(ListStage.READY, new Text("校验通过，未上传", "may go out")),
          Map.entry(ListStage.UPLOADED, new Text("平台已收，未提交", "not submitted yet")),
          Map.entry(ListStage.RETURNED, new Text("平台退回", "returned by the platform")),
          Map.entry(ListStage.REFUSED, new Text("平台不接受", "not taken by the platform")),
          Map.entry(ListStage.UNKNOWN, new Text("平台应答未知", "no answer yet")));

  private final ListRows rows;
  private final int mostRows;
  private final Sum due = new Sum();
  private final Map<ListStage, Sum> stages = new EnumMap<>(ListStage.class);
  private final Map<String, Sum> owed = new HashMap<>();
  private final Map<String, Map<String, Sum>> owedWhat = new HashMap<>();
  private final Map<String, Sum> heldFor = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Department> departments = new HashMap<>();
  private final Map<ListStage, Foremost<ListStatus>> details = new EnumMap<>(ListStage.class);
  private final Foremost<ListStatus> overdue;

  private static final class Sum {
    private long lists;
    private long fen;
    private long overdue;
    private long soon;
    private Long leastDaysLeft;
  }

  private static final class Department {
    private final Map<ListStage, Sum> stages = new EnumMap<>(ListStage.class);
    private final Sum due = new Sum();
    private long all;
  }

  ListsReport(ListRows rows, int mostRows) {
    this.rows = rows;
    this.mostRows = mostRows;
    overdue = new Foremost<>(rows.urgency(), mostRows);
    for (ListStage stage : DETAILED) {
      details.put(stage, new Foremost<>(rows.urgency(), mostRows));
    }
  }

  void add(ListStatus list) {
    ListStage stage = list.stage();
    Department department =
        departments.computeIfAbsent(ListRows.department(list), name -> new Department());
    count(stages.computeIfAbsent(stage, s -> new Sum()), list);
    count(department.stages.computeIfAbsent(stage, s -> new Sum()), list);
    if (stage != ListStage.NOT_DUE && stage != ListStage.IN_HOSPITAL) {
      department.all++;
    }
    if (!stage.needsNothing()) {
      count(due, list);
      count(department.due, list);
      if (rows.isOverdue(list)) {
        overdue.add(list);
      }
    }
    if (stage == ListStage.WAITING) {
      list.waitingFor().stream()
          .map(ListRows::owedBy)
          .distinct()
          .forEach(who -> count(owed.computeIfAbsent(who, w -> new Sum()), list));
      list.waitingFor().stream()
          .collect(Collectors.toMap(Waiting::what, one -> one, (first, second) -> first))
          .values()
          .forEach(
              one ->
                  count(
                      owedWhat
                          .computeIfAbsent(ListRows.owedBy(one), w -> new HashMap<>())
                          .computeIfAbsent(one.what(), w -> new Sum()),
                      list));
    }
    if (stage == ListStage.HELD) {
      list.errors().stream()
          .map(finding -> finding.rule())
          .distinct()
          .forEach(rule -> count(heldFor.computeIfAbsent(rule, r -> new Sum()), list));
      list.errors().forEach(finding -> texts.putIfAbsent(finding.rule(), finding.text().zh()));
    }
    Foremost<ListStatus> detail = details.get(stage);
    if (detail != null) {
      detail.add(list);
    }
  }

  private void count(Sum sum, ListStatus list) {
    sum.lists++;
    Money amount = list.amount();
    sum.fen += amount == null ? 0 : amount.fen();
    if (list.stage().needsNothing()) {
      return;
    }
    Long left = rows.daysLeft(list);
    if (left == null) {
      return;
    }
    if (left < 0) {
      sum.overdue++;
    } else if (left <= rows.warnDays()) {
      sum.soon++;
    }
    if (sum.leastDaysLeft == null || left < sum.leastDaysLeft) {
      sum.leastDaysLeft = left;
    }
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(summary());
    sections.add(waitingOn());
    sections.add(heldFor());
    sections.add(departments());
    sections.add(
        detail("overdue", new Text("已逾期", "Overdue"), new Text("截止日期已过，未提交", "past due"), overdue));
    for (ListStage stage : DETAILED) {
      sections.add(detail(stage.id(), stage.text(), MEANINGS.get(stage), details.get(stage)));
    }
    return sections;
  }

  private Section summary() {
    Table table =
        new Table("summary", "总览", "Summary")
            .note(
                "应上传未完成 = 未到达、待资料、校验不通过、待上传、已上传、退回、平台拒收、待确认之和。在院与不需上传的不计。" + rows.deadline().zh(),
                "Outstanding is the sum of never arrived, waiting, held, ready, uploaded, returned,"
                    + " refused and unknown; stays in hospital and lists that are not due are left out. "
                    + rows.deadline().en())
            .text("state", "状态", "state")
            .text("state_en", "state", "state")
            .count("lists", "份数", "lists")
            .money("amount", "金额", "amount")
            .count("overdue", "已逾期", "overdue")
            .count(
                "due_soon", rows.warnDays() + " 天内到期", "due within " + rows.warnDays() + " days");
    row(table, "应上传未完成", "outstanding", due);
    for (ListStage stage : ListStage.values()) {
      row(table, stage.text().zh(), stage.text().en(), stages.getOrDefault(stage, new Sum()));
    }
    return table.section();
  }

  private static void row(Table table, String zh, String en, Sum sum) {
    table.row(zh, en, sum.lists, Table.money(sum.fen), sum.overdue, sum.soon);
  }

  private Section waitingOn() {
    Table table =
        new Table("waiting-on", "待资料：等谁", "Waiting: on whom")
            .note("一份清单可以同时等几个科室，各计一次。", "A list may wait on several, and counts for each.")
            .text("owed_by", "等谁", "on whom")
            .text("what", "等什么", "for what")
            .count("lists", "份数", "lists")
            .money("amount", "金额", "amount")
            .count("overdue", "已逾期", "overdue")
            .count("least_days_left", "最少剩余天数", "least days left");
    owed.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Sum> one) -> -one.getValue().lists)
                .thenComparing(Map.Entry::getKey))
        .forEach(
            who -> {
              owedRow(table, who.getKey(), "全部", who.getValue());
              owedWhat.get(who.getKey()).entrySet().stream()
                  .sorted(
                      Comparator.comparingLong(
                              (Map.Entry<String, Sum> one) -> -one.getValue().lists)
                          .thenComparing(Map.Entry::getKey))
                  .forEach(
                      what -> owedRow(table, who.getKey(), what(what.getKey()), what.getValue()));
            });
    return table.section();
  }

  private static void owedRow(Table table, String who, String what, Sum sum) {
    table.row(who, what, sum.lists, Table.money(sum.fen), sum.overdue, sum.leastDaysLeft);
  }

  private static String what(String id) {
    return switch (id) {
      case "discharge" -> "出院";
      case "settlement" -> "医保结算";
      case "front-page" -> "病案首页编码";
      case "invoice" -> "票据";
      case "quiet" -> "消息静候";
      default -> id;
    };
  }

  private Section heldFor() {
    Table table =
        new Table("held-for", "校验不通过：原因", "Held: for what")
            .note("一份清单可以有几个原因，各计一次。", "A list may have several reasons, and counts for each.")
            .text("rule", "规则", "rule")
            .text("text", "说明（例）", "text, an example")
            .count("lists", "份数", "lists")
            .money("amount", "金额", "amount")
            .count("overdue", "已逾期", "overdue");
    Foremost<Map.Entry<String, Sum>> top =
        new Foremost<>(
            Comparator.comparingLong((Map.Entry<String, Sum> one) -> -one.getValue().lists)
                .thenComparing(Map.Entry::getKey),
            mostRows);
    heldFor.entrySet().forEach(top::add);
    for (Map.Entry<String, Sum> one : top.inOrder()) {
      Sum sum = one.getValue();
      table.row(
          one.getKey(), texts.get(one.getKey()), sum.lists, Table.money(sum.fen), sum.overdue);
    }
    return table.section(top.seen());
  }

  private Section departments() {
    Table table =
        new Table("departments", "按科室", "By department")
            .text("department", "科室", "department")
            .count("all", "应上传", "to be uploaded")
            .count("outstanding", "未完成", "outstanding")
            .money("amount", "未完成金额", "outstanding amount")
            .count("overdue", "已逾期", "overdue")
            .count("least_days_left", "最少剩余天数", "least days left");
    for (ListStage stage : ListStage.values()) {
      if (stage != ListStage.NOT_DUE && stage != ListStage.IN_HOSPITAL) {
        table.count(stage.id().replace('-', '_'), stage.text().zh(), stage.text().en());
      }
    }
    departments.entrySet().stream()
        .filter(one -> one.getValue().all > 0)
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, Department> one) -> -one.getValue().due.overdue)
                .thenComparingLong(one -> -one.getValue().due.lists)
                .thenComparing(Map.Entry::getKey))
        .forEach(
            one -> {
              Department department = one.getValue();
              List<Object> row = new ArrayList<>();
              row.add(Words.orUnknown(one.getKey()));
              row.add(department.all);
              row.add(department.due.lists);
              row.add(Table.money(department.due.fen));
              row.add(department.due.overdue);
              row.add(department.due.leastDaysLeft);
              for (ListStage stage : ListStage.values()) {
                if (stage != ListStage.NOT_DUE && stage != ListStage.IN_HOSPITAL) {
                  Sum sum = department.stages.get(stage);
                  row.add(sum == null ? 0L : sum.lists);
                }
              }
              table.row(row);
            });
    return table.section();
  }

  private Section detail(String id, Text title, Text meaning, Foremost<ListStatus> lists) {
    Table table =
        new Table(id, title.zh(), title.en())
            .note(meaning.zh(), meaning.en())
            .text("setl_id", "结算号", "setl_id")
            .text("mdtrt_id", "就诊号", "mdtrt_id")
            .text("stay_id", "住院", "stay")
            .text("department", "科室", "department")
            .text("physician", "医师", "physician")
            .date("discharged_on", "出院", "discharged")
            .date("settled_on", "结算", "settled")
            .date("due_on", "截止", "due")
            .count("days_left", "剩余天数", "days left")
            .money("amount", "金额", "amount")
            .text("owed_by", "等谁", "on whom")
            .text("why", "原因", "why");
    for (ListStatus list : lists.inOrder()) {
      table.row(
          list.setlId(),
          list.mdtrtId(),
          list.stayId() == 0 ? "" : String.valueOf(list.stayId()),
          ListRows.department(list),
          list.physician(),
          list.dischargedOn(),
          ListRows.settledOn(list),
          rows.dueOn(list),
          rows.daysLeft(list),
          list.amount(),
          String.join("、", list.waitingFor().stream().map(ListRows::owedBy).distinct().toList()),
          id.equals("overdue")
              ? list.stage().text().zh() + "：" + ListRows.why(list)
              : ListRows.why(list));
    }
    return table.section(lists.seen());
  }
}
