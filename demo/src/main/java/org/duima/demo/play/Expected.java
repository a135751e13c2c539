package org.duima.demo.play;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duima.demo.day.DayException;

/**
 * How one settlement of a stay, or a stay without any, must end. Written by hand.
 *
 * @param visit visit number
 * @param setlId setl_id, empty for a stay without settlement
 * @param ends accepted, held, waiting or not-due
 * @param why what it waits for, why it is not due, or which rules hold it
 * @param words the same for people
 */
record Expected(String visit, String setlId, String ends, Set<String> why, String words) {
  private static final Set<String> ENDS = Set.of("accepted", "held", "waiting", "not-due");

  /** Reads the file. */
  static List<Expected> read(Path file) {
    List<Expected> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().fieldSeparator('\t').ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : reader) {
        if (!ENDS.contains(row.getField("ends"))) {
          throw new DayException(
              file, "第 / line " + row.getStartingLineNumber() + ": ends = " + row.getField("ends"));
        }
        rows.add(
            new Expected(
                row.getField("visit"),
                row.getField("setl_id"),
                row.getField("ends"),
                Arrays.stream(row.getField("why").split(","))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new)),
                row.getField("words")));
      }
    } catch (IOException e) {
      throw new DayException(file, "不可读 / not readable: " + e, e);
    } catch (java.util.NoSuchElementException | de.siegmar.fastcsv.reader.CsvParseException e) {
      throw new DayException(file, "内容有误 / wrong content: " + e.getMessage(), e);
    }
    return rows;
  }
}
