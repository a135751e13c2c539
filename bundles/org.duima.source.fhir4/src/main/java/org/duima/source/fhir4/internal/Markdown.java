package org.duima.source.fhir4.internal;

/** Text from outside, made fit for GitHub markdown and for a line of plain text. */
final class Markdown {
  private static final String SPECIAL = "\\`*_[]|~#";

  private Markdown() {}

  /**
   * Text that shows as it is. Angle brackets and ampersands become entities, so that nothing turns
   * into HTML even where markdown is not read at all.
   */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    line(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> {
                  if (SPECIAL.indexOf(c) >= 0) {
                    escaped.append('\\');
                  }
                  escaped.appendCodePoint(c);
                }
              }
            });
    return escaped.toString();
  }

  /** Text on one line, without control characters. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  /** At most so many characters, the last an ellipsis if something was left out. */
  static String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
