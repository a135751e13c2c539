package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.site.Deadline;

/** Rules SL-D: times, periods, durations. */
final class TimeChecks {
  private TimeChecks() {}

  static Map<String, Check> all() {
    return Map.ofEntries(
        Map.entry("SL-D01", TimeChecks::orderOfTimes),
        Map.entry("SL-D02", TimeChecks::settledPeriod),
        Map.entry("SL-D02-before-admission", TimeChecks::periodBeforeAdmission),
        Map.entry("SL-D03", TimeChecks::days),
        Map.entry(
            "SL-D04",
            (list, background, report) -> within(list, background, report, OPERATION, false)),
        Map.entry(
            "SL-D04-before-admission",
            (list, background, report) -> within(list, background, report, OPERATION, true)),
        Map.entry(
            "SL-D05",
            (list, background, report) -> within(list, background, report, ANAESTHESIA, false)),
        Map.entry(
            "SL-D05-before-admission",
            (list, background, report) -> within(list, background, report, ANAESTHESIA, true)),
        Map.entry("SL-D06", TimeChecks::anaesthesiaAroundOperation),
        Map.entry("SL-D07", TimeChecks::intensiveCare),
        Map.entry("SL-D08", TimeChecks::intensiveCareTotal),
        Map.entry("SL-D09", TimeChecks::intensiveCareOverlaps),
        Map.entry("SL-D10", TimeChecks::ventilator),
        Map.entry("SL-D11", TimeChecks::coma),
        Map.entry("SL-D12", TimeChecks::outpatientVisit),
        Map.entry("SL-D14", TimeChecks::deadline));
  }

  /** Names of the fields of one span of time; the date alone serves where a build has no times. */
  private record Fields(String begin, String end, String date) {}

  private static final Fields OPERATION =
      new Fields("oprn_oprt_begntime", "oprn_oprt_endtime", "oprn_oprt_date");
  private static final String ICU_IN = "scs_cutd_inpool_time";
  private static final String ICU_OUT = "scs_cutd_exit_time";

  /** Where the site has set none: a list is due seven days after discharge. */
  private static final Deadline USUAL_DEADLINE = Deadline.of("discharge+7");

  private static final Fields ANAESTHESIA = new Fields("anst_begntime", "anst_endtime", "");

  private static void orderOfTimes(SettlementList list, Background background, Report report) {
    Row info = list.info();
    Optional<Moment> in = info.moment("adm_time");
    Optional<Moment> out = info.moment("dscg_time");
    if (after(info.moment("brdy"), in)) {
      report.at(
          background.path(list, SettlementList.INFO, info, "adm_time"),
          new Text("入院早于出生", "admission before birth"));
    }
    if (after(in, out)) {
      report.at(
          background.path(list, SettlementList.INFO, info, "dscg_time"),
          new Text("出院早于入院", "discharge before admission"));
    }
    if (after(out, Optional.of(Moment.of(background.now())))) {
      report.at(
          background.path(list, SettlementList.INFO, info, "dscg_time"),
          new Text("出院在当前时间之后", "discharge in the future"));
    }
  }

  private static void settledPeriod(SettlementList list, Background background, Report report) {
    Row info = list.info();
    Optional<Moment> begin = info.moment("setl_begn_date");
    Optional<Moment> end = info.moment("setl_end_date");
    if (after(begin, end)) {
      report.at(
          background.path(list, SettlementList.INFO, info, "setl_begn_date"),
          new Text("开始晚于结束", "begins after its end"));
    }
    if (after(end, info.moment(SettlementList.SETTLED_AT))) {
      report.at(
          background.path(list, SettlementList.INFO, info, "setl_end_date"),
          new Text("结束晚于结算日", "ends after the day of settlement"));
    }
    if (after(info.moment("adm_time").map(Moment::day), end.map(Moment::day))) {
      report.at(
          background.path(list, SettlementList.INFO, info, "setl_end_date"),
          new Text("结束早于入院", "ends before admission"));
    }
  }

  private static void periodBeforeAdmission(
      SettlementList list, Background background, Report report) {
    Row info = list.info();
    Optional<Moment> begin = info.moment("setl_begn_date");
    Optional<Moment> in = info.moment("adm_time");
    if (begin.isPresent() && in.isPresent() && begin.get().date().isBefore(in.get().date())) {
      report.at(background.path(list, SettlementList.INFO, info, "setl_begn_date"));
    }
  }

  private static void days(SettlementList list, Background background, Report report) {
    Optional<BigDecimal> right = list.days().map(BigDecimal::valueOf);
    Optional<BigDecimal> stated = list.info().number("act_ipt_days");
    if (right.isPresent() && stated.isPresent() && stated.get().compareTo(right.get()) != 0) {
      report.at(background.path(list, "act_ipt_days"), right.get());
    }
  }

  /**
   * Whether a span lies within the stay. What an emergency patient had in the 24 hours before
   * admission is not wrong, only worth a look, and has a rule of its own.
   */
  private static void within(
      SettlementList list, Background background, Report report, Fields fields, boolean early) {
    Optional<Moment> in = list.info().moment("adm_time");
    Optional<Moment> out = list.info().moment("dscg_time");
    boolean emergency = list.info().get("adm_way").equals("1");
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      boolean timed = row.has(fields.begin()) || fields.date().isEmpty();
      String beginField = timed ? fields.begin() : fields.date();
      Optional<Moment> end = row.moment(fields.end());
      Optional<Moment> begin = begin(row, beginField, end);
      String path = background.path(list, SettlementList.PROCEDURES, row, beginField);
      boolean before = after(in, begin);
      boolean justBefore =
          before
              && emergency
              && !Moment.of(in.orElseThrow().at().minusHours(24)).isAfter(begin.orElseThrow());
      if (early) {
        if (justBefore) {
          report.at(path);
        }
        continue;
      }
      if (before && !justBefore || after(begin, out)) {
        report.at(path, new Text("开始不在住院期间", "does not begin within the stay"));
      }
      String endPath = background.path(list, SettlementList.PROCEDURES, row, fields.end());
      if (after(begin, end)) {
        report.at(endPath, new Text("结束早于开始", "ends before it begins"));
      } else if (after(end, out)) {
        report.at(endPath, new Text("结束晚于出院", "ends after discharge"));
      } else if (begin.isEmpty() && after(in, end)) {
        report.at(endPath, new Text("结束早于入院", "ends before admission"));
      }
    }
  }

  /** Midnight without an end is how the day alone is written (F16). */
  private static Optional<Moment> begin(Row row, String field, Optional<Moment> end) {
    return row.moment(field)
        .map(
            moment ->
                end.isEmpty() && moment.at().toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? new Moment(moment.at(), true)
                    : moment);
  }

  private static void intensiveCare(SettlementList list, Background background, Report report) {
    Optional<Moment> in = list.info().moment("adm_time");
    Optional<Moment> out = list.info().moment("dscg_time");
    for (Row row : list.rows(SettlementList.INTENSIVE_CARE)) {
      Optional<Moment> from = row.moment(ICU_IN);
      Optional<Moment> to = row.moment(ICU_OUT);
      if (after(in, from) || from.isPresent() && to.isPresent() && !to.get().isAfter(from.get())) {
        report.at(background.path(list, SettlementList.INTENSIVE_CARE, row, ICU_IN));
      }
      if (after(to, out)) {
        report.at(background.path(list, SettlementList.INTENSIVE_CARE, row, ICU_OUT));
      }
    }
  }

  private static void intensiveCareTotal(
      SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.INTENSIVE_CARE)) {
      Optional<Moment> from = row.moment(ICU_IN);
      Optional<Moment> to = row.moment(ICU_OUT);
      if (!row.has("scs_cutd_sum_dura")
          || from.isEmpty()
          || to.isEmpty()
          || from.get().isAfter(to.get())) {
        continue;
      }
      Span right = Span.between(from.get().at(), to.get().at());
      if (!Optional.of(right).equals(row.span("scs_cutd_sum_dura"))) {
        report.at(
            background.path(list, SettlementList.INTENSIVE_CARE, row, "scs_cutd_sum_dura"), right);
      }
    }
  }

  private static void anaesthesiaAroundOperation(
      SettlementList list, Background background, Report report) {
    for (Row row : list.rows(SettlementList.PROCEDURES)) {
      Optional<Moment> end = row.moment(OPERATION.end());
      Optional<Moment> begin = begin(row, OPERATION.begin(), end);
      if (after(row.moment(ANAESTHESIA.begin()), begin)) {
        report.at(
            background.path(list, SettlementList.PROCEDURES, row, ANAESTHESIA.begin()),
            new Text("麻醉开始晚于手术开始", "begins after the procedure"));
      }
      if (after(end, row.moment(ANAESTHESIA.end()))) {
        report.at(
            background.path(list, SettlementList.PROCEDURES, row, ANAESTHESIA.end()),
            new Text("麻醉结束早于手术结束", "ends before the procedure"));
      }
    }
  }

  /** In order of time each stay ends before the next begins; at the same minute is a transfer. */
  private static void intensiveCareOverlaps(
      SettlementList list, Background background, Report report) {
    List<Row> timed =
        list.rows(SettlementList.INTENSIVE_CARE).stream()
            .filter(row -> row.moment(ICU_IN).isPresent() && row.moment(ICU_OUT).isPresent())
            .sorted(Comparator.comparing(row -> row.moment(ICU_IN).orElseThrow().at()))
            .toList();
    Optional<Moment> last = Optional.empty();
    for (Row row : timed) {
      if (after(last, row.moment(ICU_IN))) {
        report.at(background.path(list, SettlementList.INTENSIVE_CARE, row, ICU_IN));
      }
      Optional<Moment> out = row.moment(ICU_OUT);
      last = after(last, out) ? last : out;
    }
  }

  /** The list is declared now where it does not say when. */
  private static void outpatientVisit(SettlementList list, Background background, Report report) {
    Moment declared = list.info().moment("dcla_time").orElseGet(() -> Moment.of(background.now()));
    if (after(list.info().moment("opsp_mdtrt_date"), Optional.of(declared))) {
      report.at(background.path(list, "opsp_mdtrt_date"));
    }
  }

  /** Only of lists that say when they were declared; of the others the submission keeps watch. */
  private static void deadline(SettlementList list, Background background, Report report) {
    Deadline deadline =
        background.deadline().base() == Deadline.Base.NONE ? USUAL_DEADLINE : background.deadline();
    LocalDate due = deadline.dueOn(date(list, "dscg_time"), date(list, SettlementList.SETTLED_AT));
    LocalDate declared = date(list, "dcla_time");
    if (due != null && declared != null && declared.isAfter(due)) {
      report.at(background.path(list, "dcla_time"), due);
    }
  }

  private static LocalDate date(SettlementList list, String field) {
    return list.info().moment(field).map(Moment::date).orElse(null);
  }

  private static void ventilator(SettlementList list, Background background, Report report) {
    String text = list.info().get("vent_used_dura");
    String path = background.path(list, SettlementList.INFO, list.info(), "vent_used_dura");
    if (!text.isEmpty() && !Span.isStrict(text)) {
      report.at(path, new Text("应为 天/小时/分钟", "must be days/hours/minutes"));
    } else if (longerThanStay(list, list.info().span("vent_used_dura"))) {
      report.at(path, new Text("长于住院时间", "longer than the stay"));
    }
  }

  private static void coma(SettlementList list, Background background, Report report) {
    for (String field : List.of("pwcry_bfadm_coma_dura", "pwcry_afadm_coma_dura")) {
      String text = list.info().get(field);
      String path = background.path(list, SettlementList.INFO, list.info(), field);
      if (!text.isEmpty() && !Span.isStrict(text)) {
        report.at(path, new Text("应为 天/小时/分钟", "must be days/hours/minutes"));
      } else if (field.equals("pwcry_afadm_coma_dura")
          && longerThanStay(list, list.info().span(field))) {
        report.at(path, new Text("长于住院时间", "longer than the stay"));
      }
    }
  }

  private static boolean longerThanStay(SettlementList list, Optional<Span> span) {
    Optional<Moment> in = list.info().moment("adm_time");
    Optional<Moment> out = list.info().moment("dscg_time");
    return span.isPresent()
        && in.isPresent()
        && out.isPresent()
        && !in.get().isAfter(out.get())
        && span.get().minutes() > Span.between(in.get().at(), out.get().at()).minutes();
  }

  private static boolean after(Optional<Moment> first, Optional<Moment> second) {
    return first.isPresent() && second.isPresent() && first.get().isAfter(second.get());
  }
}
