package org.duima.demo.simulator;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tables that travel with the simulator. */
final class Bundled {
  private Bundled() {}

  /** The rows of a table. */
  static List<NamedCsvRecord> rows(String name) {
    try (InputStream in = Bundled.class.getResourceAsStream(name);
        CsvReader<NamedCsvRecord> rows =
            CsvReader.builder()
                .ofNamedCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return rows.stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
