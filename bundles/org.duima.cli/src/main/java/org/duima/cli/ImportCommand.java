package org.duima.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.alert.PointState;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.ClassCount;
import org.duima.api.mapping.TableImports.Difference;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
import org.duima.api.mapping.TableImports.PointReading;
import org.duima.api.mapping.TableImports.Points;
import org.duima.api.mapping.TableImports.Row;
import org.duima.api.mapping.TableImports.Version;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    subcommands = {
      ImportCommand.Codes.class,
      ImportCommand.Dictionary.class,
      ImportCommand.KnowledgePoints.class,
      SettlementsCommand.class,
      ImportCommand.Versions.class,
      ImportCommand.Restore.class
    },
    description = {
      "导入公布的编码对照表、字典、知识点，查看和恢复版本；导入财务结算清单。",
      "Brings published cross-walks, dictionaries and knowledge points into mappings/, shows and"
          + " restores versions; brings the finance office's settlements to a node."
    })
final class ImportCommand extends Options {
  @Override
  public Integer call() {
    throw Failure.unusable(
        "请指明导入什么：codes、dictionary、knowledge、settlements，或 versions、restore",
        "say what to import: codes, dictionary, knowledge or settlements; or versions, restore");
  }

  /** What checks files and puts them into force. */
  abstract static class Tables extends Options {
    private static final int MOST_EXAMPLES = 10;
    private static final int MOST_REMARKS = 50;

    @Option(
        names = "--valid-from",
        paramLabel = "yyyy-MM-dd",
        description = {
          "从哪天出院的病例起生效；不写则替换现在的版本",
          "first day of discharge that it holds for; without it the present version is replaced"
        })
    String validFrom;

    @Option(
        names = "--dry-run",
        description = {"只检查和比较，不生效", "only checks and compares, nothing comes into force"})
    boolean dryRun;

    @Option(
        names = "--skip-refused",
        description = {
          "有被拒绝的行时仍导入其余的行；默认全部不导入",
          "takes the good rows of a file that has refused ones; by default it takes none"
        })
    boolean skipRefused;

    @Option(
        names = "--diff",
        paramLabel = "FILE",
        description = {
          "把与现有版本的全部差异写入此 CSV",
          "writes all differences to the version in force to this CSV"
        })
    Path diff;

    abstract List<Path> files();

    abstract Order order(Path file, LocalDate firstDay);

    /** What there is to say besides the difference. */
    void printMore(Checked checked) {
      // most tables have nothing more
    }

    @Override
    public Integer call() {
      Composition composition = new Composition(home(), this::clock);
      TableImports imports = tableImports(composition);
      LocalDate firstDay = firstDay();
      try {
        return importAll(imports, firstDay, composition.clock().instant());
      } catch (IOException e) {
        throw Failure.unusable(
            "读写失败：" + e.getMessage(), "cannot read or write: " + e.getClass().getSimpleName(), e);
      }
    }

    TableImports tableImports(Composition composition) {
      return composition.tableImports();
    }

    private LocalDate firstDay() {
      if (validFrom == null) {
        return null;
      }
      try {
        return LocalDate.parse(validFrom);
      } catch (DateTimeException e) {
        throw Failure.unusable(
            "--valid-from 应为 yyyy-MM-dd", "--valid-from: expected yyyy-MM-dd", e);
      }
    }

    /** Nothing comes into force before every file was found good. */
    private int importAll(TableImports imports, LocalDate firstDay, Instant now)
        throws IOException {
      List<Checked> all = new ArrayList<>();
      Set<String> tables = new HashSet<>();
      boolean good = true;
      for (Path file : files()) {
        if (!Files.isRegularFile(file)) {
          throw Failure.unusable("没有文件 " + file, "no such file: " + file);
        }
        Checked checked = imports.check(file, order(file, firstDay));
        print(file, checked);
        if (checked.canBeApplied() && !tables.add(checked.table())) {
          console
              .out()
              .println("前面的文件已是表 " + checked.table() + " / an earlier file is that table already");
          good = false;
        }
        good &= checked.canBeApplied();
        all.add(checked);
      }
      if (diff != null) {
        writeDifferences(all);
      }
      if (!good) {
        console.note("未导入，原版本继续有效", "nothing was imported, what was in force stays");
        return 1;
      }
      if (dryRun) {
        console.note("只作检查，未生效", "checked only, nothing came into force");
        return 0;
      }
      for (Checked checked : all) {
        apply(imports, checked, now);
      }
      return 0;
    }

    private void apply(TableImports imports, Checked checked, Instant now) throws IOException {
      try {
        Version version = imports.apply(checked.id(), System.getProperty("user.name", ""), now);
        console.out().println("已生效 in force: " + name(version) + ", " + version.rows() + " 行 rows");
      } catch (ImportRefusedException e) {
        throw Failure.refused(
            checked.table() + " 未生效，原版本继续有效：" + e.text().zh(),
            "not in force, the former version stays: " + e.text().en());
      }
    }

    private void print(Path file, Checked checked) {
      String table = checked.table().isEmpty() ? "" : " → " + checked.table();
      console.out().println(file + table);
      console
          .out()
          .printf(
              "  读入 read %d, 保留 kept %d, 拒绝 refused %d%n",
              checked.read(), checked.kept(), checked.refused());
      int remarks = 0;
      for (Finding finding : checked.findings()) {
        remarks += finding.severity() == Severity.INFO ? 1 : 0;
        if (finding.severity() != Severity.INFO || remarks <= MOST_REMARKS) {
          console.out().println("  " + finding.severity().letter() + " " + finding.text());
        }
      }
      if (remarks > MOST_REMARKS) {
        console.out().println("  I 另有 " + (remarks - MOST_REMARKS) + " 条说明 / further remarks");
      }
      if (!checked.table().isEmpty()) {
        print(checked.difference());
      }
      printMore(checked);
    }

    private void print(Difference difference) {
      console
          .out()
          .printf(
              "  与现有版本比较：新增 added %d, 删除 removed %d, 修改 changed %d%s%n",
              difference.added(), difference.removed(), difference.changed(), uses(difference));
      List<Row> examples =
          difference.rows().stream()
              .filter(row -> !row.what().equals("added") || row.uses() > 0)
              .limit(MOST_EXAMPLES)
              .toList();
      TextTable table = new TextTable();
      for (Row row : examples) {
        table.row(
            List.of(
                "   ",
                row.what(),
                row.code(),
                row.before(),
                row.after().isEmpty() ? "" : "→ " + row.after(),
                row.uses() > 0 ? "×" + row.uses() : ""));
      }
      console.out().print(table);
    }

    /** How many codes in use are touched, empty where that is not counted. */
    String uses(Difference difference) {
      return "";
    }

    private void writeDifferences(List<Checked> all) throws IOException {
      try (CsvWriter writer =
          CsvWriter.builder().build(Files.newBufferedWriter(diff, StandardCharsets.UTF_8))) {
        writer.writeRecord("table", "what", "code", "before", "after", "uses");
        for (Checked checked : all) {
          for (Row row : checked.difference().rows()) {
            writer.writeRecord(
                checked.table(),
                row.what(),
                row.code(),
                row.before(),
                row.after(),
                String.valueOf(row.uses()));
          }
        }
      }
    }
  }

  /** Cross-walks and dictionaries. */
  abstract static class CodeTables extends Tables {
    @Option(
        names = "--kind",
        paramLabel = "KIND",
        defaultValue = "",
        description = {
          "diagnosis、procedure、tcm-disease、tcm-syndrome、drug、service-item、consumable，或字典名如"
              + " dept；诊断与手术可由编码判断",
          "what is coded, or the name of a dictionary; diagnoses and procedures are told by their"
              + " codes"
        })
    String kind;

    @Option(
        names = "--to",
        paramLabel = "EDITION",
        description = {
          "目标版本，字典即自身版本，默认 insurance-2.0",
          "target edition, or the dictionary's own; insurance-2.0 by default"
        })
    String to;

    @Option(
        names = "--complete",
        description = {
          "表是完整的：字典中没有的编码即为错误",
          "the table is whole: a code that the dictionary lacks is an error"
        })
    boolean complete;

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = {
          "CSV、XLSX、平台下载的 TAB 文件（可为 zip）、FHIR ConceptMap 或 CodeSystem JSON",
          "CSV, XLSX, the platform's TAB files (also zipped), FHIR ConceptMap or CodeSystem JSON"
        })
    List<Path> files;

    abstract Kind kindOfTable();

    abstract String from();

    @Override
    List<Path> files() {
      return files;
    }

    @Override
    Order order(Path file, LocalDate firstDay) {
      return new Order(
          kindOfTable(),
          kind,
          from(),
          to == null ? "" : to,
          firstDay,
          complete,
          skipRefused,
          file.getFileName().toString());
    }

    @Override
    String uses(Difference difference) {
      return "；近 90 天用过的编码受影响 codes in use touched: "
          + (difference.touchedInUse() < 0 ? "未知 unknown" : difference.touchedInUse());
    }
  }

  private static String name(Version version) {
    return version.table() + "@" + version.version();
  }

  @Command(
      name = "codes",
      description = {
        "导入编码对照表，例如 import codes icd10.csv icd9.csv --from clinical-2.0",
        "Imports cross-walks, such as: import codes icd10.csv icd9.csv --from clinical-2.0"
      })
  static final class Codes extends CodeTables {
    @Option(
        names = "--from",
        paramLabel = "EDITION",
        defaultValue = "",
        description = {
          "来源版本，例如 clinical-2.0（手术即 clinical-3.0）；文件自己说明时可不写",
          "source edition, such as clinical-2.0 (which has procedures clinical-3.0), unless the"
              + " file says it"
        })
    String from;

    @Override
    Kind kindOfTable() {
      return Kind.CODES;
    }

    @Override
    String from() {
      return from;
    }
  }

  @Command(
      name = "dictionary",
      description = {
        "导入字典，例如 import dictionary icd10.csv icd9.csv --complete",
        "Imports dictionaries, such as: import dictionary icd10.csv icd9.csv --complete"
      })
  static final class Dictionary extends CodeTables {
    @Override
    Kind kindOfTable() {
      return Kind.DICTIONARY;
    }

    @Override
    String from() {
      return "";
    }
  }

  @Command(
      name = "knowledge",
      description = {
        "导入公布的知识点，例如 import knowledge 第22批.xlsx；没有读懂的停用，待药师解读",
        "Imports published knowledge points, such as: import knowledge batch-22.xlsx; what was not"
            + " understood stays off until a pharmacist reads it"
      })
  static final class KnowledgePoints extends Tables {
    private static final int MOST_WAITING = 20;
    private static final int LONGEST_TEXT = 60;

    @Option(
        names = "--kind",
        paramLabel = "NAME",
        defaultValue = "",
        description = {
          "成为哪张表的新版本；不写则按批次，几个批次的文件按文件名",
          "the table that it is a version of; by default that of its batch, or of the file's name if"
              + " it has several batches"
        })
    String kind;

    @Option(
        names = "--state",
        paramLabel = "on|silent|off",
        defaultValue = "silent",
        description = {
          "读懂的知识点：on 提示，silent 只计数（默认），off 停用；文件 state 列更静的从文件",
          "for points that were understood: on speaks, silent only counts (default), off; a row whose"
              + " own state column is quieter keeps it"
        })
    String state;

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = {
          "CSV（UTF-8、GB18030）、XLSX（可有多个工作表），可为 zip",
          "CSV (UTF-8, GB18030) or XLSX (with several sheets), also zipped"
        })
    List<Path> files;

    @Override
    List<Path> files() {
      return files;
    }

    @Override
    Order order(Path file, LocalDate firstDay) {
      return new Order(
          Kind.KNOWLEDGE,
          kind,
          "",
          "",
          firstDay,
          false,
          skipRefused,
          file.getFileName().toString(),
          pointState());
    }

    private PointState pointState() {
      try {
        return PointState.ofId(state);
      } catch (IllegalArgumentException e) {
        throw Failure.unusable("--state 应为 on、silent 或 off", "--state: on, silent or off", e);
      }
    }

    /** A file of all points has more differences than are read or fit into memory well. */
    @Override
    TableImports tableImports(Composition composition) {
      pointState();
      return composition.tableImports(diff != null);
    }

    @Override
    void printMore(Checked checked) {
      checked.points().filter(points -> !points.classes().isEmpty()).ifPresent(this::print);
    }

    private void print(Points points) {
      PrintStream out = console.out();
      int waiting = points.classes().stream().mapToInt(ClassCount::waiting).sum();
      out.printf("  按规则类 by class：读懂的 understood → %s，待药师解读 waiting → off%n", points.state().id());
      TextTable table = new TextTable();
      for (ClassCount count : points.classes()) {
        table.row(
            List.of(
                "   ",
                count.ruleClass(),
                count.name().zh(),
                "知识点 points " + count.points(),
                count.isEvaluated()
                    ? "读懂 understood " + count.understood()
                    : "不在开医嘱时审查，停用 not evaluated at an order, off",
                count.waiting() > 0 ? "待解读 waiting " + count.waiting() : ""));
      }
      out.print(table);
      if (!points.readings().isEmpty()) {
        out.println("  读法举例，请核对 readings to be looked over：");
        points.readings().forEach(reading -> print(out, reading, meaning(reading)));
      }
      if (waiting > 0) {
        out.println("  待药师解读，停用 waiting for a pharmacist, off：" + waiting);
        points.waiting().stream()
            .limit(MOST_WAITING)
            .forEach(reading -> print(out, reading, reading.why().toString()));
        if (waiting > MOST_WAITING) {
          out.println(
              "    … 其余见 report alerts 的“待药师解读”"
                  + " / all of them under \"waiting\" in report alerts");
        }
        out.println(
            "  解读：把该行连同 id 抄到 mappings/knowledge/site/ 的表中并填 reading，或在文件加 reading 列后重新导入"
                + " / to read them repeat the row with its id in mappings/knowledge/site/ with a"
                + " reading, or import again with a column reading");
      }
      if (points.state() != PointState.ON) {
        out.println(
            "  试行后启用：POST /api/knowledge/switch，或以 --state on 重新导入"
                + " / to switch on after a trial: POST /api/knowledge/switch, or import"
                + " again with --state on");
      }
    }

    private static String meaning(PointReading reading) {
      String patterns =
          reading.patterns().isEmpty() ? "" : " (" + String.join(", ", reading.patterns()) + ")";
      return (reading.reading().isEmpty() ? "规则类自带的限定 what its class demands" : reading.reading())
          + patterns;
    }

    private static void print(PrintStream out, PointReading reading, String meaning) {
      String words =
          reading.published().isEmpty() ? "" : "“" + shortened(reading.published()) + "”";
      out.println(
          "    "
              + reading.place()
              + " "
              + reading.ruleClass()
              + " "
              + shortened(reading.itemName())
              + words
              + " → "
              + meaning);
    }

    private static String shortened(String text) {
      return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
  }

  @Command(
      name = "versions",
      description = {"列出导入过的版本，* 为有效", "Lists the versions of imported tables; * is in force"})
  static final class Versions extends Options {
    @Override
    public Integer call() {
      TextTable table = new TextTable();
      table.row(List.of("", "TABLE@VERSION", "行 rows", "生效日 from", "文件 file", "谁 who", "时间 at"));
      try {
        for (Version version : new Composition(home(), this::clock).tableImports().versions()) {
          table.row(
              List.of(
                  version.inForce() ? "*" : "",
                  name(version),
                  String.valueOf(version.rows()),
                  version.validFrom() == null ? "" : version.validFrom().toString(),
                  version.fileName(),
                  version.who(),
                  version.at().toString()));
        }
      } catch (IOException e) {
        throw Failure.unusable("无法读取版本：" + e.getMessage(), "cannot read the versions", e);
      }
      console.out().print(table);
      return 0;
    }
  }

  @Command(
      name = "restore",
      description = {
        "恢复一个版本；TABLE@none 使该表的导入全部失效",
        "Goes back to a version; TABLE@none leaves the table without an imported version"
      })
  static final class Restore extends Options {
    @Parameters(
        paramLabel = "TABLE@VERSION",
        description = {"见 import versions", "as import versions lists them"})
    String wanted;

    @Override
    public Integer call() {
      int at = wanted.lastIndexOf('@');
      if (at < 1) {
        throw Failure.unusable("应为 TABLE@VERSION", "expected TABLE@VERSION");
      }
      Composition composition = new Composition(home(), this::clock);
      try {
        Version version =
            composition
                .tableImports()
                .restore(
                    wanted.substring(0, at),
                    wanted.substring(at + 1),
                    System.getProperty("user.name", ""),
                    composition.clock().instant());
        console
            .out()
            .println(
                version.inForce()
                    ? "已生效 in force: " + name(version)
                    : "已失效 out of force: " + name(version));
        return 0;
      } catch (IllegalArgumentException e) {
        throw Failure.refused("没有版本 " + wanted, "no such version");
      } catch (ImportRefusedException e) {
        throw Failure.refused("未恢复：" + e.text().zh(), "not restored: " + e.text().en());
      } catch (IOException e) {
        throw Failure.unusable("读写失败：" + e.getMessage(), "cannot read or write", e);
      }
    }
  }
}
