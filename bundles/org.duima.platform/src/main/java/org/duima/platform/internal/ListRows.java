package org.duima.platform.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the row of a list that is meant where the platform names only a field. */
final class ListRows {
  /** Shorter values, such as a flag, are found in any text. */
  private static final int SHORTEST_QUOTED = 4;

  private static final Pattern ROW = Pattern.compile("第\\s*0*([1-9]\\d{0,3})\\s*(行|条)");

  private ListRows() {}

  /**
   * The places that are meant.
   *
   * @param path {@code oprninfo[].oper_dr_code}; a path without rows is given back as it is
   * @param row {@code empty}: rows without the field; {@code duplicate}: rows whose value another
   *     row has, too; otherwise rows whose value the text quotes
   * @param text may name the row, counting from 1
   * @return the path itself if it cannot be told
   */
  static List<String> places(JsonNode list, String path, String row, String text) {
    int brackets = path.indexOf("[].");
    if (brackets < 0) {
      return List.of(path);
    }
    String node = path.substring(0, brackets);
    String field = path.substring(brackets + 3);
    Matcher named = ROW.matcher(text);
    if (named.find()) {
      return List.of(node + "[" + (Integer.parseInt(named.group(1)) - 1) + "]." + field);
    }
    List<String> values = new ArrayList<>();
    list.path(node).forEach(one -> values.add(one.path(field).asText("").trim()));
    Map<String, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    List<String> places = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      boolean meant =
          switch (row) {
            case "empty" -> value.isEmpty();
            case "duplicate" -> !value.isEmpty() && counts.get(value) > 1;
            default -> value.length() >= SHORTEST_QUOTED && text.contains(value);
          };
      if (meant) {
        places.add(node + "[" + i + "]." + field);
      }
    }
    return places.isEmpty() ? List.of(path) : places;
  }
}
