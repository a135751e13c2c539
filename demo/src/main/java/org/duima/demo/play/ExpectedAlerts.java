package org.duima.demo.play;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.demo.day.DayException;

/**
 * What must be shown for one order. Written by hand.
 *
 * @param order its number
 * @param shows published names of the rule classes, sorted; none for a quiet order
 * @param reported the dspo_way that the platform must have been told, empty if none
 * @param words the same for people
 */
record ExpectedAlerts(String order, List<String> shows, String reported, String words) {
  private static final Set<String> REPORTED = Set.of("", "1", "2");

  /** Reads the file; by number of the order. */
  static Map<String, ExpectedAlerts> read(Path file) {
    Map<String, ExpectedAlerts> rows = new LinkedHashMap<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().fieldSeparator('\t').ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : reader) {
        ExpectedAlerts expected =
            new ExpectedAlerts(
                row.getField("order"),
                Arrays.stream(row.getField("shows").split(","))
                    .filter(name -> !name.isEmpty())
                    .sorted()
                    .toList(),
                row.getField("reported"),
                row.getField("words"));
        if (!REPORTED.contains(expected.reported())
            || rows.put(expected.order(), expected) != null) {
          throw new DayException(
              file, "第 / line " + row.getStartingLineNumber() + ": " + expected.order());
        }
      }
    } catch (IOException e) {
      throw new DayException(file, "不可读 / not readable: " + e, e);
    } catch (java.util.NoSuchElementException | de.siegmar.fastcsv.reader.CsvParseException e) {
      throw new DayException(file, "内容有误 / wrong content: " + e.getMessage(), e);
    }
    return rows;
  }
}
