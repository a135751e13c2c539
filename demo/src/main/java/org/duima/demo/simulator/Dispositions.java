package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** 3103: takes note of what became of results of the pre-audit; all of a call or none. */
final class Dispositions implements Transaction {
  private static final Set<String> TYPES = Set.of("1", "2");
  private static final String GOES_ON = "1";
  private static final int MOST_WARNS = 100;
  private static final int LONGEST_ID = 40;
  private static final int LONGEST_REASON = 200;

  private final ListStore store;

  Dispositions(ListStore store) {
    this.store = store;
  }

  @Override
  public Outcome call(Call call) {
    JsonNode data = call.data();
    List<Problem> problems = new ArrayList<>(Call.missing(data, "data", "warn_type"));
    if (problems.isEmpty() && !TYPES.contains(ListCheck.text(data, "warn_type"))) {
      problems.add(Problem.ofCall("dictionary", "data.warn_type：字典项校验错误，值不在字典内"));
    }
    JsonNode warns = data.path("warns");
    if (!warns.isArray() || warns.isEmpty()) {
      problems.add(Problem.ofCall("required", "data.warns：必填项校验错误"));
    } else if (warns.size() > MOST_WARNS) {
      problems.add(Problem.ofCall("too-many", "data.warns：单次最多" + MOST_WARNS + "条"));
    }
    for (int i = 0; i < warns.size(); i++) {
      check(warns.get(i), "data.warns[" + i + "]", problems);
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    store.dispose(call.institution(), ListCheck.text(data, "warn_type"), warns);
    return Outcome.done(null);
  }

  private static void check(JsonNode warn, String node, List<Problem> problems) {
    problems.addAll(Call.missing(warn, node, "warn_rslt_id", "dspo_way"));
    String way = ListCheck.text(warn, "dspo_way");
    if (!way.isEmpty() && !TYPES.contains(way)) {
      problems.add(Problem.ofCall("dictionary", node + ".dspo_way：字典项校验错误，值不在字典内"));
    }
    if (way.equals(GOES_ON)) {
      problems.addAll(Call.missing(warn, node, "dspo_way_rea"));
    }
    if (ListCheck.text(warn, "warn_rslt_id").length() > LONGEST_ID
        || ListCheck.text(warn, "dspo_way_rea").length() > LONGEST_REASON) {
      problems.add(Problem.ofCall("length", node + "：字段长度超限"));
    }
  }
}
