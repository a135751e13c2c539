package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A query of results by month of settlement, page by page: 4104, 3605, 3606, 3607.
 *
 * <p>Only submitted lists have results; taking a list back to state 0 voids them. The month is that
 * of the end of the settlement.
 */
final class MonthQuery implements Transaction {
  private final ListStore store;
  private final BiFunction<ListRecord, Call, ObjectNode> result;

  /**
   * Makes a query.
   *
   * @param result the result of one list; null where the call does not ask for it
   */
  MonthQuery(ListStore store, BiFunction<ListRecord, Call, ObjectNode> result) {
    this.store = store;
    this.result = result;
  }

  @Override
  public Outcome call(Call call) {
    JsonNode data = call.data();
    List<Problem> problems = new ArrayList<>(Call.missing(data, "data", "setl_ym"));
    String month = ListCheck.text(data, "setl_ym");
    if (problems.isEmpty() && !month.matches("\\d{4}(0[1-9]|1[0-2])")) {
      problems.add(Problem.ofCall("date-format", "data.setl_ym：日期格式校验错误，应为yyyyMM"));
    }
    problems.addAll(Page.check(data));
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    String setlId = ListCheck.text(data, "setl_id");
    String psnNo = ListCheck.text(data, "psn_no");
    List<ObjectNode> rows = new ArrayList<>();
    for (ListRecord record : store.records().values()) {
      boolean wanted =
          record.isAssessed()
              && record.fixmedinsCode().equals(call.institution())
              && month.equals(record.month())
              && (setlId.isEmpty() || setlId.equals(record.setlId()))
              && (psnNo.isEmpty() || record.isOf(psnNo));
      ObjectNode row = wanted ? result.apply(record, call) : null;
      if (row != null) {
        rows.add(row);
      }
    }
    return Page.of(data).of(rows);
  }
}
