package org.duima.form.internal;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts a sign in the place of each character that a font lacks, so that none is lost unseen. */
final class Drawable {
  private static final int[] SIGNS = {'〓', '□', '?'};

  private final PrintFont font;
  private final Set<Integer> lacking = new LinkedHashSet<>();

  Drawable(PrintFont font) {
    this.font = font;
  }

  /** A text that the font can draw. */
  String text(String text) {
    if (text.codePoints().allMatch(this::drawn)) {
      return text;
    }
    StringBuilder drawable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (drawn(character)) {
                drawable.appendCodePoint(character);
              } else {
                lacking.add(character);
                drawable.appendCodePoint(sign());
              }
            });
    return drawable.toString();
  }

  private boolean drawn(int character) {
    return character == '\n' || font.has(character);
  }

  private int sign() {
    for (int sign : SIGNS) {
      if (font.has(sign)) {
        return sign;
      }
    }
    return ' ';
  }

  /** What to tell of the characters that were not there, empty if all were. */
  String note() {
    if (lacking.isEmpty()) {
      return "";
    }
    return "%c 处为字体 %s 没有的字，依次为 %s"
        .formatted(
            sign(),
            text(font.name()),
            lacking.stream()
                .map(character -> String.format("U+%04X", character))
                .collect(Collectors.joining("、")));
  }
}
