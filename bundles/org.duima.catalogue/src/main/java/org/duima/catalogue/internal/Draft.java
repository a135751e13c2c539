package org.duima.catalogue.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.duima.api.Severity;
import org.duima.api.Text;
import org.duima.api.mapping.TableImports.Kind;

/** The rows of a file that can be taken, in the file's order, with all checks of single rows. */
final class Draft {
  /** What a cross-walk writes instead of a target for a code that may not be sent. */
  static final String GRAY_MARK = "灰码";

  private static final int LONGEST_NAME = 500;

  private final Subject subject;
  private final Layout layout;
  private final int mostRows;

  /** Name of a target in the whole dictionary, null where there is no such dictionary. */
  private final Function<String, Optional<String>> dictionary;

  private final Findings findings;
  private final Map<String, TableRow> rows = new LinkedHashMap<>();
  private final Set<String> contradicted = new HashSet<>();
  private int read;
  private int duplicates;
  private int otherNames;
  private int retired;
  private int withoutCode;

  Draft(
      Subject subject,
      Layout layout,
      int mostRows,
      Function<String, Optional<String>> dictionary,
      Findings findings) {
    this.subject = subject;
    this.layout = layout;
    this.mostRows = mostRows;
    this.dictionary = dictionary;
    this.findings = findings;
  }

  /**
   * Takes a row, or tells why not.
   *
   * @throws TableException if there are more rows than may be
   */
  void add(TableRow raw) throws TableException {
    read++;
    if (read > mostRows) {
      throw new TableException(
          "too-many-rows",
          findings.place(),
          findings.place()
              + "：超过 "
              + mostRows
              + " 行，未导入（上限见 etc/org.duima.catalogue.cfg 的 maxRows）",
          findings.place()
              + ": more than "
              + mostRows
              + " rows (maxRows in etc/org.duima.catalogue.cfg)");
    }
    TableRow row =
        new TableRow(
            raw.number(),
            Spelling.trimmed(raw.code()),
            Spelling.oneLine(raw.name()),
            raw.target() == null ? null : Spelling.trimmed(raw.target()),
            raw.targetName() == null ? null : Spelling.oneLine(raw.targetName()),
            raw.retired(),
            raw.cells());
    if (row.retired()) {
      retired++;
      return;
    }
    if (row.code().isEmpty() && layout.skipsEmptyCodes()) {
      withoutCode++;
      return;
    }
    if (layout.width() > 0 && row.cells() > layout.width()) {
      findings.refuse(
          "cells",
          row.number(),
          layout.codeColumn(),
          "有 " + row.cells() + " 列，表头只有 " + layout.width() + " 列；含逗号的名称要加双引号",
          row.cells()
              + " cells, but the header has "
              + layout.width()
              + "; a name with a comma needs double quotes");
      return;
    }
    String key = Spelling.key(subject, subject.codeEdition(), row.code());
    if (!isCodeGood(raw, row, key)
        || subject.kind() == Kind.CODES && !isTargetGood(row)
        || !isNameGood(row)) {
      return;
    }
    place(key, row);
  }

  private boolean isCodeGood(TableRow raw, TableRow row, String key) {
    if (key.isEmpty()) {
      findings.refuse("empty", row.number(), layout.codeColumn(), "编码为空", "the code is empty");
      return false;
    }
    Shape shape = Shape.of(subject, subject.codeEdition(), key);
    if (shape == Shape.IMPOSSIBLE) {
      refuseShape(row.number(), layout.codeColumn(), row.code(), subject.codeEdition());
      return false;
    }
    if (shape != Shape.USUAL) {
      findings.remark(
          "unusual-code", row.number(), layout.codeColumn(), told(row.code(), shape.remark()));
    }
    if (row.code().length() != raw.code().length()) {
      findings.remark(
          "blanks",
          row.number(),
          layout.codeColumn(),
          told(row.code(), new Text("编码首尾有空白，已去掉", "blanks around the code were taken away")));
    }
    return true;
  }

  private static Text told(String code, Text remark) {
    return new Text(code + " " + remark.zh(), code + ": " + remark.en());
  }

  private void refuseShape(long number, String column, String code, String edition) {
    findings.refuse(
        "shape",
        number,
        column,
        "“"
            + shortened(code)
            + "”不可能是"
            + subject.system()
            + "（"
            + edition
            + "）的编码；若由表格软件改写（如 74.1000 变成 74.1），请把该列设为文本后重新保存",
        "“"
            + shortened(code)
            + "” cannot be a code of "
            + subject.system()
            + " "
            + edition
            + "; if a spreadsheet rewrote it (74.1000 to 74.1) mark the column as text");
  }

  private static String shortened(String text) {
    String line = Spelling.oneLine(text);
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  private boolean isTargetGood(TableRow row) {
    if (row.target().isEmpty()) {
      findings.refuse(
          "no-target",
          row.number(),
          layout.targetColumn(),
          row.code() + " 没有目标编码；不能上传的编码请写“灰码”",
          row.code() + " has no target; write 灰码 for a code that may not be sent");
      return false;
    }
    if (row.target().equals(GRAY_MARK)) {
      return true;
    }
    String key = Spelling.key(subject, subject.to(), row.target());
    Shape shape = Shape.of(subject, subject.to(), key);
    if (shape == Shape.IMPOSSIBLE) {
      refuseShape(row.number(), layout.targetColumn(), row.target(), subject.to());
      return false;
    }
    if (shape != Shape.USUAL) {
      findings.remark(
          "unusual-code", row.number(), layout.targetColumn(), told(row.target(), shape.remark()));
    }
    if (dictionary != null) {
      Optional<String> name = dictionary.apply(row.target());
      if (name.isEmpty()) {
        findings.refuse(
            "unknown-target",
            row.number(),
            layout.targetColumn(),
            row.code() + " 的目标编码 " + row.target() + " 不在 " + subject.to() + " 的完整字典中",
            "the target "
                + row.target()
                + " of "
                + row.code()
                + " is not in the whole dictionary of "
                + subject.to());
        return false;
      }
      if (!name.get().equals(row.targetName())) {
        otherNames++;
      }
    }
    return true;
  }

  private boolean isNameGood(TableRow row) {
    boolean tooLong =
        row.name().length() > LONGEST_NAME
            || row.targetName() != null && row.targetName().length() > LONGEST_NAME;
    if (tooLong) {
      findings.refuse(
          "name-too-long",
          row.number(),
          layout.nameColumn(),
          row.code() + " 的名称超过 " + LONGEST_NAME + " 字，可能是引号没有成对",
          "the name of " + row.code() + " is longer than " + LONGEST_NAME + " characters");
    }
    return !tooLong;
  }

  /** Of two rows that contradict each other neither is known to be right. */
  private void place(String key, TableRow row) {
    TableRow former = rows.get(key);
    if (former == null) {
      if (contradicted.contains(key)) {
        findings.refuse(
            "contradiction",
            row.number(),
            layout.codeColumn(),
            row.code() + " 前面已有互相矛盾的行",
            row.code() + " stands in contradicting rows above");
      } else {
        rows.put(key.equals(row.code()) ? row.code() : key, row.withSharedTexts());
      }
      return;
    }
    boolean same =
        subject.kind() == Kind.CODES
            ? Spelling.key(subject, subject.to(), former.target())
                .equals(Spelling.key(subject, subject.to(), row.target()))
            : former.name().equals(row.name());
    if (same) {
      duplicates++;
      return;
    }
    rows.remove(key);
    contradicted.add(key);
    refuseContradiction(former, row);
    refuseContradiction(row, former);
  }

  private void refuseContradiction(TableRow row, TableRow other) {
    findings.refuse(
        "contradiction",
        row.number(),
        layout.codeColumn(),
        row.code()
            + " → "
            + content(row)
            + "，但第 "
            + other.number()
            + " 行是 "
            + content(other)
            + "；同一编码只能有一个目标",
        row.code()
            + " gives "
            + content(row)
            + ", but row "
            + other.number()
            + " gives "
            + content(other));
  }

  /** What a row says about its code. */
  static String content(TableRow row) {
    return row.target() == null ? row.name() : (row.target() + " " + row.targetName()).strip();
  }

  /** Says what is to be said once all rows were added. */
  void finish() {
    if (duplicates > 0) {
      findings.about(
          Severity.INFO,
          "duplicates",
          duplicates + " 行与前面的行重复，只留一行",
          duplicates + " rows repeat an earlier one and are kept once");
    }
    if (retired > 0) {
      findings.about(
          Severity.INFO,
          "retired",
          retired + " 行的有效标志为无效，不导入",
          retired + " rows are marked as no longer valid and are left out");
    }
    if (withoutCode > 0) {
      findings.about(
          Severity.INFO,
          "without-code",
          withoutCode + " 行没有该版本的编码，不导入",
          withoutCode + " rows have no code of that edition and are left out");
    }
    if (otherNames > 0) {
      findings.about(
          Severity.INFO,
          "names",
          otherNames + " 行的目标名称与字典不同，上传时用字典的名称",
          otherNames + " target names differ from the dictionary, whose names are sent");
    }
    if (subject.kind() == Kind.CODES && dictionary == null) {
      findings.about(
          Severity.INFO,
          "no-dictionary",
          subject.to() + " 没有完整的字典，目标编码未核对",
          "there is no whole dictionary of " + subject.to() + ", targets were not looked up");
    }
  }

  int read() {
    return read;
  }

  int kept() {
    return rows.size();
  }

  /** The row of a code's key, null if there is none. */
  TableRow row(String key) {
    return rows.get(key);
  }

  void each(BiConsumer<String, TableRow> action) {
    rows.forEach(action);
  }

  boolean has(String code) {
    return rows.containsKey(Spelling.key(subject, subject.codeEdition(), code));
  }

  /** Writes the rows as the mapping room reads them. */
  void write(Path file) throws IOException {
    try (CsvWriter writer =
        CsvWriter.builder().build(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
      if (subject.kind() == Kind.CODES) {
        writer.writeRecord("clinical_code", "clinical_name", "insurance_code", "insurance_name");
        for (TableRow row : rows.values()) {
          writer.writeRecord(row.code(), row.name(), row.target(), row.targetName());
        }
      } else {
        writer.writeRecord("code", "name");
        for (TableRow row : rows.values()) {
          writer.writeRecord(row.code(), row.name());
        }
      }
    }
  }
}
