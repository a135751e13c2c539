package org.duima.catalogue.internal;

import org.duima.api.Editions;

/**
 * Tells which spellings are one code. At least as generous as the look-up, so that a table without
 * contradictions here has none there.
 */
final class Spelling {
  private Spelling() {}

  /** A text without blanks of any kind at its ends. */
  static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** A name on one line. */
  static String oneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ') {
        return trimmed(text.replaceAll("[\\x00-\\x1f]+", " "));
      }
    }
    return trimmed(text);
  }

  /** Equal for all spellings of one code. */
  static String key(Subject subject, String edition, String code) {
    return subject.isOfCodes() && !edition.equals(Editions.LOCAL) ? generous(code) : plain(code);
  }

  private static String generous(String code) {
    StringBuilder text = new StringBuilder(code.length());
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (!isBlank(c)) {
        text.append(
            switch (c) {
              case '†' -> '+';
              case '∗', '⁎' -> '*';
              case '×' -> 'X';
              case '。' -> '.';
              default -> Character.toUpperCase(half(c));
            });
      }
    }
    return text.toString();
  }

  private static String plain(String code) {
    StringBuilder text = new StringBuilder(code.length());
    for (int i = 0; i < code.length(); i++) {
      text.append(half(code.charAt(i)));
    }
    return trimmed(text.toString());
  }

  private static char half(char c) {
    return c >= '\uff01' && c <= '\uff5e' ? (char) (c - '\uff01' + '!') : c;
  }

  static boolean isBlank(char c) {
    return c == '\u00a0' || c == '\ufeff' || c == '\u200b' || Character.isWhitespace(c);
  }
}
