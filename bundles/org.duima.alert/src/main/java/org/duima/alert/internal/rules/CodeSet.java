package org.duima.alert.internal.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Codes as a constraint writes them: whole ones and, with a star, all that begin so; commas between
 * them. Upper and lower case are the same.
 */
final class CodeSet {
  private final List<String> entries;

  private CodeSet(List<String> entries) {
    this.entries = entries;
  }

  static CodeSet of(String written) {
    return of(Arrays.asList(written.split("[,，]")));
  }

  static CodeSet of(List<String> entries) {
    // read for every line that a point names: no streams here
    List<String> read = new ArrayList<>(entries.size());
    for (String entry : entries) {
      String code = entry.strip().toUpperCase(Locale.ROOT);
      if (!code.isEmpty()) {
        read.add(code);
      }
    }
    return new CodeSet(read);
  }

  boolean contains(String code) {
    String upper = code.toUpperCase(Locale.ROOT);
    for (String entry : entries) {
      if (entry.endsWith("*")
          ? upper.regionMatches(0, entry, 0, entry.length() - 1)
          : upper.equals(entry)) {
        return true;
      }
    }
    return false;
  }
}
