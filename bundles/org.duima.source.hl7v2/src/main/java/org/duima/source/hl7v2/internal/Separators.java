package org.duima.source.hl7v2.internal;

import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.Escape;
import ca.uhn.hl7v2.parser.PipeParser;
import java.util.ArrayList;
import java.util.List;

/**
 * The delimiters that a message declares in MSH-1 and MSH-2.
 *
 * @param hapi the same for HAPI, which parses, escapes and unescapes
 */
record Separators(
    char field,
    char component,
    char repetition,
    char escape,
    char subcomponent,
    String encodingCharacters,
    EncodingCharacters hapi) {
  static final Separators DEFAULT = of('|', "^~\\&");

  /**
   * Checks delimiters.
   *
   * @return null if they cannot be used: not 4 or 5 of them, two alike, or a letter, digit, quote
   *     or white space among them
   */
  static Separators of(char field, String encoding) {
    if (encoding.length() < 4 || encoding.length() > 5) {
      return null;
    }
    String all = field + encoding;
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      boolean usable = c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c) && c != '"';
      if (!usable || all.indexOf(c) != i) {
        return null;
      }
    }
    return new Separators(
        field,
        encoding.charAt(0),
        encoding.charAt(1),
        encoding.charAt(2),
        encoding.charAt(3),
        encoding,
        new EncodingCharacters(field, encoding));
  }

  /** The parts of a text, split by HAPI; an empty part is an empty text. */
  static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    for (String part : PipeParser.split(text, String.valueOf(separator))) {
      parts.add(part == null ? "" : part);
    }
    return parts;
  }

  /** The n-th part of a text, from 1; empty if there are fewer. */
  static String part(String text, char separator, int number) {
    List<String> parts = parts(text, separator);
    return number <= parts.size() ? parts.get(number - 1) : "";
  }

  /** A component of the first repetition of a field without escapes, trimmed; empty if absent. */
  String first(String field, int number) {
    return unescape(part(part(field, repetition, 1), component, number)).trim();
  }

  String unescape(String text) {
    return text.indexOf(escape) < 0 ? text : Escape.unescape(text, hapi);
  }

  String escape(String text) {
    return Escape.escape(text, hapi);
  }
}
