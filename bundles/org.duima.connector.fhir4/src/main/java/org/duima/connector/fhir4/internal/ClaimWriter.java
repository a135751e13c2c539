package org.duima.connector.fhir4.internal;

import java.util.List;
import java.util.Map;
import org.duima.api.Text;
import org.duima.api.platform.Delivery;
import org.duima.api.settlement.ListContent;

/** Writes a list as a Claim that holds everything it speaks of. Safe for use by several threads. */
final class ClaimWriter {
  static final String INFO = "setlinfo";

  private final FieldPlaces places;

  ClaimWriter(FieldPlaces places) {
    this.places = places;
  }

  /** The Claim of a delivery; of a refunded settlement a cancelled one. */
  Rendered write(Delivery delivery, ListContent content) {
    ClaimParts parts = new ClaimParts(delivery);
    fields(parts, content, INFO, 0, content.info());
    content
        .rows()
        .forEach(
            (node, rows) -> {
              for (int row = 0; row < rows.size(); row++) {
                parts.begin(node, row);
                fields(parts, content, node, row, rows.get(row));
              }
            });
    return new Rendered(parts.finished(content), parts.written());
  }

  private void fields(
      ClaimParts parts, ListContent content, String node, int row, Map<String, String> values) {
    values.forEach(
        (field, value) -> {
          if (!value.isEmpty()) {
            field(parts, node, row, field, value, values);
          }
        });
  }

  private void field(
      ClaimParts parts,
      String node,
      int row,
      String field,
      String value,
      Map<String, String> values) {
    List<FieldPlace> all =
        places.of(node, field).stream().filter(place -> place.applies(values)).toList();
    boolean carried = false;
    for (FieldPlace place : all) {
      boolean written = parts.write(place, row, value);
      if (place == all.get(0)) {
        carried = written;
      }
    }
    if (!carried) {
      Text label =
          places.of(node, field).isEmpty()
              ? new Text(field, field)
              : places.of(node, field).get(0).label();
      parts.writeUnknown(node, row, field, label, value);
    }
  }
}
