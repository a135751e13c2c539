package org.duima.settlement.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.duima.api.Finding;

/** Reads one table of the hospital's, saying what is wrong with file, line and field. */
final class CsvTable {
  private static final String RULE = "settlement.table";

  /**
   * A line.
   *
   * @param number line number in the file, from 1
   */
  record Line(long number, Map<String, String> cells) {
    String cell(String column) {
      return cells.getOrDefault(column, "").trim();
    }
  }

  private CsvTable() {}

  /**
   * Reads all lines.
   *
   * @param columns names that must be in the header
   * @throws UncheckedIOException if the file cannot be read
   */
  static List<Line> read(Path file, List<String> columns, List<Finding> findings) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
    } catch (CharacterCodingException e) {
      findings.add(
          Finding.error(
              RULE, shown(file), "不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8"));
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": 无法读取 / cannot be read", e);
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    List<Line> lines = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder()
            .allowMissingFields(true)
            .skipEmptyLines(true)
            .commentStrategy(CommentStrategy.SKIP)
            .ofNamedCsvRecord(new StringReader(text))) {
      boolean headerSeen = false;
      for (NamedCsvRecord record : reader) {
        if (!headerSeen) {
          headerSeen = true;
          TreeSet<String> missing = new TreeSet<>(columns);
          missing.removeAll(record.getHeader());
          if (!missing.isEmpty()) {
            error(findings, file, 1, "缺少列 " + missing, "missing columns " + missing);
            return List.of();
          }
        }
        lines.add(new Line(record.getStartingLineNumber(), record.getFieldsAsMap()));
      }
    } catch (CsvParseException | IllegalStateException e) {
      long line = lines.isEmpty() ? 1 : lines.get(lines.size() - 1).number() + 1;
      error(
          findings,
          file,
          line,
          "从这一行起不是有效的 CSV（列数或引号不对）",
          "not valid CSV from this line on (number of columns, or quotes)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  static void error(List<Finding> findings, Path file, long line, String zh, String en) {
    findings.add(Finding.error(RULE, shown(file) + ":" + line, zh, en));
  }

  /** Folder and file: the hospital's own table has the name of the shipped one. */
  private static String shown(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }
}
