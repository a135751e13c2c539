package org.duima.catalogue.internal;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.duima.api.mapping.TableImports.Kind;

/** Reads rows as {@link Draft#write} wrote them. */
final class StoredRows {
  private StoredRows() {}

  static void read(Path file, Subject subject, Source.Sink sink)
      throws IOException, TableException {
    boolean ofCodes = subject.kind() == Kind.CODES;
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      for (CsvRecord record : reader) {
        if (record.getStartingLineNumber() > 1) {
          sink.row(
              new TableRow(
                  record.getStartingLineNumber(),
                  record.getField(0),
                  record.getField(1),
                  ofCodes ? record.getField(2) : null,
                  ofCodes ? record.getField(3) : null,
                  false,
                  record.getFieldCount()));
        }
      }
    }
  }
}
