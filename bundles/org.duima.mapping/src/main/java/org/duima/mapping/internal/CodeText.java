package org.duima.mapping.internal;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;

/**
 * The one spelling of a code under which tables are searched. Senders write full-width letters, the
 * dagger sign, stray blanks and other letter case; the caller keeps the original.
 */
final class CodeText {
  /** Stands before a name among codes; no code contains it. */
  private static final char NAME_MARK = '\u0001';

  /** M and four or five digits, a slash and the behaviour digit, with or without a sign before. */
  private static final Pattern MORPHOLOGY = Pattern.compile("[+/]?M(\\d{4})(\\d?)/(\\d)$");

  private CodeText() {}

  /**
   * The edition under which tables are searched: the procedures of the clinical release 2.0 carry
   * the number 3.0.
   */
  static String edition(CodeSystem system, String edition) {
    return system == CodeSystem.PROCEDURE && edition.equals(Editions.CLINICAL_2_0)
        ? Editions.CLINICAL_3_0
        : edition;
  }

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

  /**
   * What stands for a source that has no code: its name, without blanks, in one width and letter
   * case. Never equal to a code; empty for an empty name.
   */
  static String nameKey(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKC)
            .replaceAll("[\\s\\p{Z}\\u200b\\ufeff]+", "")
            .toLowerCase(Locale.ROOT);
    return plain.isEmpty() ? "" : NAME_MARK + plain;
  }

  static boolean isNameKey(String key) {
    return !key.isEmpty() && key.charAt(0) == NAME_MARK;
  }

  /** A code or name key as people write it. */
  static String shown(String key) {
    return isNameKey(key) ? key.substring(1) : key;
  }

  /**
   * Whether a normalised diagnosis code has a second part: the manifestation of a dagger and
   * asterisk code, or a morphology.
   */
  static boolean hasSecondPart(String code) {
    for (int i = 3; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '+' || c >= 'A' && c <= 'Z') {
        return true;
      }
    }
    return false;
  }

  /** A dagger and asterisk code without its signs, which senders leave out or put differently. */
  static String withoutSigns(String code) {
    StringBuilder text = new StringBuilder(code.length());
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c != '+' && c != '*') {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** A diagnosis code without the morphology behind it; the code itself if it has none. */
  static String withoutMorphology(String code) {
    return MORPHOLOGY.matcher(code).replaceFirst("");
  }

  /** A diagnosis code with its morphology as tables write it: without a sign, five digits. */
  static String withPlainMorphology(String code) {
    Matcher morphology = MORPHOLOGY.matcher(code);
    if (!morphology.find()) {
      return code;
    }
    String fifth = morphology.group(2).isEmpty() ? "0" : morphology.group(2);
    return code.substring(0, morphology.start())
        + "M"
        + morphology.group(1)
        + fifth
        + "/"
        + morphology.group(3);
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
