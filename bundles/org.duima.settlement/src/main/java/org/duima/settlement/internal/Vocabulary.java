package org.duima.settlement.internal;

import java.util.List;
import java.util.Optional;
import org.duima.api.mapping.Dictionaries;

/** Turns values that a source left in its own words into those of the dictionary. */
final class Vocabulary {
  /** Formats of value maps, the hospital's own first. */
  private static final List<String> FORMATS = List.of("local", "hl7v2", "transaction");

  private final Dictionaries dictionaries;

  Vocabulary(Dictionaries dictionaries) {
    this.dictionaries = dictionaries;
  }

  /** The dictionary's value; a value that nothing knows stays as it is, for the checks to show. */
  String standard(String dictionary, String value) {
    if (value.isEmpty() || dictionary.isEmpty() || knows(dictionary, value)) {
      return value;
    }
    for (String format : FORMATS) {
      Optional<String> translated = dictionaries.translate(dictionary, format, value);
      if (translated.isPresent()) {
        return translated.get();
      }
    }
    return value;
  }

  /**
   * The standard code of a department. Here the hospital's own map goes first: a local code may
   * look like a standard one.
   */
  String department(String local) {
    return dictionaries.translate("dept", "local", local).orElseGet(() -> standard("dept", local));
  }

  private boolean knows(String dictionary, String value) {
    return dictionaries.name(dictionary, value).isPresent();
  }
}
