package org.duima.platform.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Text;

/** Finds the fields of a list that a text of the platform names. Safe for several threads. */
final class ListNames {
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_]{2,60}");

  /** Shorter Chinese names, such as 性别, would be found within other words. */
  private static final int SHORTEST_CHINESE = 4;

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, Text> labels = new LinkedHashMap<>();

  /** The longest name first: it says most. */
  private final Map<String, String> byChinese =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  private record Place(String path, String owner) {}

  /** A field of the form; its node is {@code setlinfo} or repeats. */
  void addField(String node, String field, Text label) {
    String path = node.equals("setlinfo") ? node + "." + field : node + "[]." + field;
    labels.putIfAbsent(path, label);
    byChinese.putIfAbsent(label.zh(), path);
    places.putIfAbsent(field.toLowerCase(Locale.ROOT), new Place(path, ""));
  }

  /** A name of the platform's; wins over the list's own. */
  void addName(String name, String path, String owner) {
    places.put(name.toLowerCase(Locale.ROOT), new Place(path, owner));
  }

  /** Its name on the form, else the path. */
  Text label(String path) {
    String form = path.replaceAll("\\[\\d+]", "[]");
    return labels.getOrDefault(form, new Text(path, path));
  }

  /** Who corrects a field, empty if the table does not say. */
  String owner(String path) {
    String node = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    String ofNode = "";
    for (Place place : places.values()) {
      if (place.path.equals(path) && !place.owner.isEmpty()) {
        return place.owner;
      }
      if (place.path.equals(node)) {
        ofNode = place.owner;
      }
    }
    return ofNode;
  }

  /** Paths of the fields that a text names, in its order. */
  List<String> in(String text) {
    String node = "";
    Set<String> found = new LinkedHashSet<>();
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      Place place = place(words.group().toLowerCase(Locale.ROOT));
      if (place == null) {
        continue;
      }
      if (place.path.contains(".")) {
        found.add(ofNode(node, place.path));
      } else {
        node = place.path;
      }
    }
    return found.isEmpty() ? chineseIn(text) : List.copyOf(found);
  }

  private Place place(String word) {
    Place place = places.get(word);
    return place == null && word.endsWith("_std")
        ? places.get(word.substring(0, word.length() - "_std".length()))
        : place;
  }

  /** The table that the platform names tells fields of the same name apart. */
  private String ofNode(String node, String path) {
    String there = node + path.substring(path.indexOf('.'));
    return labels.containsKey(there) ? there : path;
  }

  private List<String> chineseIn(String text) {
    String left = text;
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, String> name : byChinese.entrySet()) {
      if (name.getKey().length() >= SHORTEST_CHINESE && left.contains(name.getKey())) {
        left = left.replace(name.getKey(), " ");
        found.add(name.getValue());
      }
    }
    return found;
  }
}
