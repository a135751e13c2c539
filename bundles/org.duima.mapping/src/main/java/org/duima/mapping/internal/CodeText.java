package org.duima.mapping.internal;

import org.duima.api.CodeSystem;
import org.duima.api.Editions;

/**
 * The one spelling of a code under which tables are searched. Senders write full-width letters, the
 * dagger sign, stray blanks and other letter case; the caller keeps the original.
 */
final class CodeText {
  private CodeText() {}

  /**
   * The spelling for a code of an edition. A hospital's own codes keep their letter case, because
   * nothing says that two of them may not differ by it.
   */
  static String normalize(CodeSystem system, String edition, String value) {
    if (edition.equals(Editions.LOCAL)) {
      return value(value);
    }
    return isNormal(value) ? value : spelled(system, value);
  }

  /** Full-width characters become half-width, blanks of any kind at the ends go. */
  static String value(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      text.append(half(value.charAt(i)));
    }
    return text.toString().strip();
  }

  /** Digits, dots and a category letter are what nearly every code is made of. */
  private static boolean isNormal(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean normal =
          c >= '0' && c <= '9' || c == '.' || c == 'x' && i > 0 || c >= 'A' && c <= 'W';
      if (!normal) {
        return false;
      }
    }
    return true;
  }

  private static String spelled(CodeSystem system, String value) {
    boolean icd = system == CodeSystem.DIAGNOSIS || system == CodeSystem.PROCEDURE;
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = sign(value.charAt(i));
      if (c == ' ') {
        continue;
      }
      // X is a category letter (X00–X99) at the start of a code, a filler anywhere else
      boolean startsCode = text.length() == 0 || text.charAt(text.length() - 1) == '+';
      text.append(icd && c == 'X' && !startsCode ? 'x' : c);
    }
    return text.toString();
  }

  private static char half(char c) {
    if (c >= '\uff01' && c <= '\uff5e') {
      return (char) (c - '\uff01' + '!');
    }
    return isBlank(c) ? ' ' : c;
  }

  private static char sign(char c) {
    return switch (c) {
      case '†' -> '+';
      case '∗', '⁎' -> '*';
      case '×' -> 'X';
      case '。' -> '.';
      default -> Character.toUpperCase(half(c));
    };
  }

  private static boolean isBlank(char c) {
    return c == '\u00a0' || c == '\ufeff' || c == '\u200b' || Character.isWhitespace(c);
  }
}
