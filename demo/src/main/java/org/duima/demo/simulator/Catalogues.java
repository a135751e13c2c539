package org.duima.demo.simulator;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What catalogue downloads give: lines with the columns of the interface.
 *
 * <p>A file {@code INFNO.txt} of the given folder is served as it is. Without one, the lines of
 * 1307, 1308, 1314 and 1315 hold the codes that uploads are checked against, those of the others a
 * few made-up rows. Thread-safe.
 */
final class Catalogues {
  /** The version of the codes that uploads are checked against. */
  static final String CODE_VERSION = "20260101";

  private static final String EMPTY = "null";
  private static final String VERSION_NAME = "模拟版";

  /** One row of a catalogue, without the columns that nobody reads. */
  record Entry(String code, String name, String valid, String version) {}

  private record Layout(NamedCsvRecord row) {
    /** Column from 1, or 0 where this catalogue has no such column. */
    int column(String name) {
      String text = row.getField(name);
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
  }

  private final Map<String, Layout> layouts = new LinkedHashMap<>();
  private final Map<String, List<Entry>> entries = new LinkedHashMap<>();
  private final Path folder;

  /**
   * Reads the shipped tables.
   *
   * @param folder folder with files to serve, or null
   */
  Catalogues(CodeLists codes, Path folder) {
    this.folder = folder;
    Bundled.rows("catalogue-layouts.csv")
        .forEach(row -> layouts.put(row.getField("infno"), new Layout(row)));
    add("1307", codes.diagnoses());
    add("1308", codes.procedures());
    add("1314", codes.chineseDiseases());
    add("1315", codes.chineseSyndromes());
    for (NamedCsvRecord row : Bundled.rows("catalogue-rows.csv")) {
      entries
          .computeIfAbsent(row.getField("infno"), infno -> new ArrayList<>())
          .add(
              new Entry(
                  row.getField("code"),
                  row.getField("name"),
                  row.getField("valid"),
                  row.getField("version")));
    }
  }

  private void add(String infno, CodeList codes) {
    List<Entry> rows = entries.computeIfAbsent(infno, key -> new ArrayList<>());
    codes.names().keySet().stream()
        .sorted()
        .forEach(
            code ->
                rows.add(new Entry(code, codes.firstName(code).orElseThrow(), "1", CODE_VERSION)));
  }

  /** The rows of a catalogue that is queried rather than downloaded. */
  List<Entry> entries(String infno) {
    return entries.getOrDefault(infno, List.of());
  }

  /** The catalogues that are downloaded as files. */
  List<String> downloads() {
    return List.copyOf(layouts.keySet());
  }

  /**
   * The lines newer than a version.
   *
   * @throws IOException when the file of the folder cannot be read
   */
  List<String> lines(String infno, String version) throws IOException {
    Layout layout = layouts.get(infno);
    Path file = folder == null ? null : folder.resolve(infno + ".txt");
    if (file != null && Files.isRegularFile(file)) {
      int column = layout.column("version");
      return Files.readAllLines(file).stream()
          .filter(line -> isNewer(cell(line, column), version))
          .toList();
    }
    return entries(infno).stream()
        .filter(entry -> isNewer(entry.version(), version))
        .map(entry -> line(layout, entry))
        .toList();
  }

  private static String cell(String line, int column) {
    String[] cells = line.split("\t", -1);
    return column <= cells.length ? cells[column - 1] : "";
  }

  /** Versions are numbers; one that is none is newer than everything. */
  static boolean isNewer(String version, String than) {
    if (!version.matches("\\d{1,18}") || !than.matches("\\d{1,18}")) {
      return true;
    }
    return Long.parseLong(version) > Long.parseLong(than);
  }

  private static String line(Layout layout, Entry entry) {
    String[] cells = new String[layout.column("columns")];
    Arrays.fill(cells, EMPTY);
    cells[0] = "SIM" + entry.code();
    put(cells, layout.column("code"), entry.code());
    put(cells, layout.column("name"), entry.name());
    put(cells, layout.column("valid"), entry.valid());
    put(cells, layout.column("rid"), "RID" + entry.code());
    put(cells, layout.column("created"), "2026-01-01 00:00:00");
    put(cells, layout.column("updated"), "2026-01-01 00:00:00");
    put(cells, layout.column("version"), entry.version());
    put(cells, layout.column("version_name"), VERSION_NAME);
    return String.join("\t", cells);
  }

  private static void put(String[] cells, int column, String value) {
    if (column > 0) {
      cells[column - 1] = value;
    }
  }
}
