package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One line of the mapping.
 *
 * @param resources types that it speaks of
 * @param field what it feeds
 * @param path where the value stands, null for a constant and for {@code none}
 * @param transform what is done to it, null for {@code none}: nothing is taken, further rows do not
 *     count
 * @param place file and line
 */
record Row(
    Set<String> resources, String field, ElementPath path, Transform transform, String place) {
  Row {
    resources = Set.copyOf(resources);
  }

  /** The same for other types. */
  Row of(Set<String> types) {
    return new Row(types, field, path, transform, place);
  }

  /**
   * A value with where it stood.
   *
   * @param text never blank
   * @param place of the element, or in the mapping file for a constant
   */
  record Value(String text, String place) {}

  /**
   * What the row takes from elements.
   *
   * @param places where they stand, one for each
   * @return null if it gives no value
   */
  Value evaluate(List<Node> nodes, List<String> places, Graph graph, Work work) {
    if (path == null) {
      return new Value(transform.apply(null, place, work), place);
    }
    List<String> texts = new ArrayList<>();
    String first = "";
    for (int i = 0; i < nodes.size(); i++) {
      String at = places.get(i) + "." + path.text();
      for (Node found : path.evaluate(nodes.get(i), graph)) {
        String text = transform.apply(found.base(), at, work);
        if (text == null) {
          continue;
        }
        if (transform.collect() == Transform.Collect.FIRST) {
          return new Value(text, at);
        }
        first = texts.isEmpty() ? at : first;
        texts.add(text);
      }
    }
    boolean counts =
        switch (transform.collect()) {
          case ONLY -> texts.size() == 1;
          case SEVERAL -> texts.size() > 1;
          default -> !texts.isEmpty();
        };
    return counts ? new Value(String.join(transform.joint(), texts), first) : null;
  }
}
