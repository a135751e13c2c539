package org.duima.web.internal;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.duima.api.ledger.AlertSearch;
import org.duima.api.ledger.LedgerView;
import org.duima.web.internal.Operation.Kind;

/** What alerts said, or would have said, and on which evidence. */
public final class AlertEvidenceResource implements Resource {
  private static final int USUAL_ROWS = 50;

  /** How far back is looked unless a day is named. */
  private static final int USUAL_DAYS = 30;

  private final LedgerView ledger;
  private final Clock clock;

  public AlertEvidenceResource(LedgerView ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/alerts", "最近的提醒，包括静默的", "Recent alerts, silent ones too")
            .query("from", Kind.DATE, "从哪天起，默认最近 30 天", "first day, by default 30 days ago")
            .query("to", Kind.DATE, "到哪天为止", "last day")
            .query("department", "科室代码", "code of the department")
            .query("class", "规则类标识", "id of the rule class")
            .query("batch", "知识点批次", "batch of a knowledge point")
            .query("point", "知识点标识", "id of a knowledge point")
            .query(
                "shown",
                Kind.BOOLEAN,
                "true 只要展示过的，false 只要静默的",
                "true for those that somebody saw, false for those that nobody saw")
            .query("max", Kind.INTEGER, "最多几条，默认 50", "most rows, by default 50")
            .answers(200, "提醒，新的在前，不含患者信息", "alerts, newest first, without patients")
            .by(this::recent),
        Operation.get("/api/alerts/{id}", "一条提醒及其证据", "An alert with its evidence")
            .answers(
                200,
                "说了什么、依据哪些知识点和事实、反馈",
                "what was said, by which points, on which facts, and the feedback")
            .answers(404, "没有这条提醒", "there is no such alert")
            .by(call -> ledger.alert(call.path("id")).orElseThrow(ProblemException::notFound)));
  }

  private Object recent(Call call) throws ProblemException {
    LocalDate to = call.date("to", null);
    LocalDate usual = (to == null ? LocalDate.now(clock) : to).minusDays(USUAL_DAYS);
    return ledger.alerts(
        new AlertSearch(
            call.date("from", usual),
            to,
            call.parameter("department"),
            call.parameter("class"),
            call.parameter("batch"),
            call.parameter("point"),
            call.parameter("shown").isEmpty() ? Optional.empty() : Optional.of(call.flag("shown"))),
        call.max(USUAL_ROWS));
  }
}
