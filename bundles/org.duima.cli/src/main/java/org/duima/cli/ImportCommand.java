package org.duima.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
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
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Difference;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
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
      SettlementsCommand.class,
      ImportCommand.Versions.class,
      ImportCommand.Restore.class
    },
    description = {
      "导入公布的编码对照表、字典，查看和恢复版本；导入财务结算清单。",
      "Brings published cross-walks and dictionaries into mappings/, shows and restores versions;"
          + " brings the finance office's settlements to a node."
    })
final class ImportCommand extends Options {
  @Override
  public Integer call() {
    throw Failure.unusable(
        "请指明导入什么：codes、dictionary、settlements，或 versions、restore",
        "say what to import: codes, dictionary or settlements; or versions, restore");
  }

  /** What checks files and puts them into force. */
  abstract static class Tables extends Options {
    private static final int MOST_EXAMPLES = 10;
    private static final int MOST_REMARKS = 50;

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
        names = "--valid-from",
        paramLabel = "yyyy-MM-dd",
        description = {
          "从哪天出院的病例起生效；不写则替换现在的版本",
          "first day of discharge that it holds for; without it the present version is replaced"
        })
    String validFrom;

    @Option(
        names = "--complete",
        description = {
          "表是完整的：字典中没有的编码即为错误",
          "the table is whole: a code that the dictionary lacks is an error"
        })
    boolean complete;

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
    public Integer call() {
      Composition composition = new Composition(home(), this::clock);
      TableImports imports = composition.tableImports();
      LocalDate firstDay = firstDay();
      try {
        return importAll(imports, firstDay, composition.clock().instant());
      } catch (IOException e) {
        throw Failure.unusable(
            "读写失败：" + e.getMessage(), "cannot read or write: " + e.getClass().getSimpleName(), e);
      }
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
      for (Path file : files) {
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

    private Order order(Path file, LocalDate firstDay) {
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
    }

    private void print(Difference difference) {
      String touched =
          difference.touchedInUse() < 0 ? "未知 unknown" : String.valueOf(difference.touchedInUse());
      console
          .out()
          .printf(
              "  与现有版本比较：新增 added %d, 删除 removed %d, 修改 changed %d；近 90 天用过的编码受影响"
                  + " codes in use touched: %s%n",
              difference.added(), difference.removed(), difference.changed(), touched);
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

  private static String name(Version version) {
    return version.table() + "@" + version.version();
  }

  @Command(
      name = "codes",
      description = {
        "导入编码对照表，例如 import codes icd10.csv icd9.csv --from clinical-2.0",
        "Imports cross-walks, such as: import codes icd10.csv icd9.csv --from clinical-2.0"
      })
  static final class Codes extends Tables {
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
  static final class Dictionary extends Tables {
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
