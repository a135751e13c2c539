package org.duima.report.internal;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.duima.api.Text;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.Board;
import org.duima.api.report.Report;
import org.duima.api.report.ReportFacts;
import org.duima.api.report.ReportFacts.Period;
import org.duima.api.report.Reports;
import org.duima.api.report.Section;
import org.duima.api.site.Sites;

/** Computes reports and the board from the ledger's facts. Safe for use by several threads. */
public class ReportMaker implements Reports, Board {
  private static final String CODE_MATCH = "code-match";
  private static final String LISTS = "lists";
  private static final String ALERTS = "alerts";
  private static final List<Kind> KINDS =
      List.of(
          new Kind(LISTS, new Text("结算清单日报", "Settlement lists")),
          new Kind(CODE_MATCH, new Text("编码对照报告", "Code matching")),
          new Kind(ALERTS, new Text("医嘱提醒报告", "Alerts at order entry")));

  private final ReportFacts facts;
  private final CodeMapper mapper;
  private final Sites sites;
  private final Clock clock;
  private final AlertRooms alerts;

  public ReportMaker(
      ReportFacts facts, CodeMapper mapper, Sites sites, Clock clock, AlertRooms alerts) {
    this.alerts = alerts;
    this.facts = facts;
    this.mapper = mapper;
    this.sites = sites;
    this.clock = clock;
  }

  @Override
  public List<Kind> kinds() {
    return KINDS;
  }

  @Override
  public Report make(String name, Map<String, String> parameters) throws RefusedException {
    Kind kind =
        KINDS.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new RefusedException(new Text("没有这个报表：" + name, "no such report: " + name)));
    Parameters asked = Parameters.of(parameters);
    ZoneId zone = sites.current().zone();
    OffsetDateTime now = OffsetDateTime.now(clock.withZone(zone)).truncatedTo(ChronoUnit.SECONDS);
    List<Section> sections =
        switch (name) {
          case LISTS -> lists(asked, now.toLocalDate());
          case ALERTS -> alerts(asked);
          default -> codeMatch(asked, now.toLocalDate());
        };
    return new Report(name, kind.title(), now, asked.stated(), only(sections, asked.section()));
  }

  private static List<Section> only(List<Section> sections, String id) throws RefusedException {
    if (id.isEmpty()) {
      return sections;
    }
    List<Section> chosen = sections.stream().filter(one -> one.id().equals(id)).toList();
    if (chosen.isEmpty()) {
      String ids = String.join(", ", sections.stream().map(Section::id).toList());
      throw new RefusedException(
          new Text(
              "没有这个部分：" + id + "；可用：" + ids, "no such section: " + id + "; there are: " + ids));
    }
    return chosen;
  }

  /** Codes and lists are read at the same time: each is a pass of its own over large tables. */
  private List<Section> codeMatch(Parameters asked, LocalDate today) {
    FutureTask<Comparison> comparing = new FutureTask<>(() -> compare(asked));
    Thread thread = new Thread(comparing, "duima-report-comparison");
    thread.setDaemon(true);
    thread.start();
    CodeMatchReport codes = new CodeMatchReport(asked.rows());
    facts.codes(asked.period(), codes::add);
    List<Section> sections = new ArrayList<>(codes.sections(mapper, today));
    sections.addAll(result(comparing).sections());
    return sections;
  }

  private Comparison compare(Parameters asked) {
    Comparison comparison = new Comparison(facts.finance(), asked.rows());
    facts.lists(asked.period(), comparison::add);
    return comparison;
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private List<Section> lists(Parameters asked, LocalDate today) {
    ListsReport lists = new ListsReport(rowsOf(today), asked.rows());
    facts.lists(asked.period(), lists::add);
    return lists.sections();
  }

  private List<Section> alerts(Parameters asked) throws RefusedException {
    AlertFacts facts =
        alerts
            .facts()
            .get()
            .orElseThrow(
                () ->
                    new RefusedException(
                        new Text("没有提醒的记录", "there is no record of alerts on this node")));
    return new AlertsReport(facts, alerts, asked.period(), asked.rows()).sections();
  }

  private ListRows rowsOf(LocalDate today) {
    return new ListRows(sites.current().deadline(), today);
  }

  @Override
  public Page rows(Query query) {
    ListRows rows = rowsOf(LocalDate.now(clock.withZone(sites.current().zone())));
    BoardRows board = new BoardRows(rows, query);
    facts.lists(period(query.month(), query.department()), board::add);
    return board.page();
  }

  private static Period period(YearMonth month, String department) {
    return month == null
        ? new Period(null, null, department)
        : new Period(month.atDay(1), month.atEndOfMonth(), department);
  }
}
