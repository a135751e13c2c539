package org.duima.mapping.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeDecision;

/** Reads {@code data/decisions.csv}, which the node writes from its ledger. */
final class DecisionReader {
  private static final List<String> COLUMNS =
      List.of(
          "number",
          "system",
          "from",
          "code",
          "name",
          "department",
          "to",
          "target_code",
          "valid_from",
          "valid_to",
          "who",
          "decided_at",
          "why");

  private final Path file;
  private final LoadFindings findings;
  private final List<CodeDecision> decisions = new ArrayList<>();
  private final Map<Long, Long> rowsOfNumbers = new HashMap<>();

  private DecisionReader(Path file, LoadFindings findings) {
    this.file = file;
    this.findings = findings;
  }

  /** The decisions of a text; whatever is wrong with it becomes a finding. */
  static List<CodeDecision> read(Path file, String text, LoadFindings findings) {
    DecisionReader reader = new DecisionReader(file, findings);
    reader.read(text);
    return reader.decisions;
  }

  private void read(String text) {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().allowMissingFields(true).skipEmptyLines(true).ofNamedCsvRecord(text)) {
      boolean headed = false;
      for (NamedCsvRecord row : rows) {
        if (!headed && !hasColumns(row.getHeader())) {
          return;
        }
        headed = true;
        decision(row);
      }
    } catch (CsvParseException e) {
      findings.error(
          "csv",
          LoadFindings.shown(file),
          "CSV 格式错误：" + e.getMessage(),
          "malformed CSV: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasColumns(List<String> header) {
    List<String> missing = COLUMNS.stream().filter(column -> !header.contains(column)).toList();
    for (String column : missing) {
      findings.error(
          "column",
          LoadFindings.at(file, 1, column),
          "缺少列 " + column,
          "column " + column + " is missing");
    }
    return missing.isEmpty();
  }

  /** Thrown where a row cannot be read, after its finding was added. */
  private static final class BadRow extends Exception {
    private static final long serialVersionUID = 1;
  }

  private void decision(NamedCsvRecord row) {
    try {
      long number = number(row);
      CodeSystem system = system(row);
      Code source = new Code(system, text(row, "from"), text(row, "code"));
      String name = text(row, "name");
      if (source.value().isEmpty() && CodeText.nameKey(name).isEmpty()) {
        throw bad(row, "code", "编码和名称都为空", "neither a code nor a name");
      }
      LocalDate from = date(row, "valid_from");
      LocalDate to = date(row, "valid_to");
      if (from != null && to != null && to.isBefore(from)) {
        throw bad(row, "valid_to", "早于 valid_from", "before valid_from");
      }
      decisions.add(
          new CodeDecision(
              number,
              source,
              name,
              text(row, "department"),
              new Code(system, required(row, "to"), required(row, "target_code")),
              from,
              to,
              required(row, "who"),
              instant(row),
              text(row, "why")));
    } catch (BadRow e) {
      // its finding is there; the other rows are read for theirs
    }
  }

  private long number(NamedCsvRecord row) throws BadRow {
    String text = required(row, "number");
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw bad(row, "number", "应为正整数", "expected a positive whole number");
    }
    long number = Long.parseLong(text);
    Long former = rowsOfNumbers.putIfAbsent(number, row.getStartingLineNumber());
    if (former != null) {
      throw bad(
          row, "number", number + " 与第 " + former + " 行重复", number + " is also in row " + former);
    }
    return number;
  }

  private CodeSystem system(NamedCsvRecord row) throws BadRow {
    String text = required(row, "system");
    if (!TableSet.isCodeSystem(text)) {
      throw bad(row, "system", "没有编码种类 " + text, "there is no code system " + text);
    }
    return CodeSystem.ofId(text);
  }

  private LocalDate date(NamedCsvRecord row, String column) throws BadRow {
    String text = text(row, column);
    try {
      return text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw bad(row, column, "日期应为 yyyy-MM-dd", "expected a date yyyy-MM-dd");
    }
  }

  private Instant instant(NamedCsvRecord row) throws BadRow {
    try {
      return Instant.parse(required(row, "decided_at"));
    } catch (DateTimeException e) {
      throw bad(
          row,
          "decided_at",
          "应为带时区的时间，例如 2026-11-22T03:04:05Z",
          "expected a time with its zone, such as 2026-11-22T03:04:05Z");
    }
  }

  private String required(NamedCsvRecord row, String column) throws BadRow {
    String text = text(row, column);
    if (text.isEmpty()) {
      throw bad(row, column, "不能为空", "must not be empty");
    }
    return text;
  }

  private static String text(NamedCsvRecord row, String column) {
    return row.findField(column).orElse("").strip();
  }

  private BadRow bad(NamedCsvRecord row, String column, String zh, String en) {
    findings.error("decision", LoadFindings.at(file, row.getStartingLineNumber(), column), zh, en);
    return new BadRow();
  }
}
