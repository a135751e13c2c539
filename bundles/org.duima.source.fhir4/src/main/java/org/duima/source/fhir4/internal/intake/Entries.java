package org.duima.source.fhir4.internal.intake;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places in a Bundle. */
final class Entries {
  private static final Pattern ENTRY = Pattern.compile("Bundle\\.entry\\[([0-9]{1,9})\\].*");

  private Entries() {}

  static String path(int index) {
    return "Bundle.entry[" + index + "]";
  }

  /** The entry that a path leads into, such as {@code Bundle.entry[3]}; empty if into none. */
  static String entryOf(String path) {
    Matcher entry = ENTRY.matcher(path);
    return entry.matches() ? path.substring(0, entry.end(1) + 1) : "";
  }
}
