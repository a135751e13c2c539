package org.duima.demo.simulator;

import java.util.List;

/** 4103: what the platform holds of one list. */
final class ListQuery implements Transaction {
  private final ListStore store;
  private final QueryView view;

  ListQuery(ListStore store, QueryView view) {
    this.store = store;
    this.view = view;
  }

  @Override
  public Outcome call(Call call) {
    List<Problem> problems = Call.missing(call.data(), "data", "psn_no", "setl_id");
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    ListRecord record = store.find(ListCheck.text(call.data(), "setl_id"));
    boolean found =
        record != null
            && record.isOf(ListCheck.text(call.data(), "psn_no"))
            && record.fixmedinsCode().equals(call.institution());
    return found ? Outcome.done(view.of(record, call)) : Outcome.noData();
  }
}
