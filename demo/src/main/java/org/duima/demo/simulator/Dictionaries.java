package org.duima.demo.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The dictionaries of field values, by name, whatever its case. */
final class Dictionaries {
  private final Map<String, CodeList> byName;
  private final boolean strict;

  private Dictionaries(Map<String, CodeList> byName, boolean strict) {
    this.byName = byName;
    this.strict = strict;
  }

  /**
   * Reads every CSV of a folder; a folder that does not exist holds none.
   *
   * @param strict whether a dictionary that is not marked complete is enforced too
   */
  static Dictionaries read(Path folder, boolean strict) {
    Map<String, CodeList> byName = new HashMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".csv")).sorted().toList()) {
          String name = file.getFileName().toString();
          byName.put(
              name.substring(0, name.length() - 4).toLowerCase(Locale.ROOT), CodeList.read(file));
        }
      } catch (IOException e) {
        throw new SetupException("字典目录无法读取 / dictionaries unreadable: " + folder, e);
      }
    }
    return new Dictionaries(byName, strict);
  }

  /** A dictionary by name; empty where none was given. */
  Optional<CodeList> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  boolean enforces(CodeList dictionary) {
    return strict || dictionary.complete();
  }

  int size() {
    return byName.size();
  }

  long enforced() {
    return byName.values().stream().filter(this::enforces).count();
  }
}
