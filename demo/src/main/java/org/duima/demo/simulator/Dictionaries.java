package org.duima.demo.simulator;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The dictionaries of field values, by name, whatever its case. */
final class Dictionaries {
  private final Map<String, CodeList> byName;
  private final boolean strict;

  private Dictionaries(Map<String, CodeList> byName, boolean strict) {
    this.byName = byName;
    this.strict = strict;
  }

  /**
   * Reads every dictionary of a folder; a table whose .properties calls it something else (such as
   * a translation of a source's values) is left alone.
   *
   * @param strict whether a dictionary that is not marked complete is enforced too
   */
  static Dictionaries read(Path folder, boolean strict) {
    Map<String, CodeList> byName = new HashMap<>();
    for (Path file : CodeList.tables(folder)) {
      if (CodeList.properties(file)
          .getProperty("kind", "dictionary")
          .strip()
          .equals("dictionary")) {
        byName.put(CodeList.tableName(file).toLowerCase(Locale.ROOT), CodeList.read(file));
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
