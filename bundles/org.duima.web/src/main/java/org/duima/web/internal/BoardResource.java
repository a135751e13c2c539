package org.duima.web.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.report.Board;
import org.duima.api.report.ListStage;
import org.duima.api.report.ListStatus;
import org.duima.api.settlement.Waiting;
import org.duima.web.internal.Operation.Kind;

/** The board of lists that the insurance office works on. */
public final class BoardResource implements Resource {
  private static final int FEW = 200;

  private final Supplier<Optional<Board>> board;

  public BoardResource(Supplier<Optional<Board>> board) {
    this.board = board;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/board", "清单看板", "The board of lists")
            .query("month", Kind.MONTH, "出院月份", "month of discharge")
            .query("department", "科室代码", "code of the department")
            .query(
                "state",
                "状态；due 应上传未完成，overdue 已逾期，soon 即将到期，缺省为全部",
                "state; due for all that is not done, overdue, soon due; by default all")
            .query("search", "结算号、就诊号的一部分或住院编号", "part of setl_id or mdtrt_id, or a stay's number")
            .query("max", Kind.INTEGER, "最多几行，默认 200", "how many rows at most, by default 200")
            .answers(200, "最急的在前，附各状态份数与金额", "the most urgent first, with counts and amounts")
            .answers(503, "报表尚未就绪", "reports are not there yet")
            .by(this::rows));
  }

  private Object rows(Call call) throws ProblemException {
    Board.Page page =
        ProblemException.present(board, "看板", "the board")
            .rows(
                new Board.Query(
                    call.month("month"),
                    call.parameter("department"),
                    call.parameter("state"),
                    call.parameter("search"),
                    call.max(FEW)));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("rows", page.rows().stream().map(BoardResource::row).toList());
    shown.put("total", page.total());
    shown.put("counts", page.counts());
    shown.put("amounts", page.amountsFen());
    shown.put(
        "owed",
        page.owed().stream()
            .map(one -> Map.of("owedBy", Json.text(one.owedBy()), "lists", one.lists()))
            .toList());
    shown.put(
        "departments",
        page.departments().entrySet().stream()
            .map(one -> Map.of("code", one.getKey(), "name", one.getValue()))
            .toList());
    return shown;
  }

  private static Map<String, Object> row(Board.Row row) {
    ListStatus list = row.list();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("setlId", list.setlId());
    shown.put("stayId", list.stayId() == 0 ? "" : String.valueOf(list.stayId()));
    shown.put("mdtrtId", list.mdtrtId());
    shown.put("department", list.department());
    shown.put(
        "departmentName",
        list.department().isEmpty() && list.finance() != null
            ? list.finance().department()
            : list.departmentName());
    shown.put("physician", list.physician());
    shown.put("state", row.stage().id());
    shown.put("stateZh", row.stage().text().zh());
    shown.put("waitingFor", list.waitingFor().stream().map(BoardResource::waiting).toList());
    shown.put("findings", findings(row));
    shown.put("dischargedOn", list.dischargedOn());
    shown.put(
        "settledAt",
        list.settledAt() == null && list.finance() != null
            ? list.finance().settledAt()
            : list.settledAt());
    shown.put("dueOn", row.dueOn());
    shown.put("daysLeft", row.daysLeft());
    shown.put("amountFen", list.amount() == null ? null : list.amount().fen());
    return shown;
  }

  private static Map<String, Object> waiting(Waiting waiting) {
    return Map.of(
        "what",
        waiting.what(),
        "owedBy",
        waiting.owedBy().zh().isEmpty() ? "" : Json.text(waiting.owedBy()),
        "text",
        Json.text(waiting.text()));
  }

  /** What a check found, and what else keeps a list from being done. */
  private static List<Map<String, Object>> findings(Board.Row row) {
    List<Map<String, Object>> shown = new ArrayList<>();
    if (row.stage() == ListStage.NOT_ARRIVED) {
      shown.add(
          finding(
              "board.not-arrived",
              "E",
              new Text("财务已结算，没有任何消息到达", "settled, says the finance office; no message came")));
    }
    if (!row.list().keptBy().isEmpty()) {
      shown.add(
          finding(
              "board.kept-back",
              "W",
              new Text(
                  "人工暂缓：" + row.list().keptBy(), "kept back by hand: " + row.list().keptBy())));
    }
    for (Finding finding : row.list().errors()) {
      shown.add(
          finding(finding.rule(), String.valueOf(finding.severity().letter()), finding.text()));
    }
    return shown;
  }

  private static Map<String, Object> finding(String rule, String severity, Text text) {
    return Map.of("rule", rule, "severity", severity, "text", Json.text(text));
  }
}
