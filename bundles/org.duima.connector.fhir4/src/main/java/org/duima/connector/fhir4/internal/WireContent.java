package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.platform.Delivery;
import org.duima.api.settlement.ListContent;

/** What a list says: as it was kept, or else what its bytes on the wire tell. */
final class WireContent {
  private WireContent() {}

  static ListContent of(Delivery delivery) {
    if (delivery.content() != null) {
      return delivery.content();
    }
    Map<String, String> info = new LinkedHashMap<>();
    Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
    ObjectNode input = Json.read(delivery.input()).orElseGet(Json::object);
    input
        .properties()
        .forEach(
            node -> {
              if (node.getKey().equals(ClaimWriter.INFO)) {
                info.putAll(texts(node.getValue()));
              } else if (node.getValue().isArray()) {
                List<Map<String, String>> all = new ArrayList<>();
                node.getValue().forEach(row -> all.add(texts(row)));
                rows.put(node.getKey(), all);
              }
            });
    return new ListContent(info, rows, Map.of(), Map.of());
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                texts.put(field.getKey(), field.getValue().asText());
              }
            });
    return texts;
  }
}
