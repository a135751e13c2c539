package org.duima.settlement.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.site.Site;

/**
 * The upload fields in force: those of the national interface, the differences of regions, and the
 * hospital's own changes on top. Safe for use by several threads.
 */
final class FieldTables {
  private static final String CSV = ".csv";

  private final Map<String, FieldTable.Source> national;
  private final Map<String, List<FieldTable.Source>> regions;
  private final List<FieldTable.Source> site;
  private final Map<String, FieldTable> tables = new ConcurrentHashMap<>();

  private FieldTables(
      Map<String, FieldTable.Source> national,
      Map<String, List<FieldTable.Source>> regions,
      List<FieldTable.Source> site) {
    this.national = national;
    this.regions = regions;
    this.site = site;
  }

  /**
   * Reads them; what is wrong with one goes to {@code findings}.
   *
   * @param regions folder with a file for each regional difference
   * @param site the hospital's own changes; need not be there
   */
  static FieldTables read(Path national, Path regions, Path site, List<Finding> findings) {
    Map<String, FieldTable.Source> fields = FieldTable.read(national, findings);
    Map<String, List<FieldTable.Source>> differences = new TreeMap<>();
    for (Path file : regionFiles(regions)) {
      String name = file.getFileName().toString();
      List<FieldTable.Source> rows = FieldTable.overlay(file, findings);
      differences.put(name.substring(0, name.length() - CSV.length()), rows);
      FieldTable.of(fields, rows, findings);
    }
    List<FieldTable.Source> own =
        Files.exists(site) ? FieldTable.overlay(site, findings) : List.of();
    FieldTable whole = FieldTable.of(fields, own, findings);
    for (String infno : FieldTable.FORMS) {
      if (!whole.knows(infno)) {
        CsvTable.error(findings, national, 1, "没有 " + infno + " 的字段", "no fields of " + infno);
      }
    }
    return new FieldTables(fields, differences, own);
  }

  /** The files of regional differences, in the order of their names. */
  static List<Path> regionFiles(Path regions) {
    if (!Files.isDirectory(regions)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(regions)) {
      return files.filter(f -> f.getFileName().toString().endsWith(CSV)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(regions + ": 无法读取 / cannot be read", e);
    }
  }

  /**
   * The fields of a region.
   *
   * @param region names of differences with commas between them, empty for the national interface;
   *     unknown ones are passed over, see {@link #unknown}
   */
  FieldTable of(String region) {
    return tables.computeIfAbsent(
        region,
        names -> {
          List<FieldTable.Source> overlays = new ArrayList<>();
          Site.names(names).forEach(name -> overlays.addAll(regions.getOrDefault(name, List.of())));
          overlays.addAll(site);
          // each was checked when it was read
          return FieldTable.of(national, overlays, new ArrayList<>());
        });
  }

  /** The names in a region that no file stands for. */
  List<String> unknown(String region) {
    return Site.names(region).stream().filter(name -> !regions.containsKey(name)).toList();
  }

  /** The names that there are files for. */
  List<String> known() {
    return List.copyOf(regions.keySet());
  }
}
