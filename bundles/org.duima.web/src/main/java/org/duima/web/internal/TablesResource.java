package org.duima.web.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.alert.PointState;
import org.duima.api.ledger.Role;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Order;
import org.duima.api.mapping.TableImports.PointReading;
import org.duima.api.mapping.TableImports.Points;
import org.duima.api.mapping.TableImports.Version;
import org.duima.web.internal.Operation.Kind;

/** Published tables: check, put into force, go back. */
public final class TablesResource implements Resource {
  private static final long LARGEST_FILE = 64L << 20;
  private static final int LONGEST_NAME = 200;

  private final Supplier<Optional<TableImports>> imports;
  private final Path uploads;
  private final Clock clock;

  /**
   * Joins the parts.
   *
   * @param uploads folder for files while they are checked
   */
  public TablesResource(Supplier<Optional<TableImports>> imports, Path uploads, Clock clock) {
    this.imports = imports;
    this.uploads = uploads;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/tables", "导入过的表及其版本", "Versions of the imported tables")
            .answers(200, "版本，新的在前", "versions, the newest first")
            .by(call -> imports().versions()),
        Operation.post("/api/tables/checks", "检查一个文件，不生效", "Checks a file; changes nothing")
            .roles(Role.OFFICE, Role.IT)
            .query(
                "kind",
                "codes 对照表，dictionary 字典，knowledge 知识点",
                "codes for a cross-walk, dictionary, or knowledge for points")
            .query(
                "system",
                "编码种类、字典名或知识点表名，可由文件判断",
                "code system, name of a dictionary or of a table of points")
            .query("from", "来源版本", "source edition of a cross-walk")
            .query("to", "目标版本，默认 insurance-2.0", "target edition, by default insurance-2.0")
            .query("validFrom", Kind.DATE, "从哪天出院的病例起生效", "first day of discharge it holds for")
            .query("complete", Kind.BOOLEAN, "表是完整的", "the table is whole")
            .query("skipRefused", Kind.BOOLEAN, "有被拒绝的行时仍导入其余", "take the good rows only")
            .query(
                "state",
                "知识点：on、silent（默认）、off；没有读懂的停用",
                "of points: on, silent (default) or off; what is not understood is off")
            .query("name", "文件名", "the file's name")
            .body()
            .answers(200, "检查结果与差异", "what was found, and what would change")
            .answers(413, "文件超过 64 MB", "the file is larger than 64 MB")
            .by(this::check),
        Operation.post(
                "/api/tables/checks/{id}/apply", "使检查过的表生效", "Puts a checked table into force")
            .roles(Role.OFFICE, Role.IT)
            .answers(200, "生效的版本", "the version in force")
            .answers(409, "有错误，或检查之后已换版本", "it has errors, or the table changed since")
            .by(this::apply),
        Operation.post(
                "/api/tables/{table}/versions/{version}/restore",
                "恢复一个版本；none 为不用导入的表",
                "Puts a version into force again; none leaves the table without one")
            .roles(Role.OFFICE, Role.IT)
            .answers(200, "该版本", "the version")
            .answers(404, "没有该版本", "no such version")
            .answers(409, "映射表有错，未恢复", "the tables do not load with it")
            .by(this::restore));
  }

  private TableImports imports() throws ProblemException {
    return ProblemException.present(imports, "导入", "the import of tables");
  }

  private Object check(Call call) throws ProblemException, IOException {
    TableImports.Kind kind =
        switch (call.required("kind")) {
          case "codes" -> TableImports.Kind.CODES;
          case "dictionary" -> TableImports.Kind.DICTIONARY;
          case "knowledge" -> TableImports.Kind.KNOWLEDGE;
          default ->
              throw ProblemException.bad(
                  "kind 应为 codes、dictionary 或 knowledge",
                  "kind must be codes, dictionary or knowledge");
        };
    Order order =
        new Order(
            kind,
            call.parameter("system"),
            kind == TableImports.Kind.CODES ? call.parameter("from") : "",
            call.parameter("to"),
            call.date("validFrom", null),
            call.flag("complete"),
            call.flag("skipRefused"),
            fileName(call.required("name")),
            state(call.parameter("state")));
    TableImports wanted = imports();
    Files.createDirectories(uploads);
    Path file = Files.createTempFile(uploads, "upload-", ".tmp");
    try {
      call.saveBody(file, LARGEST_FILE);
      return checked(wanted.check(file, order));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static PointState state(String id) throws ProblemException {
    try {
      return id.isEmpty() ? PointState.SILENT : PointState.ofId(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.bad("state 应为 on、silent 或 off", "state must be on, silent or off");
    }
  }

  /** A browser may send the whole path of a file, and a name is shown in one line. */
  private static String fileName(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String plain = last.replaceAll("\\p{Cntrl}", " ").strip();
    return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
  }

  private static Map<String, Object> checked(Checked checked) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", checked.id());
    shown.put("table", checked.table());
    shown.put("read", checked.read());
    shown.put("kept", checked.kept());
    shown.put("refused", checked.refused());
    shown.put("canBeApplied", checked.canBeApplied());
    shown.put("findings", checked.findings().stream().map(TablesResource::finding).toList());
    shown.put("difference", checked.difference());
    checked.points().ifPresent(points -> shown.put("points", points(points)));
    return shown;
  }

  private static Map<String, Object> points(Points points) {
    return Map.of(
        "state",
        points.state().id(),
        "classes",
        points.classes().stream()
            .map(
                count ->
                    Map.of(
                        "ruleClass", count.ruleClass(),
                        "name", Json.text(count.name()),
                        "points", count.points(),
                        "understood", count.understood(),
                        "waiting", count.waiting(),
                        "isEvaluated", count.isEvaluated()))
            .toList(),
        "readings",
        points.readings().stream().map(TablesResource::reading).toList(),
        "waiting",
        points.waiting().stream().map(TablesResource::reading).toList());
  }

  private static Map<String, Object> reading(PointReading reading) {
    return Map.of(
        "id", reading.id(),
        "ruleClass", reading.ruleClass(),
        "place", reading.place(),
        "itemName", reading.itemName(),
        "published", reading.published(),
        "reading", reading.reading(),
        "patterns", reading.patterns(),
        "state", reading.state().id(),
        "why", Json.text(reading.why()));
  }

  private static Map<String, Object> finding(Finding finding) {
    return Map.of(
        "rule", finding.rule(),
        "severity", finding.severity().letter(),
        "path", finding.path(),
        "text", Json.text(finding.text()));
  }

  private Object apply(Call call) throws ProblemException, IOException {
    try {
      return imports().apply(call.path("id"), call.who(), clock.instant());
    } catch (ImportRefusedException e) {
      throw new ProblemException(409, e.text());
    }
  }

  private Version restore(Call call) throws ProblemException, IOException {
    try {
      return imports()
          .restore(call.path("table"), call.path("version"), call.who(), clock.instant());
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound();
    } catch (ImportRefusedException e) {
      throw new ProblemException(409, e.text());
    }
  }
}
