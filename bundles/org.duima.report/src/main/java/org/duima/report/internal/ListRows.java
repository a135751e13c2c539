package org.duima.report.internal;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.report.ListStatus;
import org.duima.api.settlement.Waiting;
import org.duima.api.site.Deadline;

/** What is said of single lists. */
final class ListRows {
  private final Deadline deadline;
  private final LocalDate today;

  ListRows(Deadline deadline, LocalDate today) {
    this.deadline = deadline;
    this.today = today;
  }

  /** The deadline in words. */
  Text deadline() {
    int number = deadline.number();
    return switch (deadline.base()) {
      case NONE ->
          new Text("未配置截止日期（deadline），不计逾期。", "No deadline is configured: nothing is overdue.");
      case DISCHARGE ->
          new Text("截止：出院后 " + number + " 天。", "Due " + number + " days after discharge.");
      case SETTLEMENT ->
          new Text("截止：结算后 " + number + " 天。", "Due " + number + " days after settlement.");
      case MONTH ->
          new Text(
              "截止：出院次月 " + number + " 日。",
              "Due on day " + number + " of the month after discharge.");
    };
  }

  /**
   * Last day in time, null without a deadline; a day of settlement stands in for one of discharge.
   */
  LocalDate dueOn(ListStatus list) {
    LocalDate settled = settledOn(list);
    LocalDate discharged = list.dischargedOn() == null ? settled : list.dischargedOn();
    return deadline.dueOn(discharged, settled);
  }

  /** Days from today to the due date, negative if it has passed; null without. */
  Long daysLeft(ListStatus list) {
    LocalDate due = dueOn(list);
    return due == null ? null : ChronoUnit.DAYS.between(today, due);
  }

  boolean isOverdue(ListStatus list) {
    LocalDate due = dueOn(list);
    return !list.stage().needsNothing() && due != null && due.isBefore(today);
  }

  /** How many days before a deadline people are warned. */
  int warnDays() {
    return deadline.warnDays();
  }

  /** Whether its deadline passes within the days of warning. */
  boolean isDueSoon(ListStatus list) {
    Long left = daysLeft(list);
    return !list.stage().needsNothing() && left != null && left >= 0 && left <= deadline.warnDays();
  }

  static LocalDate settledOn(ListStatus list) {
    if (list.settledAt() != null) {
      return list.settledAt().toLocalDate();
    }
    return list.finance() == null || list.finance().settledAt() == null
        ? null
        : list.finance().settledAt().toLocalDate();
  }

  /** Name of the department, else its code. */
  static String department(ListStatus list) {
    if (!list.departmentName().isEmpty()) {
      return list.departmentName();
    }
    if (!list.department().isEmpty()) {
      return list.department();
    }
    return list.finance() == null ? "" : list.finance().department();
  }

  /** Who owes something, and what keeps a list from being done. */
  static String why(ListStatus list) {
    String kept = list.keptBy().isEmpty() ? "" : "人工暂缓（" + list.keptBy() + "）；";
    return kept
        + switch (list.stage()) {
          case NOT_ARRIVED -> "财务已结算，没有任何消息到达";
          case IN_HOSPITAL, WAITING ->
              list.waitingFor().stream()
                  .map(one -> one.text().zh())
                  .collect(Collectors.joining("；"));
          case HELD -> list.errors().stream().map(ListRows::reason).findFirst().orElse("");
          case READY -> "可以上传";
          case UPLOADED -> "等待提交";
          case RETURNED -> "平台退回，需修正后再上传";
          case REFUSED -> "平台不接受内容，需修正";
          case UNKNOWN -> "平台应答未知，正在查询";
          case SUBMITTED, APPROVED -> "";
          case NOT_DUE -> list.reason();
        };
  }

  static String reason(Finding finding) {
    return finding.rule() + " " + finding.text().zh();
  }

  static String owedBy(Waiting waiting) {
    return waiting.owedBy().zh().isEmpty() ? "（静候）" : waiting.owedBy().zh();
  }

  /** By due date, then by discharge: the most urgent first. */
  Comparator<ListStatus> urgency() {
    Comparator<LocalDate> day = Comparator.nullsLast(Comparator.naturalOrder());
    return Comparator.comparing(this::dueOn, day)
        .thenComparing(ListStatus::dischargedOn, day)
        .thenComparing(ListStatus::setlId)
        .thenComparing(ListStatus::stayId);
  }
}
