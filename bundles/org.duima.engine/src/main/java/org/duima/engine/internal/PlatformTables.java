package org.duima.engine.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.ledger.Inquiries.Rows;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
import org.duima.api.mapping.TableImports.Version;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer.DictionaryRow;

/**
 * Imports what the platform sends as tables, whole ones. Whatever is doubtful about an answer
 * leaves the version in force where it is. Safe for use by several threads.
 */
public final class PlatformTables {
  /** Findings that are told in an inquiry's result; the check itself has them all. */
  private static final int MOST_FINDINGS = 3;

  private static final int LONGEST_NAME = 100;

  private final Path downloads;
  private final Supplier<Optional<TableImports>> imports;

  /**
   * @param data folder for files while they are imported
   * @param imports as they come and go
   */
  public PlatformTables(Path data, Supplier<Optional<TableImports>> imports) {
    this.downloads = data.resolve("downloads");
    this.imports = imports;
  }

  /**
   * What became of an answer.
   *
   * @param good whether it is in force, or was not meant to be
   */
  record Outcome(boolean good, Rows rows, Text text) {}

  /**
   * Imports the values of a dictionary that are in force.
   *
   * @throws IOException if the home cannot be written to
   */
  Outcome take(Inquiry.DictionaryQuery asked, List<DictionaryRow> rows, long number, Instant now)
      throws IOException {
    Path file = place();
    try {
      try (CsvWriter writer = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
        writer.writeRecord("code", "name");
        for (DictionaryRow row : rows) {
          if (row.valid()) {
            writer.writeRecord(row.value(), row.label());
          }
        }
      }
      return take(file, order(asked.table(), "1901-" + asked.type() + ".csv"), 0, number, now);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Imports the file of a catalogue.
   *
   * @throws IOException if the home cannot be written to
   */
  Outcome take(Inquiry.Download asked, byte[] bytes, long number, Instant now) throws IOException {
    Path file = place();
    try {
      Files.write(file, bytes);
      Order order = order("", asked.infno() + "-" + asked.fileName());
      if (asked.since().equals(Inquiry.Catalogue.WHOLE)) {
        return take(file, order, asked.rows(), number, now);
      }
      return changesOnly(imports().check(file, order));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Path place() throws IOException {
    Files.createDirectories(downloads);
    return Files.createTempFile(downloads, "platform", ".table");
  }

  private TableImports imports() {
    return imports
        .get()
        .orElseThrow(() -> new IllegalStateException("编码表导入尚未就绪 / imports are not there yet"));
  }

  /** A name for people: the platform's, without what could mislead. */
  private static Order order(String system, String name) {
    String shown = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    return new Order(
        Kind.DICTIONARY,
        system,
        "",
        "",
        null,
        true,
        false,
        shown.substring(0, Math.min(LONGEST_NAME, shown.length())));
  }

  private Outcome take(Path file, Order order, int announced, long number, Instant now)
      throws IOException {
    Checked checked = imports().check(file, order);
    Rows rows = new Rows(checked.read(), checked.kept(), checked.refused());
    if (!checked.canBeApplied()) {
      return new Outcome(false, rows, notInForce(errors(checked)));
    }
    if (checked.read() < announced) {
      Text incomplete =
          new Text(
              "文件不完整：平台称 " + announced + " 行，实有 " + checked.read() + " 行",
              "the file is not whole: "
                  + announced
                  + " rows announced, "
                  + checked.read()
                  + " read");
      return new Outcome(false, rows, notInForce(incomplete));
    }
    Optional<Finding> extract =
        checked.findings().stream().filter(one -> one.rule().endsWith("extract")).findFirst();
    if (extract.isPresent()) {
      return new Outcome(false, rows, notInForce(waiting(extract.get().text(), checked.id())));
    }
    try {
      Version version = imports().apply(checked.id(), "platform #" + number, now);
      String name = version.table() + "@" + version.version();
      return new Outcome(true, rows, new Text("已生效 " + name, "in force: " + name));
    } catch (ImportRefusedException e) {
      return new Outcome(false, rows, notInForce(e.text()));
    }
  }

  /** A table is imported as a whole; changes alone would take the rest of it out of force. */
  private static Outcome changesOnly(Checked checked) {
    Rows rows = new Rows(checked.read(), checked.kept(), checked.refused());
    if (!checked.canBeApplied()) {
      return new Outcome(false, rows, notInForce(errors(checked)));
    }
    return new Outcome(
        true,
        rows,
        new Text(
            "只是变更部分，未生效；要更新编码表请下载全表（不带 --since）",
            "changes only, not in force; download the whole catalogue (without --since) to renew the"
                + " table"));
  }

  private static Text errors(Checked checked) {
    List<Text> errors =
        checked.findings().stream()
            .filter(Finding::isError)
            .map(Finding::text)
            .limit(MOST_FINDINGS)
            .toList();
    return new Text(
        errors.stream().map(Text::zh).collect(Collectors.joining("；")),
        errors.stream().map(Text::en).collect(Collectors.joining("; ")));
  }

  private static Text waiting(Text why, String checkId) {
    return new Text(
        why.zh() + "。确认无误可用 POST /api/tables/checks/" + checkId + "/apply 生效",
        why.en() + ". If it is right, POST /api/tables/checks/" + checkId + "/apply");
  }

  private static Text notInForce(Text why) {
    return new Text(
        "未导入，原版本继续有效：" + why.zh(), "nothing imported, what was in force stays: " + why.en());
  }
}
