package org.duima.api.site;

import java.util.List;

/** A sender with {@code *} for any characters. */
final class SenderPattern {
  private SenderPattern() {}

  static boolean matches(String pattern, String text) {
    List<String> parts = List.of(pattern.split("\\*", -1));
    if (parts.size() == 1) {
      return pattern.equals(text);
    }
    String last = parts.get(parts.size() - 1);
    if (!text.startsWith(parts.get(0)) || !text.endsWith(last)) {
      return false;
    }
    int from = parts.get(0).length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int at = text.indexOf(part, from);
      if (at < 0) {
        return false;
      }
      from = at + part.length();
    }
    return from <= text.length() - last.length();
  }
}
