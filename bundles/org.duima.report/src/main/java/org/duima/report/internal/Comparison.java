package org.duima.report.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.duima.api.Money;
import org.duima.api.report.ListStage;
import org.duima.api.report.ListStatus;
import org.duima.api.report.ReportFacts.Coverage;
import org.duima.api.report.Section;
import org.duima.api.settlement.ListDraft;

/**
 * Every settled stay against every accepted list, both ways, with amounts. Settled is what the
 * finance office or a message says and nobody took back; accepted is what the platform holds as
 * submitted or approved. Not thread-safe.
 */
final class Comparison {
  private static final Comparator<ListStatus> ORDER =
      Comparator.comparing(ListRows::settledOn, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(ListStatus::setlId);

  private final Optional<Coverage> finance;
  private final Foremost<ListStatus> notAccepted;
  private final Foremost<ListStatus> notSettled;
  private final Foremost<ListStatus> otherAmount;
  private final Sum settled = new Sum();
  private final Sum accepted = new Sum();
  private final Sum both = new Sum();
  private final Sum onlySettled = new Sum();
  private final Sum onlyAccepted = new Sum();
  private final Sum differing = new Sum();
  private final Sum unknownAmount = new Sum();

  /** Settlements with the amounts that both sides state. */
  private static final class Sum {
    private long count;
    private long settledFen;
    private long listFen;

    void add(ListStatus list) {
      count++;
      settledFen += fen(settledAmount(list));
      listFen += fen(list.total());
    }
  }

  Comparison(Optional<Coverage> finance, int mostRows) {
    this.finance = finance;
    notAccepted = new Foremost<>(ORDER, mostRows);
    notSettled = new Foremost<>(ORDER, mostRows);
    otherAmount = new Foremost<>(ORDER, mostRows);
  }

  void add(ListStatus list) {
    boolean isSettled = isSettled(list);
    boolean isAccepted = list.accepted();
    boolean backed = isSettled && !missingInFinance(list);
    if (isSettled) {
      settled.add(list);
    }
    if (isAccepted) {
      accepted.add(list);
    }
    if (isSettled && !isAccepted) {
      onlySettled.add(list);
      notAccepted.add(list);
    }
    if (isAccepted && !backed) {
      onlyAccepted.add(list);
      notSettled.add(list);
    }
    if (isAccepted && backed) {
      both.add(list);
      if (list.finance() != null && list.total() == null) {
        unknownAmount.add(list);
      } else if (list.finance() != null && !list.total().equals(list.finance().total())) {
        differing.add(list);
        otherAmount.add(list);
      }
    }
  }

  /** The finance office's word counts where it speaks of the settlement, else the messages'. */
  private static boolean isSettled(ListStatus list) {
    return list.finance() != null
        ? !list.finance().refunded()
        : !list.setlId().isEmpty()
            && list.settledAt() != null
            && list.state() != ListDraft.State.NOT_DUE;
  }

  /** Whether the finance office lists the day of a settlement, but not the settlement. */
  private boolean missingInFinance(ListStatus list) {
    return list.finance() == null
        && finance.map(known -> known.covers(ListRows.settledOn(list))).orElse(false);
  }

  private static Money settledAmount(ListStatus list) {
    return list.finance() == null ? list.total() : list.finance().total();
  }

  private static long fen(Money money) {
    return money == null ? 0 : money.fen();
  }

  List<Section> sections() {
    return List.of(summary(), settledNotAccepted(), acceptedNotSettled(), amountsDiffer());
  }

  private Section summary() {
    Table table =
        new Table("settled-against-uploaded", "已结算与已上传对比", "Settled against uploaded")
            .note(
                finance
                    .map(
                        known ->
                            "财务结算清单共 %d 笔%s。".formatted(known.settlements(), days(known, " 至 ")))
                    .orElse("尚未导入财务结算清单，只与消息中的结算比较：从未到达的结算看不到。"),
                finance
                    .map(
                        known ->
                            "The finance office lists %d settlements%s."
                                .formatted(known.settlements(), days(known, " to ")))
                    .orElse(
                        "No list of the finance office was imported: settlements that never arrived do"
                            + " not show."))
            .text("measure", "项目", "measure")
            .count("lists", "笔数", "settlements")
            .money("settled_amount", "结算金额", "settled amount")
            .money("list_amount", "清单金额", "amount of the lists")
            .money("difference", "差额", "difference");
    measure(table, "已结算", settled);
    measure(table, "已提交或审核通过", accepted);
    measure(table, "两边都有", both);
    measure(table, "已结算、未提交", onlySettled);
    measure(table, "已提交、无结算", onlyAccepted);
    measure(table, "两边都有、金额不同", differing);
    measure(table, "两边都有、清单金额不明", unknownAmount);
    return table.section();
  }

  private static String days(Coverage known, String glue) {
    return known.from() == null ? "" : " (" + known.from() + glue + known.to() + ")";
  }

  private static void measure(Table table, String name, Sum sum) {
    table.row(
        name,
        sum.count,
        Table.money(sum.settledFen),
        Table.money(sum.listFen),
        Table.money(sum.listFen - sum.settledFen));
  }

  private static Table columns(Table table) {
    return table
        .text("setl_id", "结算号", "setl_id")
        .text("mdtrt_id", "就诊号", "mdtrt_id")
        .text("stay_id", "住院", "stay")
        .text("department_name", "科室", "department")
        .date("settled_on", "结算日期", "settled on")
        .money("settled_amount", "结算金额", "settled amount")
        .money("list_amount", "清单金额", "amount of the list")
        .money("difference", "差额", "difference")
        .text("state", "清单状态", "state of the list")
        .text("why", "说明", "why");
  }

  private static void row(Table table, ListStatus list, String why) {
    Money settledAmount = settledAmount(list);
    Money listAmount = list.total();
    table.row(
        list.setlId(),
        list.mdtrtId(),
        list.stayId() == 0 ? "" : String.valueOf(list.stayId()),
        ListRows.department(list),
        ListRows.settledOn(list),
        settledAmount,
        listAmount,
        settledAmount == null || listAmount == null
            ? null
            : listAmount.plus(settledAmount.negated()),
        list.stage().text().zh(),
        why);
  }

  private Section settledNotAccepted() {
    Table table =
        columns(
            new Table("settled-not-accepted", "已结算、未提交", "Settled, and no list accepted")
                .note(
                    "医保已结算，平台没有已提交的清单。",
                    "Settled by the platform, which holds no submitted list of it."));
    notAccepted.inOrder().forEach(list -> row(table, list, whyNotAccepted(list)));
    return table.section(notAccepted.seen());
  }

  private String whyNotAccepted(ListStatus list) {
    if (list.stage() == ListStage.NOT_DUE) {
      return list.reason().equals("refunded") ? "消息中已退费，财务未退费" : "对码判为不需上传：" + list.reason();
    }
    return missingInFinance(list) ? "财务结算清单中没有；" + ListRows.why(list) : ListRows.why(list);
  }

  private Section acceptedNotSettled() {
    Table table =
        columns(
            new Table("accepted-not-settled", "已提交、无结算", "List accepted, and nothing settled")
                .note(
                    "平台有已提交的清单，但结算已撤销，或财务结算清单中没有。",
                    "The platform holds a submitted list, but the settlement was taken back or is not on"
                        + " the finance office's list."));
    notSettled.inOrder().forEach(list -> row(table, list, whyNotSettled(list)));
    return table.section(notSettled.seen());
  }

  private String whyNotSettled(ListStatus list) {
    if (list.finance() != null) {
      return "财务已退费";
    }
    if (list.state() == ListDraft.State.NOT_DUE) {
      return list.reason().equals("refunded") ? "消息中已退费" : "对码判为不需上传：" + list.reason();
    }
    return missingInFinance(list) ? "财务结算清单中没有" : "消息中没有结算";
  }

  private Section amountsDiffer() {
    Table table =
        columns(
            new Table("amounts-differ", "金额不同", "Amounts that differ")
                .note(
                    "清单按消息中的结算总额生成，与财务结算清单的医疗费总额不同。",
                    "The list was made from the total that the messages state, which is not the finance"
                        + " office's."));
    otherAmount.inOrder().forEach(list -> row(table, list, ""));
    return table.section(otherAmount.seen());
  }
}
