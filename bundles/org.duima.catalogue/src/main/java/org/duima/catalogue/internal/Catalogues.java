package org.duima.catalogue.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How published files are built, as {@code mappings/catalogues} says: the headers they use, the
 * platform's files without headers, and the names that FHIR resources give to code systems.
 *
 * @param headers in order of preference
 * @param platformFiles for each catalogue its own edition first
 */
record Catalogues(
    List<Header> headers, List<PlatformFile> platformFiles, List<FhirSystem> fhirSystems) {

  /**
   * A header of a column.
   *
   * @param table {@code codes}, {@code dictionary} or {@code knowledge}
   * @param edition source edition of the cross-walks that it counts for, empty for all
   */
  record Header(String table, String field, String edition, Pattern header) {}

  /**
   * The codes of one edition in a file of the platform.
   *
   * @param columns how many there are
   * @param codes what codes of the catalogue itself look like
   * @param code column, from 1; so are the others
   */
  record PlatformFile(
      String catalogue,
      int columns,
      String system,
      String edition,
      Pattern codes,
      int code,
      int name,
      int valid) {}

  /** What a system of a FHIR resource is here. */
  record FhirSystem(String uri, String system, String edition) {}

  Catalogues {
    headers = List.copyOf(headers);
    platformFiles = List.copyOf(platformFiles);
    fhirSystems = List.copyOf(fhirSystems);
  }

  Optional<FhirSystem> fhirSystem(String uri) {
    return fhirSystems.stream().filter(known -> known.uri().equals(uri)).findFirst();
  }

  /**
   * The column of a field: the first header of the list that just one column has.
   *
   * @param names of the columns, in small letters without blanks
   * @param taken columns that are a field already; gets the one that is found
   * @return place from 0, -1 if there is none
   */
  int column(String table, String field, String edition, List<String> names, Set<Integer> taken) {
    for (Header header : headers) {
      boolean counts =
          header.table().equals(table)
              && header.field().equals(field)
              && (header.edition().isEmpty() || header.edition().equals(edition));
      if (counts) {
        int found = -1;
        int fitting = 0;
        for (int i = 0; i < names.size(); i++) {
          if (!taken.contains(i) && header.header().matcher(names.get(i)).matches()) {
            found = found < 0 ? i : found;
            fitting++;
          }
        }
        if (fitting == 1) {
          taken.add(found);
          return found;
        }
      }
    }
    return -1;
  }

  /**
   * Reads the folder.
   *
   * @throws IOException if a file is missing, cannot be read or has an error, which it names
   */
  static Catalogues load(Path folder) throws IOException {
    List<Header> headers = new ArrayList<>();
    List<PlatformFile> files = new ArrayList<>();
    List<FhirSystem> systems = new ArrayList<>();
    read(
        folder.resolve("headers.csv"),
        record ->
            headers.add(
                new Header(
                    record.getField("table"),
                    record.getField("field"),
                    record.getField("edition"),
                    Pattern.compile(record.getField("header"), Pattern.CASE_INSENSITIVE))));
    read(
        folder.resolve("platform-files.csv"),
        record ->
            files.add(
                new PlatformFile(
                    record.getField("catalogue"),
                    Integer.parseInt(record.getField("columns")),
                    record.getField("system"),
                    record.getField("edition"),
                    Pattern.compile(record.getField("codes")),
                    Integer.parseInt(record.getField("code")),
                    Integer.parseInt(record.getField("name")),
                    Integer.parseInt(record.getField("valid")))));
    read(
        folder.resolve("fhir-systems.csv"),
        record ->
            systems.add(
                new FhirSystem(
                    record.getField("uri"),
                    record.getField("system"),
                    record.getField("edition"))));
    return new Catalogues(headers, files, systems);
  }

  @FunctionalInterface
  private interface Taker {
    void take(NamedCsvRecord record);
  }

  private static void read(Path file, Taker taker) throws IOException {
    String shown = file.getParent().getFileName() + "/" + file.getFileName();
    if (!Files.exists(file)) {
      throw new NoSuchFileException("mappings/" + shown);
    }
    long row = 1;
    try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord record : records) {
        row = record.getStartingLineNumber();
        taker.take(record);
      }
    } catch (CsvParseException
        | NoSuchElementException
        | NumberFormatException
        | PatternSyntaxException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s 第 %d 行有错 / row %d is wrong: %s",
              shown,
              row,
              row,
              e.getMessage().lines().findFirst().orElse("")),
          e);
    }
  }
}
