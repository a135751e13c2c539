package org.duima.source.fhir4.internal.stay;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.duima.source.fhir4.internal.Times;

/**
 * An entry of a list, or a whole resource, of which fields are read.
 *
 * @param node where paths start
 * @param type of the resource that it stands in
 * @param place of it
 */
record Entry(Node node, String type, String place, Mapping mapping, Graph graph, Work work) {
  /** The first value that a row gives, null if none does. */
  Row.Value value(String field) {
    int mark = work.findings().size();
    for (Row row : mapping.rows(field, type)) {
      if (row.transform() == null) {
        return null;
      }
      Row.Value value = row.evaluate(List.of(node), List.of(place), graph, work);
      if (value != null) {
        work.forgetUnmapped(mark);
        return value;
      }
    }
    return null;
  }

  /** The text of a field, empty if there is none. */
  String text(String field) {
    Row.Value value = value(field);
    return value == null ? "" : value.text();
  }

  /** A time field, null if there is none. */
  LocalDateTime time(String field) {
    String text = text(field);
    return text.isEmpty() ? null : LocalDateTime.parse(text, Times.WIRE);
  }

  /** A number field, null if there is none. */
  BigDecimal number(String field) {
    String text = text(field);
    return text.isEmpty() ? null : Transform.number(text);
  }

  /** The elements of the first row that leads to any. */
  List<Node> nodes(String field) {
    for (Row row : mapping.rows(field, type)) {
      if (row.transform() == null || row.path() == null) {
        return List.of();
      }
      List<Node> nodes = row.path().evaluate(node, graph);
      if (!nodes.isEmpty()) {
        return nodes;
      }
    }
    return List.of();
  }
}
