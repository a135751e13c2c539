package org.duima.mapping.internal;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spelling of names for comparison. */
final class SuggestText {
  private static final Pattern BRACKETS = Pattern.compile("[\\[(【〔][^\\[\\]()【】〔〕]*[\\])】〕]");
  private static final Pattern OTHER_NAME = Pattern.compile("[\\[【]([^\\[\\]()【】]*)[\\]】]");

  /** Shorter texts in brackets are remarks rather than names. */
  private static final int SHORTEST_OTHER_NAME = 4;

  private static final Pattern NUMBER = Pattern.compile("\\d+|[ivx]+(?=[型度级期])|[一二三四五六七八九]");

  private SuggestText() {}

  /** Half-width, lower case, without blanks and punctuation. */
  static String plain(String name) {
    return withoutPunctuation(halfWidth(name));
  }

  /**
   * A name's readings: as a whole, without what stands in brackets, and each other name in square
   * brackets; plain, the whole first. Empty for a name without letters.
   */
  static List<String> readings(String name) {
    String half = halfWidth(name);
    List<String> readings = new ArrayList<>(3);
    add(readings, withoutPunctuation(half), 1);
    if (half.indexOf('[') >= 0
        || half.indexOf('(') >= 0
        || half.indexOf('【') >= 0
        || half.indexOf('〔') >= 0) {
      add(readings, withoutPunctuation(BRACKETS.matcher(half).replaceAll("")), 2);
      Matcher others = OTHER_NAME.matcher(half);
      while (others.find()) {
        add(readings, withoutPunctuation(others.group(1)), SHORTEST_OTHER_NAME);
      }
    }
    return readings;
  }

  private static void add(List<String> readings, String text, int shortest) {
    if (text.length() >= shortest && !readings.contains(text)) {
      readings.add(text);
    }
  }

  /** One number for all the numbers and grades that a text names, in whatever order. */
  static int numbers(String text) {
    if (!hasNumber(text)) {
      return 0;
    }
    int all = 0;
    Matcher numbers = NUMBER.matcher(text);
    while (numbers.find()) {
      all += numbers.group().hashCode() * 0x9e3779b9 | 1;
    }
    return all;
  }

  private static boolean hasNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' || c == 'i' || c == 'v' || c == 'x' || "一二三四五六七八九".indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The pairs of neighbouring characters, sorted. */
  static int[] pairs(String plain) {
    int[] pairs = new int[Math.max(0, plain.length() - 1)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = plain.charAt(i) << 16 | plain.charAt(i + 1);
    }
    Arrays.sort(pairs);
    return pairs;
  }

  /** Share of pairs that two names have in common (Dice), from 0 to 1. */
  static double likeness(int[] pairs, int[] others) {
    int shared = 0;
    for (int i = 0, j = 0; i < pairs.length && j < others.length; ) {
      if (pairs[i] == others[j]) {
        shared++;
        i++;
        j++;
      } else if (pairs[i] < others[j]) {
        i++;
      } else {
        j++;
      }
    }
    int all = pairs.length + others.length;
    return all == 0 ? 0 : 2.0 * shared / all;
  }

  /** The longest text that both have, empty if they share no character. */
  static String shared(String one, String other) {
    int[] former = new int[other.length() + 1];
    int best = 0;
    int end = 0;
    for (int i = 0; i < one.length(); i++) {
      int[] run = new int[other.length() + 1];
      for (int j = 0; j < other.length(); j++) {
        if (one.charAt(i) == other.charAt(j)) {
          run[j + 1] = former[j] + 1;
          if (run[j + 1] > best) {
            best = run[j + 1];
            end = i + 1;
          }
        }
      }
      former = run;
    }
    return one.substring(end - best, end);
  }

  private static String halfWidth(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plainAlready = c >= '0' && c <= '9' || c >= '一' && c <= '鿿' || c >= 'a' && c <= 'z';
      if (!plainAlready) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }

  private static String withoutPunctuation(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)
          || Character.isSurrogate(c)
          || c == '+'
          || c == '<'
          || c == '>'
          || c == '=') {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
