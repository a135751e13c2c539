package org.duima.web.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.report.Report;
import org.duima.api.report.Reports;
import org.duima.api.spi.ReportRenderer;
import org.duima.web.internal.Operation.Kind;

/** Reports, in each format that a renderer is there for. */
public final class ReportsResource implements Resource {
  private static final String USUAL_FORMAT = "json";

  /** Formats that a browser shows instead of saving them. */
  private static final List<String> SHOWN = List.of(USUAL_FORMAT, "html");

  private final Supplier<Optional<Reports>> reports;
  private final Supplier<List<ReportRenderer>> renderers;

  public ReportsResource(
      Supplier<Optional<Reports>> reports, Supplier<List<ReportRenderer>> renderers) {
    this.reports = reports;
    this.renderers = renderers;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/reports", "有哪些报表", "The reports there are")
            .answers(200, "名称与标题", "names and titles")
            .answers(503, "报表尚未就绪", "reports are not there yet")
            .by(this::kinds),
        Operation.get("/api/reports/{name}", "生成报表", "Makes a report")
            .query("from", Kind.DATE, "出院日期起", "first day of discharge")
            .query("to", Kind.DATE, "出院日期止", "last day of discharge")
            .query("department", "科室代码", "code of the department")
            .query("section", "只要这一部分", "only the section of this id")
            .query("rows", Kind.INTEGER, "明细最多几行，默认 1000", "most rows of details, by default 1000")
            .query(
                "format", "json（默认）、csv、xlsx、html、pdf", "json (by default), csv, xlsx, html or pdf")
            .produces(
                "application/json",
                "text/csv",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "text/html",
                "application/pdf")
            .answers(200, "报表", "the report")
            .answers(404, "没有这个报表", "no such report")
            .answers(503, "报表尚未就绪", "reports are not there yet")
            .by(this::report));
  }

  private Object kinds(Call call) throws ProblemException {
    return maker().kinds().stream()
        .map(kind -> Map.of("name", kind.name(), "title", Json.text(kind.title())))
        .toList();
  }

  private Reports maker() throws ProblemException {
    return ProblemException.present(reports, "报表", "the reports");
  }

  private Object report(Call call) throws ProblemException {
    Reports maker = maker();
    String name = call.path("name");
    if (maker.kinds().stream().noneMatch(kind -> kind.name().equals(name))) {
      throw ProblemException.notFound();
    }
    String format = call.parameter("format").isEmpty() ? USUAL_FORMAT : call.parameter("format");
    ReportRenderer renderer =
        renderers.get().stream()
            .filter(one -> one.format().equals(format))
            .findFirst()
            .orElseThrow(
                () -> ProblemException.bad("没有这种格式：" + format, "no such format: " + format));
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : List.of("from", "to", "department", "section", "rows")) {
      parameters.put(parameter, call.parameter(parameter));
    }
    Report report;
    try {
      report = maker.make(name, parameters);
    } catch (Reports.RefusedException e) {
      throw new ProblemException(400, e.text());
    }
    String file =
        SHOWN.contains(format)
            ? ""
            : report.title().zh() + " " + report.madeAt().toLocalDate() + "." + format;
    return new Download(renderer.mediaType(), file, out -> renderer.render(report, out));
  }
}
