package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** 2601: takes a transaction back whose result is not known. */
final class Reversal implements Transaction {
  private static final Set<String> REVERSIBLE =
      Set.of("2102", "2103", "2207", "2208", "2304", "2305", "2401");

  private final ListStore store;

  Reversal(ListStore store) {
    this.store = store;
  }

  @Override
  public Outcome call(Call call) {
    JsonNode data = call.data();
    List<Problem> problems = Call.missing(data, "data", "psn_no", "omsgid", "oinfno");
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    if (!REVERSIBLE.contains(ListCheck.text(data, "oinfno"))) {
      return Outcome.refused("not-reversible", "该交易不支持冲正");
    }
    String msgid = ListCheck.text(data, "omsgid");
    if (!Envelope.isMsgid(msgid, call.institution())) {
      return Outcome.refused("msgid", "data.omsgid：原发送方报文ID格式错误");
    }
    return store.reverse(msgid)
        ? Outcome.done(null)
        : Outcome.refused("reversed-before", "原交易已冲正，不可重复冲正");
  }
}
