package org.duima.demo.simulator;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Codes with their names, read from a CSV with the columns {@code code} and {@code name}.
 *
 * @param complete whether a code that is not listed is wrong; {@code complete=true} in the
 *     .properties file beside the CSV
 */
record CodeList(Map<String, String> names, boolean complete) {
  static final CodeList NONE = new CodeList(Map.of(), false);

  CodeList {
    names = Map.copyOf(names);
  }

  boolean knows(String code) {
    return names.containsKey(code);
  }

  Optional<String> name(String code) {
    return Optional.ofNullable(names.get(code));
  }

  /**
   * Reads one list.
   *
   * @throws SetupException naming file and line
   */
  static CodeList read(Path file) {
    Map<String, String> names = new HashMap<>();
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        String code = column(file, row, "code");
        String name = column(file, row, "name");
        if (code.isEmpty()) {
          throw new SetupException(
              file + ":" + row.getStartingLineNumber() + " 编码为空 / the code is empty");
        }
        names.putIfAbsent(code, name);
      }
    } catch (CsvParseException | IOException e) {
      throw new SetupException("字典无法读取 / dictionary unreadable: " + file, e);
    }
    return new CodeList(names, properties(file).getProperty("complete", "").strip().equals("true"));
  }

  /** What the .properties file beside a CSV says; empty where there is none. */
  static Properties properties(Path csv) {
    String name = csv.getFileName().toString();
    Path file = csv.resolveSibling(name.substring(0, name.length() - 4) + ".properties");
    Properties properties = new Properties();
    if (Files.isRegularFile(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new SetupException("说明文件无法读取 / metadata unreadable: " + file, e);
      }
    }
    return properties;
  }

  private static String column(Path file, NamedCsvRecord row, String column) {
    return row.findField(column)
        .orElseThrow(
            () ->
                new SetupException(
                    file
                        + ":"
                        + row.getStartingLineNumber()
                        + " 缺少列 / column is missing: "
                        + column))
        .strip();
  }
}
