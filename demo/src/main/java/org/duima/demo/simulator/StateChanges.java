package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** 4102: a hospital submits lists or takes them back. */
final class StateChanges implements Transaction {
  private final ListStore store;
  private final ActiveBehaviours behaviours;
  private final Tally tally;

  StateChanges(ListStore store, ActiveBehaviours behaviours, Tally tally) {
    this.store = store;
    this.behaviours = behaviours;
    this.tally = tally;
  }

  @Override
  public Outcome call(Call call) {
    List<JsonNode> rows = rows(call.data().path("stastinfo"));
    if (rows.isEmpty()) {
      return Outcome.refused("required", "data.stastinfo：必填项校验错误");
    }
    List<Problem> problems = new ArrayList<>();
    List<ListStore.StateChange> changes = new ArrayList<>();
    for (JsonNode row : rows) {
      problems.addAll(Call.missing(row, "stastinfo", "psn_no", "setl_id", "stas_type"));
      ListState state = ListState.ofCode(ListCheck.text(row, "stas_type"));
      if (state != ListState.NOT_SUBMITTED && state != ListState.SUBMITTED) {
        problems.add(Problem.ofCall("dictionary", "stastinfo.stas_type：字典项校验错误，应为0或1"));
      } else {
        changes.add(
            new ListStore.StateChange(
                ListCheck.text(row, "setl_id"), ListCheck.text(row, "psn_no"), state));
      }
    }
    if (problems.isEmpty()) {
      problems = store.changeStates(call.institution(), changes);
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    for (ListStore.StateChange change : changes) {
      if (change.state() == ListState.SUBMITTED) {
        review(change.setlId());
      }
    }
    return Outcome.done(null);
  }

  /** The interface writes a single row as an object, many as an array. */
  private static List<JsonNode> rows(JsonNode wanted) {
    List<JsonNode> rows = new ArrayList<>();
    if (wanted.isObject()) {
      rows.add(wanted);
    } else {
      wanted.forEach(rows::add);
    }
    return rows;
  }

  private void review(String setlId) {
    Behaviour verdict = behaviours.pickForReview().orElse(null);
    if (verdict == null) {
      return;
    }
    tally.disturbed(verdict.kind());
    if (verdict.kind() == Behaviour.Kind.REVIEW_PASS) {
      store.review(setlId, ListState.PASSED, "");
    } else {
      store.review(setlId, ListState.REFUSED, "审核不通过：请核对清单内容后重新上传");
    }
  }
}
