package org.duima.source.fhir4.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.Dictionaries;

/** The table of how often a day that the product ships, and no other one. */
final class ShippedFrequencies implements Dictionaries {
  private static final Path TABLE = Path.of("../../mappings/dictionaries/times_per_day.csv");
  private final Map<String, String> times = new HashMap<>();

  ShippedFrequencies() {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(TABLE)) {
      rows.forEach(row -> times.put(normal(row.getField("value")), row.getField("code")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String normal(String value) {
    return value.toUpperCase(Locale.ROOT).strip();
  }

  @Override
  public Optional<String> translate(String dictionary, String format, String value) {
    return dictionary.equals("times_per_day")
        ? Optional.ofNullable(times.get(normal(value)))
        : Optional.empty();
  }

  @Override
  public Optional<String> name(String dictionary, String code) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public Map<String, String> values(String dictionary) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public boolean has(String dictionary) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public boolean isComplete(String dictionary) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
    throw new AssertionError("nobody asks for this");
  }

  @Override
  public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
    throw new AssertionError("nobody asks for this");
  }
}
