package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Supplier;

/** One of the two uploads of a settlement list: 4101A, or 4101. */
final class Uploads implements Transaction {
  private final String infno;
  private final ListCheck check;
  private final ListStore store;
  private final Supplier<LocalDateTime> calendar;

  Uploads(String infno, ListCheck check, ListStore store, Supplier<LocalDateTime> calendar) {
    this.infno = infno;
    this.check = check;
    this.store = store;
    this.calendar = calendar;
  }

  @Override
  public Outcome call(Call call) {
    JsonNode stay = call.input().path("setlinfo");
    ListCheck.Outcome checked = check.check(call.input(), calendar.get());
    if (!checked.problems().isEmpty()) {
      return Outcome.refused(checked.problems());
    }
    String named = ListCheck.text(stay, "fixmedins_code");
    if (!named.isEmpty() && !named.equals(call.institution())) {
      return Outcome.refused("identity", "setlinfo.fixmedins_code与报文头定点医药机构编号不一致");
    }
    Problem problem = store.upload(infno, call, checked.warnings());
    if (problem != null) {
      return Outcome.refused(List.of(problem));
    }
    ListRecord record = store.find(ListCheck.text(stay, "setl_id"));
    ObjectNode output = Json.object();
    output
        .putObject("data")
        .put(
            call.build() == Call.Build.OPENHIS ? "setl_list_sn" : "setl_list_id",
            record.setlListId());
    return Outcome.done(output);
  }
}
