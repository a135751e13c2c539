package org.duima.platform.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.duima.api.Finding;

/** One table that the hospital edits. Not safe for use by several threads. */
final class TableFile {
  private static final String RULE = "platform.table";

  private final Path file;
  private final List<Finding> findings;

  /**
   * @param findings gets what is wrong, with file and line
   */
  TableFile(Path file, List<Finding> findings) {
    this.file = file;
    this.findings = findings;
  }

  /** A line of the table. */
  final class Line {
    private final NamedCsvRecord cells;

    private Line(NamedCsvRecord cells) {
      this.cells = cells;
    }

    /** A cell, empty if the table has no such column. */
    String cell(String column) {
      return cells.findField(column).orElse("").trim();
    }

    void wrong(String zh, String en) {
      findings.add(Finding.error(RULE, shown() + ":" + cells.getStartingLineNumber(), zh, en));
    }
  }

  /**
   * Reads all lines.
   *
   * @param columns names that must be in the header
   * @throws UncheckedIOException if the file cannot be read
   */
  List<Line> read(List<String> columns) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
    } catch (CharacterCodingException e) {
      wrong("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8");
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(shown() + ": 无法读取 / cannot be read", e);
    }
    List<Line> lines = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder()
            .allowMissingFields(true)
            .skipEmptyLines(true)
            .commentStrategy(CommentStrategy.SKIP)
            .ofNamedCsvRecord(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
      for (NamedCsvRecord cells : reader) {
        if (lines.isEmpty()) {
          TreeSet<String> missing = new TreeSet<>(columns);
          missing.removeAll(cells.getHeader());
          if (!missing.isEmpty()) {
            wrong("缺少列 " + missing, "missing columns " + missing);
            return List.of();
          }
        }
        lines.add(new Line(cells));
      }
    } catch (CsvParseException | IllegalStateException e) {
      wrong("不是有效的 CSV（列数或引号不对）", "not valid CSV (number of columns, or quotes)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private void wrong(String zh, String en) {
    findings.add(Finding.error(RULE, shown(), zh, en));
  }

  /** Folder and file: the hospital's own table has the name of the shipped one. */
  private String shown() {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }
}
