package org.duima.alert.internal.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.api.Text;

/**
 * A sentence with places for words: {@code 「{item}」限儿童使用[，患者年龄{age}]，超出限定。} A part in square
 * brackets is left out where one of its words was not given; elsewhere a word that was not given is
 * replaced by a neutral one. Immutable.
 */
public final class TextPattern {
  /** What rules of the product may give. */
  public static final Set<String> KNOWN_WORDS =
      Set.of(
          "item",
          "code",
          "other",
          "sex",
          "age",
          "limit",
          "value",
          "insurance",
          "level",
          "visit",
          "department",
          "days",
          "count",
          "per",
          "amount",
          "diagnosis",
          "procedure",
          "published",
          "title");

  private static final String CUT = "…";

  /** A value is not shortened below this, so that it can still be told what it is. */
  private static final int LEAST = 8;

  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
  private static final Map<String, Text> NEUTRAL =
      Map.of(
          "item", new Text("该项目", "this item"),
          "other", new Text("另一项目", "another item"),
          "diagnosis", new Text("该诊断", "this diagnosis"),
          "procedure", new Text("该手术操作", "this procedure"));
  private static final Text NEUTRAL_REST = new Text("（不详）", "(not stated)");

  private final List<Part> parts;
  private final boolean isChinese;

  /**
   * A piece of the sentence.
   *
   * @param text the words as they are, or the name of a word
   * @param isWord whether it is the name of a word
   * @param group number of the brackets that it is in, 0 outside of them
   */
  private record Part(String text, boolean isWord, int group) {}

  private TextPattern(List<Part> parts, boolean isChinese) {
    this.parts = parts;
    this.isChinese = isChinese;
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException if braces or brackets do not match, or brackets are nested
   */
  public static TextPattern of(String written) {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int groups = 0;
    int group = 0;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      switch (c) {
        case '{' -> {
          int end = written.indexOf('}', i);
          String word = end < 0 ? "" : written.substring(i + 1, end);
          if (!word.matches("[a-zA-Z][a-zA-Z0-9-]*")) {
            throw new IllegalArgumentException("a brace without a word");
          }
          addPlain(parts, plain, group);
          parts.add(new Part(word, true, group));
          i = end;
        }
        case '[' -> {
          if (group != 0) {
            throw new IllegalArgumentException("brackets are nested");
          }
          addPlain(parts, plain, group);
          group = ++groups;
        }
        case ']' -> {
          if (group == 0) {
            throw new IllegalArgumentException("a bracket that was not opened");
          }
          addPlain(parts, plain, group);
          group = 0;
        }
        case '}' -> throw new IllegalArgumentException("a brace that was not opened");
        default -> plain.append(c);
      }
    }
    if (group != 0) {
      throw new IllegalArgumentException("a bracket that is not closed");
    }
    addPlain(parts, plain, group);
    return new TextPattern(List.copyOf(parts), CHINESE.matcher(written).find());
  }

  private static void addPlain(List<Part> parts, StringBuilder plain, int group) {
    if (!plain.isEmpty()) {
      parts.add(new Part(plain.toString(), false, group));
      plain.setLength(0);
    }
  }

  /** Both languages of a class's text at once. */
  public static Text render(Text patterns, Map<String, String> words, int maxLength) {
    return new Text(
        of(patterns.zh()).render(words, maxLength), of(patterns.en()).render(words, maxLength));
  }

  /** The names of the words that it has places for. */
  public Set<String> words() {
    Set<String> words = new LinkedHashSet<>();
    parts.stream().filter(Part::isWord).forEach(part -> words.add(part.text()));
    return words;
  }

  /**
   * Fills in words. Line breaks in a value become blanks; nothing is escaped.
   *
   * @param words by name; one that is absent or blank was not given
   * @param maxLength in UTF-16 units; where the sentence would be longer its longest value is
   *     shortened first, then the end of the sentence
   */
  public String render(Map<String, String> words, int maxLength) {
    List<String> pieces = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (Part part : parts) {
      if (part.group() != 0 && lacks(part.group(), words)) {
        continue;
      }
      if (part.isWord()) {
        values.add(pieces.size());
        pieces.add(given(part.text(), words));
      } else {
        pieces.add(part.text());
      }
    }
    int excess = pieces.stream().mapToInt(String::length).sum() - maxLength;
    while (excess > 0) {
      int longest = -1;
      for (int value : values) {
        if (longest < 0 || pieces.get(value).length() > pieces.get(longest).length()) {
          longest = value;
        }
      }
      if (longest < 0 || pieces.get(longest).length() <= LEAST) {
        break;
      }
      String value = pieces.get(longest);
      pieces.set(longest, cut(value, Math.max(LEAST, value.length() - excess)));
      excess = pieces.stream().mapToInt(String::length).sum() - maxLength;
    }
    return cut(String.join("", pieces), maxLength);
  }

  private boolean lacks(int group, Map<String, String> words) {
    return parts.stream()
        .filter(part -> part.group() == group && part.isWord())
        .anyMatch(part -> words.getOrDefault(part.text(), "").isBlank());
  }

  private String given(String word, Map<String, String> words) {
    String value = words.getOrDefault(word, "").strip();
    if (!value.isEmpty()) {
      return value.replaceAll("\\s+", " ");
    }
    Text neutral = NEUTRAL.getOrDefault(word, NEUTRAL_REST);
    return isChinese ? neutral.zh() : neutral.en();
  }

  /** At most so many characters, none of them cut in halves. */
  public static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Math.max(0, length - CUT.length());
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + (length > 0 ? CUT : "");
  }
}
