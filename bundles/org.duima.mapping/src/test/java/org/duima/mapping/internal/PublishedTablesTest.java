package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole published tables, where they lie beside the repository. */
class PublishedTablesTest {
  private static final Path DATA = Path.of("../../../shared/data/codes");
  private static final LocalDate ON = LocalDate.of(2026, 6, 1);

  @TempDir Path folder;
  private MappingTables tables;

  @BeforeEach
  void importThem() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "the published tables are not here");
    Files.createDirectories(folder.resolve("mappings/imported"));
    place("icd10-clinical2-to-insurance2", "crosswalk", "diagnosis", "clinical-2.0");
    place("icd9-clinical3-to-insurance2", "crosswalk", "procedure", "clinical-3.0");
    place("insurance-icd10-dictionary", "dictionary", "diagnosis", "");
    place("insurance-icd9-dictionary", "dictionary", "procedure", "");
    long before = liveHeapBytes();
    long began = System.nanoTime();
    tables = new MappingTables(folder, MappingFolder.CLOCK, () -> "");
    long tookMs = (System.nanoTime() - began) / 1_000_000;
    assertThat(tables.loadFindings()).isEmpty();
    System.out.printf(
        "%d rows loaded in %d ms, %.1f MB live%n",
        tables.inForce().entries(), tookMs, (liveHeapBytes() - before) / 1e6);
  }

  private void place(String name, String kind, String system, String from) throws IOException {
    Files.copy(DATA.resolve(name + ".csv"), folder.resolve("mappings/imported/" + name + ".csv"));
    Files.writeString(
        folder.resolve("mappings/imported/" + name + ".properties"),
        "kind="
            + kind
            + "\nsystem="
            + system
            + "\nfrom="
            + from
            + "\nto=insurance-2.0\norigin=imported\ncomplete=true\n");
  }

  private static long liveHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private static List<NamedCsvRecord> rows(String file) throws IOException {
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().ofNamedCsvRecord(DATA.resolve(file))) {
      return reader.stream().toList();
    }
  }

  private void translatesAll(String file, int count, CodeSystem system, String edition)
      throws IOException {
    List<NamedCsvRecord> rows = rows(file);
    assertThat(rows).hasSize(count);
    for (NamedCsvRecord row : rows) {
      Code code = new Code(system, edition, row.getField("clinical_code"));
      CodeMatch match = tables.map(code, "insurance-2.0", ON);
      assertThat(match).as(code.value()).isInstanceOf(CodeMatch.Mapped.class);
      CodeMatch.Mapped mapped = (CodeMatch.Mapped) match;
      assertThat(mapped.target().value()).isEqualTo(row.getField("insurance_code"));
      assertThat(mapped.inDictionary()).isTrue();
    }
  }

  @Test
  void translatesEveryDiagnosisRowToItsTarget() throws IOException {
    translatesAll(
        "icd10-clinical2-to-insurance2.csv", 35_587, CodeSystem.DIAGNOSIS, "clinical-2.0");
  }

  @Test
  void translatesEveryProcedureRowToItsTarget() throws IOException {
    translatesAll("icd9-clinical3-to-insurance2.csv", 13_653, CodeSystem.PROCEDURE, "clinical-3.0");
  }

  @Test
  void asksAboutExactlyTheHomographsWhenNoEditionIsDeclared() throws IOException {
    Set<String> homographs =
        rows("icd10-clinical2-to-insurance2.csv").stream()
            .filter(row -> row.getField("homograph").equals("homograph"))
            .map(row -> row.getField("clinical_code"))
            .collect(Collectors.toSet());
    assertThat(homographs).hasSize(245);
    for (NamedCsvRecord row : rows("icd10-clinical2-to-insurance2.csv")) {
      String code = row.getField("clinical_code");
      CodeMatch match = tables.map(new Code(CodeSystem.DIAGNOSIS, "", code), "insurance-2.0", ON);
      assertThat(match)
          .as(code)
          .isInstanceOf(
              homographs.contains(code) ? CodeMatch.Ambiguous.class : CodeMatch.Mapped.class);
    }
  }
}
