package org.duima.alert.internal.knowledge;

import java.text.Normalizer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named pattern that reads a piece of a published constraint.
 *
 * @param name unique, such as {@code age-range}
 * @param about logics or ids of classes that it speaks for
 * @param where what it looks at
 * @param rank among readings of one value the lowest counts; two different ones of one rank
 *     contradict each other
 * @param regex what it looks for
 * @param unless what must not stand beside it; null for nothing
 * @param template what it reads, with {@code {1}} for a group, {@code {1+1}} and {@code {1*7}} for
 *     sums of it; {@code ?} for something that nobody understood, unless another pattern read that
 *     very piece
 */
record ReadingPattern(
    String name,
    Set<String> about,
    Set<Where> where,
    int rank,
    Pattern regex,
    Pattern unless,
    String template) {
  static final String DOUBT = "?";

  /** Longer texts are cut: no published constraint is. */
  private static final int LONGEST = 4_000;

  private static final Pattern PLACE = Pattern.compile("\\{([0-9])(?:([+*])([0-9]{1,3}))?}");
  private static final Pattern ENUMERATION = Pattern.compile("[\\u2460-\\u249b\\u24ea-\\u24ff]");
  private static final Pattern BLANK_BESIDE_HAN =
      Pattern.compile("(?<=[\\p{IsHan}\\p{Punct}])\\s+|\\s+(?=[\\p{IsHan}\\p{Punct}])");

  /** What a pattern looks at. */
  enum Where {
    /** The published constraint. */
    TEXT,
    /** The item's name. */
    NAME,
    /** 检出逻辑. */
    LOGIC
  }

  boolean isDoubt() {
    return template.equals(DOUBT);
  }

  boolean speaksFor(String logic, String classId) {
    return about.contains(logic) || about.contains(classId);
  }

  boolean isBlocked(String text) {
    return unless != null && unless.matcher(text).find();
  }

  /**
   * What a find means.
   *
   * @throws IllegalArgumentException if the template names a group that there is not, or counts
   *     with what is no number
   */
  Map<String, String> values(MatchResult found) {
    Map<String, String> values = new TreeMap<>();
    for (String part : template.split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(part.substring(0, equals).strip(), filled(part.substring(equals + 1), found));
      }
    }
    return values;
  }

  private static String filled(String template, MatchResult found) {
    Matcher places = PLACE.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (places.find()) {
      int group = Integer.parseInt(places.group(1));
      if (group > found.groupCount() || found.group(group) == null) {
        throw new IllegalArgumentException("no group " + group);
      }
      String value = found.group(group);
      if (places.group(2) != null) {
        long number = Long.parseLong(value);
        long by = Long.parseLong(places.group(3));
        value = Long.toString(places.group(2).equals("+") ? number + by : number * by);
      }
      places.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return places.appendTail(filled).toString().strip();
  }

  /**
   * The form in which texts are looked at: half-width, no blanks beside Chinese, and no numbers of
   * lists such as ①, which would else stand before a number as one of its digits.
   */
  static String normalized(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    String plain =
        Normalizer.normalize(ENUMERATION.matcher(cut).replaceAll("、"), Normalizer.Form.NFKC);
    return BLANK_BESIDE_HAN.matcher(plain).replaceAll("").strip();
  }
}
