package org.duima.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.duima.mapping.internal.MappingTables;

/** The published cross-walks and dictionaries, imported into a home directory of their own. */
final class PublishedTables {
  static final String DIAGNOSES = "icd10-clinical2-to-insurance2";
  static final String PROCEDURES = "icd9-clinical3-to-insurance2";

  private final Path folder;
  private final Path home;

  /**
   * @param folder with the four published tables
   * @param home an empty directory
   */
  PublishedTables(Path folder, Path home) throws IOException {
    this.folder = folder;
    this.home = home;
    Files.createDirectories(home.resolve("mappings/imported"));
    place(DIAGNOSES, "kind=crosswalk\nsystem=diagnosis\nfrom=clinical-2.0\n");
    place(PROCEDURES, "kind=crosswalk\nsystem=procedure\nfrom=clinical-3.0\n");
    place("insurance-icd10-dictionary", "kind=dictionary\nsystem=diagnosis\n");
    place("insurance-icd9-dictionary", "kind=dictionary\nsystem=procedure\n");
  }

  private void place(String name, String metadata) throws IOException {
    Path imported = home.resolve("mappings/imported");
    Files.copy(folder.resolve(name + ".csv"), imported.resolve(name + ".csv"));
    Files.writeString(
        imported.resolve(name + ".properties"),
        metadata + "to=insurance-2.0\norigin=imported\ncomplete=true\n");
  }

  MappingTables load() {
    MappingTables tables = new MappingTables(home, Clock.systemDefaultZone(), () -> "");
    if (!tables.loadFindings().isEmpty()) {
      throw new IllegalStateException(tables.loadFindings().toString());
    }
    return tables;
  }

  /** Source code, target code and target name of each row of a cross-walk. */
  List<String[]> rows(String name) throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().ofNamedCsvRecord(folder.resolve(name + ".csv"))) {
      for (NamedCsvRecord row : reader) {
        rows.add(
            new String[] {
              row.getField("clinical_code"),
              row.getField("insurance_code"),
              row.getField("insurance_name")
            });
      }
    }
    return rows;
  }
}
