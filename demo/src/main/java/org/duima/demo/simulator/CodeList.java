package org.duima.demo.simulator;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Codes with their names.
 *
 * @param names the names of each code; more than one where the given tables differ
 * @param complete whether a code that is not listed is wrong
 */
record CodeList(Map<String, Set<String>> names, boolean complete) {
  static final CodeList NONE = new CodeList(Map.of(), false);

  CodeList {
    names = Map.copyOf(names);
  }

  boolean knows(String code) {
    return names.containsKey(code);
  }

  boolean hasName(String code, String name) {
    return names.getOrDefault(code, Set.of()).contains(name);
  }

  /** One name of the code, always the same one; empty where the code is not listed. */
  Optional<String> firstName(String code) {
    return names.getOrDefault(code, Set.of()).stream().sorted().findFirst();
  }

  int size() {
    return names.size();
  }

  /** This list with another: codes of both, complete where one of them is. */
  CodeList and(CodeList other) {
    Map<String, Set<String>> both = new HashMap<>(names);
    other.names.forEach(
        (code, more) ->
            both.merge(
                code,
                more,
                (left, right) -> {
                  Set<String> union = new HashSet<>(left);
                  union.addAll(right);
                  return union;
                }));
    return new CodeList(both, complete || other.complete);
  }

  /**
   * Reads a CSV with the columns {@code code, name}, or the target side of a crosswalk, {@code
   * insurance_code, insurance_name}. The .properties file beside it may say {@code complete=true};
   * a crosswalk is never complete, since it lists only what it maps.
   *
   * @throws SetupException naming file and line
   */
  static CodeList read(Path file) {
    Map<String, Set<String>> names = new HashMap<>();
    boolean crosswalk;
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file)) {
      crosswalk = false;
      for (NamedCsvRecord row : rows) {
        crosswalk = row.findField("insurance_code").isPresent();
        String code = column(file, row, crosswalk ? "insurance_code" : "code");
        String name = column(file, row, crosswalk ? "insurance_name" : "name");
        // a crosswalk says with an empty target that there is none
        if (code.isEmpty() && !crosswalk) {
          throw new SetupException(
              file + ":" + row.getStartingLineNumber() + " 编码为空 / the code is empty");
        }
        if (!code.isEmpty()) {
          names.computeIfAbsent(code, key -> new HashSet<>()).add(name);
        }
      }
    } catch (CsvParseException | IOException e) {
      throw new SetupException("编码表无法读取 / code table unreadable: " + file, e);
    }
    boolean complete = properties(file).getProperty("complete", "").strip().equals("true");
    return new CodeList(names, complete && !crosswalk);
  }

  /** All tables of a folder that hold the insurance edition of one code system. */
  static CodeList readSystem(Path folder, String system) {
    CodeList all = NONE;
    for (Path file : tables(folder)) {
      Properties properties = properties(file);
      String kind = properties.getProperty("kind", "").strip();
      boolean wanted =
          properties.getProperty("system", "").strip().equals(system)
              && properties.getProperty("to", "").strip().startsWith("insurance-")
              && (kind.equals("crosswalk") || kind.equals("dictionary"));
      if (wanted) {
        all = all.and(read(file));
      }
    }
    return all;
  }

  /** The CSV files of a folder by name; none where the folder does not exist. */
  static List<Path> tables(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException e) {
      throw new SetupException("目录无法读取 / folder unreadable: " + folder, e);
    }
  }

  /** A table's name: its file name without .csv. */
  static String tableName(Path csv) {
    String name = csv.getFileName().toString();
    return name.substring(0, name.length() - ".csv".length());
  }

  /** What the .properties file beside a CSV says; empty where there is none. */
  static Properties properties(Path csv) {
    Path file = csv.resolveSibling(tableName(csv) + ".properties");
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
