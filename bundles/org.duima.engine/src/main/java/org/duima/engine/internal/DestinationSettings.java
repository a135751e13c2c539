package org.duima.engine.internal;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Delivery.Subject;

/**
 * What {@code etc/org.duima.destination-NAME.cfg} says apart from what is its connector's matter.
 *
 * @param connector name of the connector
 * @param wanted what the destination is told
 * @param warnAfter how long a delivery may wait before the node's health says so
 * @param retryFirst pause after the first call without success; doubles with each
 * @param retryLongest longest pause
 * @param all everything in the file
 */
record DestinationSettings(
    String connector,
    Deliveries.Wanted wanted,
    Duration warnAfter,
    Duration retryFirst,
    Duration retryLongest,
    Map<String, String> all) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,49}";

  /**
   * Reads a file.
   *
   * @param name of the destination
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  static DestinationSettings of(String name, Map<String, String> all) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "文件名中的目的地名称只能含字母、数字、- 和 _，至多 50 个 / the destination's name in the file name may hold letters,"
              + " digits, - and _ only, 50 at most");
    }
    String connector = value(all, "connector", "");
    if (connector.isEmpty()) {
      throw new IllegalArgumentException(
          "connector: 必须写明用哪个连接器 / must say which connector is used");
    }
    Duration first = seconds(all, "retryFirstSeconds", "5");
    Duration longest = seconds(all, "retryLongestSeconds", "600");
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "retryLongestSeconds: 不得小于 retryFirstSeconds / must not be below retryFirstSeconds");
    }
    return new DestinationSettings(
        connector,
        new Deliveries.Wanted(
            name,
            words(all, "institutions", ""),
            subjects(all),
            isWhenSubmitted(value(all, "when", "ready"))),
        seconds(all, "warnAfterMinutes", "60").multipliedBy(60),
        first,
        longest,
        Map.copyOf(all));
  }

  private static String value(Map<String, String> all, String key, String otherwise) {
    String value = all.getOrDefault(key, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  private static Set<String> words(Map<String, String> all, String key, String otherwise) {
    Set<String> words = new LinkedHashSet<>();
    for (String word : value(all, key, otherwise).split(",")) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }

  private static Set<Subject> subjects(Map<String, String> all) {
    Set<Subject> subjects = EnumSet.noneOf(Subject.class);
    for (String word : words(all, "tell", "list,answer,void")) {
      subjects.add(
          switch (word.toLowerCase(Locale.ROOT)) {
            case "list" -> Subject.LIST;
            case "answer" -> Subject.ANSWER;
            case "void" -> Subject.VOID;
            default ->
                throw new IllegalArgumentException(
                    "tell: 应为 list、answer、void，逗号分隔 / must be list, answer, void with commas"
                        + " between");
          });
    }
    return subjects;
  }

  private static boolean isWhenSubmitted(String when) {
    return switch (when) {
      case "ready" -> false;
      case "submitted" -> true;
      default ->
          throw new IllegalArgumentException(
              "when: 应为 ready 或 submitted / must be ready or submitted");
    };
  }

  private static Duration seconds(Map<String, String> all, String key, String otherwise) {
    String value = value(all, key, otherwise);
    // at most three digits after the point, about eleven days at most
    if (!value.matches("[0-9]{1,6}(\\.[0-9]{1,3})?") || value.matches("[0.]*")) {
      throw new IllegalArgumentException(key + ": 应为大于零的数 / must be a number above zero");
    }
    return Duration.ofMillis(Math.round(Double.parseDouble(value) * 1_000));
  }
}
