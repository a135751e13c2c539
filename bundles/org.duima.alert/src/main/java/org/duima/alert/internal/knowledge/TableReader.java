package org.duima.alert.internal.knowledge;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.duima.api.Finding;

/**
 * Reads tables of the knowledge folder row by row, so that a large one is never in memory as a
 * whole. What is wrong is said with file, line and column. Not safe for use by several threads.
 */
final class TableReader {
  static final String RULE = "knowledge.table";

  private final Path folder;
  private final MessageDigest digest;
  private final List<Finding> findings;

  /**
   * @param folder {@code mappings/knowledge}; files are named by their path below it
   * @param digest gets every byte that is read
   * @param findings gets what is wrong
   */
  TableReader(Path folder, MessageDigest digest, List<Finding> findings) {
    this.folder = folder;
    this.digest = digest;
    this.findings = findings;
  }

  /** A row. It is only valid while its consumer runs. */
  final class Row {
    private final String file;
    private final Map<String, Integer> columns;
    private CsvRecord cells;

    private Row(String file, Map<String, Integer> columns) {
      this.file = file;
      this.columns = columns;
    }

    /** The cell without blanks around it, empty where there is none. */
    String cell(String column) {
      Integer place = columns.get(column);
      return place == null || place >= cells.getFieldCount() ? "" : cells.getField(place).strip();
    }

    String file() {
      return file;
    }

    int line() {
      return (int) cells.getStartingLineNumber();
    }

    /** File, line and column for a finding. */
    String at(String column) {
      return file + ":" + line() + (column.isEmpty() ? "" : ":" + column);
    }

    void error(String column, String zh, String en) {
      findings.add(Finding.error(RULE, at(column), zh, en));
    }

    void warning(String column, String zh, String en) {
      findings.add(Finding.warning(RULE, at(column), zh, en));
    }
  }

  /**
   * Reads a table.
   *
   * @param needed names that must be in the header
   * @param each gets every row that is not blank
   * @throws UncheckedIOException if the file cannot be read
   */
  void read(Path file, List<String> needed, Consumer<Row> each) {
    String shown = shown(file);
    Row row = null;
    int lastLine = 0;
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
        Reader text = new BufferedReader(decoding(in), 1 << 16);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .skipEmptyLines(true)
                .commentStrategy(CommentStrategy.SKIP)
                .ofCsvRecord(text)) {
      for (CsvRecord cells : reader) {
        lastLine = (int) cells.getStartingLineNumber();
        if (row == null) {
          Map<String, Integer> columns = header(shown, cells, needed);
          if (columns.isEmpty()) {
            return;
          }
          row = new Row(shown, columns);
        } else if (cells.getFieldCount() > row.columns.size()) {
          row.cells = cells;
          row.error(
              "",
              "有 " + cells.getFieldCount() + " 列，表头只有 " + row.columns.size() + " 列；含逗号的值要加双引号",
              cells.getFieldCount()
                  + " fields, but the header has "
                  + row.columns.size()
                  + "; a value with a comma needs double quotes");
        } else if (cells.getFields().stream().anyMatch(cell -> !cell.isBlank())) {
          row.cells = cells;
          each.accept(row);
        }
      }
    } catch (CsvParseException | UncheckedIOException e) {
      if (isEncoding(e)) {
        encoding(shown, lastLine);
      } else if (e instanceof UncheckedIOException broken) {
        throw broken;
      } else {
        findings.add(
            Finding.error(
                RULE,
                shown + ":" + (lastLine + 1),
                "从这一行起不是有效的 CSV（引号不对）",
                "not valid CSV from this line on (quotes)"));
      }
      return;
    } catch (CharacterCodingException e) {
      encoding(shown, lastLine);
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(shown + ": 无法读取 / cannot be read", e);
    }
    if (row == null) {
      findings.add(Finding.error(RULE, shown + ":1", "文件为空，缺少表头", "empty file: no header row"));
    }
  }

  private static Reader decoding(InputStream in) {
    return new InputStreamReader(
        in,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  private static boolean isEncoding(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CharacterCodingException) {
        return true;
      }
    }
    return false;
  }

  private void encoding(String shown, int lastLine) {
    findings.add(
        Finding.error(
            RULE,
            shown + ":" + (lastLine + 1),
            "这一行之后不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8",
            "not UTF-8 somewhere from this line on (perhaps GBK): save it as UTF-8"));
  }

  private Map<String, Integer> header(String shown, CsvRecord cells, List<String> needed) {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < cells.getFieldCount(); i++) {
      String name = cells.getField(i).strip();
      columns.put(i == 0 && name.startsWith("\ufeff") ? name.substring(1) : name, i);
    }
    TreeSet<String> missing = new TreeSet<>(needed);
    missing.removeAll(columns.keySet());
    String at = shown + ":" + cells.getStartingLineNumber();
    if (!missing.isEmpty()) {
      findings.add(Finding.error(RULE, at, "缺少列 " + missing, "missing columns " + missing));
      return Map.of();
    }
    if (columns.size() < cells.getFieldCount()) {
      findings.add(Finding.error(RULE, at, "列名有重复或空", "column names repeat or are empty"));
      return Map.of();
    }
    return columns;
  }

  /** Path below the knowledge folder, with its name before it. */
  String shown(Path file) {
    return "knowledge/" + folder.relativize(file).toString().replace('\\', '/');
  }
}
