package org.duima.mapping.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeSuggester.Question;
import org.duima.api.mapping.CodeSuggester.Suggestion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often the right code is proposed, measured on the rows of the public cross-walk whose code
 * changes: the clinical name is the question, the insurance code the answer. Only the dictionary
 * and the shipped terms are loaded, no row of any cross-walk. The weights and the terms were tuned
 * on the third of the rows with {@code CRC32(code) mod 3 == 0}; the other two thirds are reported.
 */
class SuggestQualityTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);
  private static final Path PUBLISHED = Path.of("../../../shared/data/codes");
  private static final Path SHIPPED = Path.of("../../mappings/suggest");

  @TempDir static Path home;
  private static Suggester suggester;

  private record Row(String code, String name, String target) {
    boolean isReported() {
      CRC32 hash = new CRC32();
      hash.update(code.getBytes(StandardCharsets.UTF_8));
      return hash.getValue() % 3 != 0;
    }
  }

  private record Quality(double first, double five) {}

  @BeforeAll
  static void loadDictionaries() throws IOException {
    assumeTrue(Files.isDirectory(PUBLISHED), "the published tables are not here");
    Path codes = Files.createDirectories(home.resolve("mappings/codes"));
    copy(codes, "insurance-icd10-dictionary", "diagnosis");
    copy(codes, "insurance-icd9-dictionary", "procedure");
    Path suggest = Files.createDirectories(home.resolve("mappings/suggest"));
    for (String name : List.of("terms.csv", "moved.csv", "limits.csv")) {
      Files.copy(SHIPPED.resolve(name), suggest.resolve(name));
    }
    MappingTables tables = new MappingTables(home, Clock.systemUTC(), () -> "");
    assertEquals(List.of(), tables.loadFindings());
    suggester = new Suggester(home, tables, Clock.systemUTC());
    assertEquals(List.of(), suggester.loadFindings());
  }

  private static void copy(Path codes, String name, String system) throws IOException {
    Files.copy(PUBLISHED.resolve(name + ".csv"), codes.resolve(name + ".csv"));
    Files.writeString(
        codes.resolve(name + ".properties"),
        "kind=dictionary\nsystem=%s\nto=insurance-2.0\norigin=imported\ncomplete=true\n"
            .formatted(system));
  }

  private static List<Row> reported(String file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(PUBLISHED.resolve(file))) {
      for (NamedCsvRecord line : csv) {
        Row row =
            new Row(
                line.getField("clinical_code"),
                line.getField("clinical_name"),
                line.getField("insurance_code"));
        if (!row.code().equals(row.target()) && row.isReported()) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static Quality measure(String what, CodeSystem system, List<Row> rows, int category) {
    int first = 0;
    int five = 0;
    for (Row row : rows) {
      Code source = new Code(system, "clinical-2.0", row.code().substring(0, category));
      List<String> proposed =
          suggester
              .suggest(new Question(source, row.name(), "insurance-2.0", "", -1, DAY, 5))
              .stream()
              .map(Suggestion::code)
              .map(Code::value)
              .toList();
      first += !proposed.isEmpty() && proposed.get(0).equals(row.target()) ? 1 : 0;
      five += proposed.contains(row.target()) ? 1 : 0;
    }
    Quality quality = new Quality(100.0 * first / rows.size(), 100.0 * five / rows.size());
    System.out.printf(
        "suggest %s: %d rows, first %.1f %%, among five %.1f %%%n",
        what, rows.size(), quality.first(), quality.five());
    return quality;
  }

  @Test
  void diagnosesAreFoundByNameAlone() throws IOException {
    List<Row> rows = reported("icd10-clinical2-to-insurance2.csv");
    Quality quality = measure("diagnosis by name", CodeSystem.DIAGNOSIS, rows, 0);
    assertTrue(quality.first() >= 59 && quality.five() >= 79.5, quality::toString);
  }

  @Test
  void diagnosesAreFoundByNameAndCategory() throws IOException {
    List<Row> rows = reported("icd10-clinical2-to-insurance2.csv");
    Quality quality = measure("diagnosis by name and category", CodeSystem.DIAGNOSIS, rows, 3);
    assertTrue(quality.first() >= 66 && quality.five() >= 88, quality::toString);
  }

  @Test
  void proceduresAreFoundByNameAlone() throws IOException {
    List<Row> rows = reported("icd9-clinical3-to-insurance2.csv");
    Quality quality = measure("procedure by name", CodeSystem.PROCEDURE, rows, 0);
    assertTrue(quality.first() >= 84 && quality.five() >= 90, quality::toString);
  }
}
