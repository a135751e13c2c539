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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole published tables, where they lie beside the repository. */
class PublishedTablesTest {
  private static final Path DATA = Path.of("../../../shared/data/codes");
  private static final LocalDate ON = LocalDate.of(2026, 6, 1);

  @TempDir static Path folder;
  private static MappingTables tables;

  @BeforeAll
  static void importThem() throws IOException {
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

  private static void place(String name, String kind, String system, String from)
      throws IOException {
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

  @Test
  void takesTheProceduresUnderTheNumberOfTheDiagnosesToo() throws IOException {
    translatesAll("icd9-clinical3-to-insurance2.csv", 13_653, CodeSystem.PROCEDURE, "clinical-2.0");
  }

  @Test
  void asksAboutExactlyTheThreeHomographsOfTheProcedures() throws IOException {
    long ambiguous =
        rows("icd9-clinical3-to-insurance2.csv").stream()
            .map(row -> new Code(CodeSystem.PROCEDURE, "", row.getField("clinical_code")))
            .map(code -> tables.map(code, "insurance-2.0", ON))
            .filter(CodeMatch.Ambiguous.class::isInstance)
            .count();
    assertThat(ambiguous).isEqualTo(3);
  }

  @Test
  void resolvesEveryInsuranceCodeThatIsNoHomographWithoutItsEdition() throws IOException {
    int ambiguous = 0;
    for (NamedCsvRecord row : rows("insurance-icd10-dictionary.csv")) {
      String code = row.getField("code");
      CodeMatch match = tables.map(new Code(CodeSystem.DIAGNOSIS, "", code), "insurance-2.0", ON);
      if (match instanceof CodeMatch.Ambiguous) {
        ambiguous++;
      } else {
        assertThat(((CodeMatch.Mapped) match).target().value()).isEqualTo(code);
      }
    }
    assertThat(ambiguous).isEqualTo(245);
  }

  /** The file says of each row how it relates; the tables must find the same by themselves. */
  @Test
  void findsTheRelationsThatThePublishedFileStates() throws IOException {
    int categories = 0;
    for (NamedCsvRecord row : rows("icd10-clinical2-to-insurance2.csv")) {
      String code = row.getField("clinical_code");
      CodeMatch.Relation relation =
          ((CodeMatch.Mapped)
                  tables.map(
                      new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code), "insurance-2.0", ON))
              .relation();
      String stated = row.getField("relation");
      assertThat(relation.manyToOne()).as(code).isEqualTo(stated.startsWith("n:1"));
      // the file compares the characters, and one code has a stray blank behind it
      boolean same = code.strip().equals(row.getField("insurance_code"));
      assertThat(relation.sameCode()).as(code).isEqualTo(same);
      assertThat(same).as(code).isEqualTo(stated.endsWith("same-code") || code.endsWith(" "));
      categories += relation.categoryChanged() ? 1 : 0;
    }
    assertThat(categories).isEqualTo(386);
  }

  /** The rows that do not fit the shape of a code, each with the spellings that senders may use. */
  @ParameterizedTest
  @CsvSource({
    "'B06.801+J17.1* ', B06.801+J17.1*",
    "B06.801†J17.1＊, B06.801+J17.1*",
    "B37.600I39.8, B37.600+I39.8*",
    "B37.600+I39.8*, B37.600+I39.8*",
    "C22.101M81600/3, C22.101",
    "C22.101 M8160/3, C22.101",
    "C22.101/M81600/3, C22.101",
    "C81.001M96590/3, C81.000",
    "C83.812M96730/3, C83.100",
    "C84.000M97000/3, C84.000",
    "C85.707M97190/3, C85.707",
    "C85.710M97160/3, C86.100",
    "C88.100M97620/3, C88.302",
    "C88.200M97630/3, C88.202",
    "C90.101M98310/1, C91.704",
    "C91.306M98341/3, C91.000x007",
    "C96.701M97271/3, C96.400x003",
    "D24.x01M85060/0, D24.x01",
    "D47.200M97650/1, D47.200",
    "E88.902+M90.803*, E88.902+M90.8*",
    "E88.902M90.803, E88.902+M90.8*",
    "K74.300x011+I98.2, K74.300",
    "K74.300x011+I98.2*, K74.300",
    "K74.300x012+I98.3, K74.301+I98.2*",
    "Q85.001M95400/1, Q85.000",
    "T66.x02H47.5, T66.x02+H47.5*",
    "t66.X02 + H47.5 *, T66.x02+H47.5*"
  })
  void translatesTheMalformedRows(String code, String target) {
    for (String edition : new String[] {"clinical-2.0", ""}) {
      CodeMatch match =
          tables.map(new Code(CodeSystem.DIAGNOSIS, edition, code), "insurance-2.0", ON);
      assertThat(match).as(edition).isInstanceOf(CodeMatch.Mapped.class);
      assertThat(((CodeMatch.Mapped) match).target().value()).isEqualTo(target);
      assertThat(((CodeMatch.Mapped) match).inDictionary()).isTrue();
    }
  }
}
