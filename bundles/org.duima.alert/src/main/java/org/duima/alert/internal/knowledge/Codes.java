package org.duima.alert.internal.knowledge;

import java.text.Normalizer;
import java.util.Locale;

/** The form in which codes and names are compared. */
final class Codes {
  static final String NAME = "name:";

  private Codes() {}

  /** A code without blanks around it, in capitals. */
  static String key(String code) {
    String stripped = code.strip();
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (c >= 'a' && c <= 'z' || c > 127) {
        return Normalizer.normalize(stripped, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
      }
    }
    return stripped;
  }

  /** A name in half-width characters without blanks around it, as a key of its own kind. */
  static String nameKey(String name) {
    if (isPlain(name)) {
      return NAME + name;
    }
    return NAME + Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toUpperCase(Locale.ROOT);
  }

  /** Chinese characters, digits and capitals only: nothing to normalise, as with most names. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= '\u4e00' && c <= '\u9fff' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  static boolean isName(String entry) {
    return entry.startsWith(NAME);
  }

  static boolean isPrefix(String entry) {
    return !isName(entry) && entry.endsWith("*");
  }

  /** The key of an entry of a point: a whole code, a prefix without its star, or a name. */
  static String entryKey(String entry) {
    if (isName(entry)) {
      return nameKey(entry.substring(NAME.length()));
    }
    return key(isPrefix(entry) ? entry.substring(0, entry.length() - 1) : entry);
  }
}
