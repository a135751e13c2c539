package org.duima.catalogue.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.duima.api.mapping.TableImports.Kind;

/**
 * How often each code of a table occurred on lists of the last 90 days, as the node last counted.
 *
 * @param uses by the code's key; null if nobody has counted
 */
record CodeUsage(Map<String, Integer> uses) {
  static final CodeUsage UNKNOWN = new CodeUsage(null);

  /**
   * Reads the counts of a table's codes; unknown if there is no file that can be understood,
   * because an import does not depend on it.
   */
  static CodeUsage of(Path file, Subject subject) throws IOException {
    if (!Files.exists(file)) {
      return UNKNOWN;
    }
    Map<String, Integer> uses = new HashMap<>();
    try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord record : records) {
        String edition = Subject.edition(subject.system(), record.getField("edition"));
        boolean ofTable =
            record.getField("system").equals(subject.system())
                // a cross-walk also answers for codes that came without edition
                && (edition.equals(subject.codeEdition())
                    || subject.kind() == Kind.CODES && edition.isEmpty());
        if (ofTable) {
          uses.merge(
              Spelling.key(subject, subject.codeEdition(), record.getField("code")),
              Integer.parseInt(record.getField("uses")),
              Integer::sum);
        }
      }
    } catch (NoSuchFileException
        | CsvParseException
        | NoSuchElementException
        | NumberFormatException e) {
      return UNKNOWN;
    }
    return new CodeUsage(uses);
  }

  boolean isKnown() {
    return uses != null;
  }

  int of(String key) {
    return uses == null ? 0 : uses.getOrDefault(key, 0);
  }
}
