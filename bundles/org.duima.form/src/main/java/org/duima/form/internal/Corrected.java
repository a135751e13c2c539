package org.duima.form.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Footnotes of what people corrected by hand, numbered in reading order. */
final class Corrected {
  private static final Pattern PLACE = Pattern.compile("([a-z]+)(?:\\[(\\d+)])?\\.([A-Za-z0-9_]+)");
  private static final Map<String, String> CHOICES =
      Map.of("principal-diagnosis", "主要诊断的选择", "principal-procedure", "主要手术及操作的选择");

  private final Map<String, String> replaced;
  private final Words words;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> marked = new HashSet<>();

  Corrected(Map<String, String> replaced, Words words) {
    this.replaced = replaced;
    this.words = words;
  }

  /** The number of the footnote for the first of some places that was corrected, 0 for none. */
  int note(List<String> places) {
    List<String> corrected = places.stream().filter(replaced::containsKey).toList();
    if (corrected.isEmpty()) {
      return 0;
    }
    return numbers.computeIfAbsent(
        String.join(" ", corrected),
        key -> {
          int number = numbers.size() + 1;
          corrected.forEach(place -> notes.add("[" + number + "] " + told(place)));
          marked.addAll(corrected);
          return number;
        });
  }

  private String told(String place) {
    return what(place) + "：经清单修正，来源" + source(place);
  }

  private String source(String place) {
    String value = replaced.get(place);
    if (value.isBlank()) {
      return "未给出";
    }
    Matcher matcher = PLACE.matcher(place);
    return "为“"
        + (matcher.matches() ? words.shown(matcher.group(1), matcher.group(3), value) : value)
        + "”";
  }

  private String what(String place) {
    Matcher matcher = PLACE.matcher(place);
    if (!matcher.matches()) {
      return CHOICES.getOrDefault(place, place);
    }
    String label = words.label(matcher.group(1), matcher.group(3));
    return matcher.group(2) == null
        ? label
        : label + "（第 " + (Integer.parseInt(matcher.group(2)) + 1) + " 行）";
  }

  /** All footnotes, with those of corrected fields that the paper does not show at the end. */
  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    replaced.keySet().stream()
        .filter(place -> !marked.contains(place))
        .sorted()
        .forEach(place -> all.add("未印在表上的修正：" + told(place)));
    return all;
  }
}
