package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * 4105: how many lists of a span are in which state.
 *
 * <p>The time of a settlement is the end of its period. Settlements that were told of need a list
 * whether they have one or not; kinds of visits, places of payment and ways of clearing are not
 * known here and do not narrow the count.
 */
final class ListCounts implements Transaction {
  private final ListStore store;

  ListCounts(ListStore store) {
    this.store = store;
  }

  @Override
  public Outcome call(Call call) {
    JsonNode data = call.data();
    List<Problem> problems =
        new ArrayList<>(
            Call.missing(data, "data", "fixmedins_code", "stt_begntime", "stt_endtime"));
    LocalDateTime begin = WireTime.dateTime(ListCheck.text(data, "stt_begntime"));
    LocalDateTime end = WireTime.dateTime(ListCheck.text(data, "stt_endtime"));
    if (problems.isEmpty() && (begin == null || end == null)) {
      problems.add(
          Problem.ofCall(
              "date-format", "data.stt_begntime、stt_endtime：日期格式校验错误，应为yyyy-MM-dd HH:mm:ss"));
    } else if (problems.isEmpty() && begin.isAfter(end)) {
      problems.add(Problem.ofCall("date-order", "data.stt_endtime：统计结束时间早于统计开始时间"));
    }
    if (problems.isEmpty() && !ListCheck.text(data, "fixmedins_code").equals(call.institution())) {
      problems.add(Problem.ofCall("identity", "data.fixmedins_code与报文头定点医药机构编号不一致"));
    }
    return problems.isEmpty()
        ? Outcome.done(count(call.institution(), begin, end))
        : Outcome.refused(problems);
  }

  private ObjectNode count(String institution, LocalDateTime begin, LocalDateTime end) {
    int[] states = new int[ListState.values().length];
    Set<String> needed = new HashSet<>();
    for (ListRecord record : store.records().values()) {
      if (record.fixmedinsCode().equals(institution)
          && isWithin(record.content().path("setlinfo"), begin, end)) {
        states[record.state().ordinal()]++;
        needed.add(record.setlId());
      }
    }
    store
        .settlements()
        .forEach(
            (setlId, facts) -> {
              if (isWithin(facts.path("setlinfo"), begin, end)) {
                needed.add(setlId);
              }
            });
    int uploaded = 0;
    for (int number : states) {
      uploaded += number;
    }
    return Json.object()
        .put("not_submit_cnt", states[ListState.NOT_SUBMITTED.ordinal()])
        .put("submitted_cnt", states[ListState.SUBMITTED.ordinal()])
        .put("pass_cnt", states[ListState.PASSED.ordinal()])
        .put("not_pass_cnt", states[ListState.REFUSED.ordinal()])
        .put("hospital_submit_cnt", uploaded)
        .put("need_upload_cnt", needed.size());
  }

  private static boolean isWithin(JsonNode stay, LocalDateTime begin, LocalDateTime end) {
    LocalDate settled = WireTime.date(ListCheck.text(stay, "setl_end_date"));
    return settled != null
        && !settled.isBefore(begin.toLocalDate())
        && !settled.isAfter(end.toLocalDate());
  }
}
