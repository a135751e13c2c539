package org.duima.report.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.report.Board.Owed;
import org.duima.api.report.Board.Page;
import org.duima.api.report.Board.Query;
import org.duima.api.report.Board.Row;
import org.duima.api.report.ListStage;
import org.duima.api.report.ListStatus;
import org.duima.api.settlement.Waiting;

/** Picks the rows of the board and counts all that fit. Not thread-safe. */
final class BoardRows {
  private static final int MOST_ROWS = 10_000;
  private static final String DUE = "due";
  private static final String OVERDUE = "overdue";
  private static final String SOON = "soon";

  private final ListRows rows;
  private final Query query;
  private final Foremost<ListStatus> foremost;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Long> amounts = new TreeMap<>();
  private final Map<Text, Long> owed = new HashMap<>();
  private final Map<String, String> departments = new TreeMap<>();

  BoardRows(ListRows rows, Query query) {
    this.rows = rows;
    this.query = query;
    foremost = new Foremost<>(rows.urgency(), Math.min(Math.max(query.max(), 0), MOST_ROWS));
    count(DUE, 0, 0);
    count(OVERDUE, 0, 0);
    count(SOON, 0, 0);
    for (ListStage stage : ListStage.values()) {
      count(stage.id(), 0, 0);
    }
  }

  void add(ListStatus list) {
    if (!list.department().isEmpty()) {
      departments.put(list.department(), list.departmentName());
    }
    if (!found(list)) {
      return;
    }
    ListStage stage = list.stage();
    boolean overdue = rows.isOverdue(list);
    boolean soon = rows.isDueSoon(list);
    Money amount = list.amount();
    long fen = amount == null ? 0 : amount.fen();
    count(stage.id(), 1, fen);
    if (!stage.needsNothing()) {
      count(DUE, 1, fen);
    }
    if (overdue) {
      count(OVERDUE, 1, fen);
    }
    if (soon) {
      count(SOON, 1, fen);
    }
    if (stage == ListStage.WAITING) {
      list.waitingFor().stream()
          .map(Waiting::owedBy)
          .filter(who -> !who.zh().isEmpty())
          .distinct()
          .forEach(who -> owed.merge(who, 1L, Long::sum));
    }
    if (wanted(stage, overdue, soon)) {
      foremost.add(list);
    }
  }

  private void count(String id, long lists, long fen) {
    counts.merge(id, lists, Long::sum);
    amounts.merge(id, fen, Long::sum);
  }

  private boolean found(ListStatus list) {
    String search = query.search();
    return search.isEmpty()
        || list.setlId().contains(search)
        || list.mdtrtId().contains(search)
        || String.valueOf(list.stayId()).equals(search);
  }

  private boolean wanted(ListStage stage, boolean overdue, boolean soon) {
    return switch (query.state()) {
      case "" -> true;
      case DUE -> !stage.needsNothing();
      case OVERDUE -> overdue;
      case SOON -> soon;
      default -> stage.id().equals(query.state());
    };
  }

  Page page() {
    return new Page(
        foremost.inOrder().stream()
            .map(list -> new Row(list, list.stage(), rows.dueOn(list), rows.daysLeft(list)))
            .toList(),
        foremost.seen(),
        counts,
        amounts,
        owed.entrySet().stream()
            .map(one -> new Owed(one.getKey(), one.getValue()))
            .sorted(
                Comparator.comparingLong((Owed one) -> -one.lists())
                    .thenComparing(one -> one.owedBy().zh()))
            .toList(),
        departments);
  }
}
