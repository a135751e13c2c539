package org.duima.finance.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the finance office calls things: {@code mappings/settlement/finance-columns.csv}. */
final class Headings {
  private final Map<String, Field> columns = new HashMap<>();
  private final Map<String, Boolean> refunded = new HashMap<>();
  private final Set<String> sums = new HashSet<>();

  private Headings() {}

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read, or is not what it should be; the text names the line
   */
  static Headings read(Path file) throws IOException {
    Headings headings = new Headings();
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        if (!headings.take(row.getFields())) {
          throw new IOException(
              file.getFileName()
                  + " 第 "
                  + row.getStartingLineNumber()
                  + " 行无法理解 / line "
                  + row.getStartingLineNumber()
                  + " is not understood");
        }
      }
    }
    return headings;
  }

  private boolean take(List<String> row) {
    if (row.size() != 3) {
      return false;
    }
    String text = plain(row.get(2));
    switch (row.get(0)) {
      case "column" -> {
        Field field = Field.of(row.get(1));
        if (field == null) {
          return false;
        }
        columns.put(text, field);
      }
      case "refunded" -> refunded.put(text, row.get(1).equals("yes"));
      case "sum" -> sums.add(text);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The field that a heading names, null if none. */
  Field field(String heading) {
    return columns.get(plain(heading));
  }

  /** Whether a flag says that a settlement was taken back; null if the flag is not known. */
  Boolean refunded(String flag) {
    return refunded.get(plain(flag));
  }

  boolean isSum(String cell) {
    return sums.stream().anyMatch(plain(cell)::startsWith);
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .replaceAll("\\s", "")
        .toLowerCase(Locale.ROOT);
  }
}
