package org.duima.demo.regional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resources with their former versions, in memory. Safe for use by several threads. */
final class RegionalStore {
  private final Map<String, List<ObjectNode>> resources = new LinkedHashMap<>();

  /** The newest version of each resource of a type, those first that came first. */
  synchronized List<JsonNode> all(String type) {
    List<JsonNode> all = new ArrayList<>();
    resources.forEach(
        (reference, versions) -> {
          if (reference.startsWith(type + "/")) {
            all.add(versions.get(versions.size() - 1).deepCopy());
          }
        });
    return all;
  }

  /** How many versions of a resource there have been. */
  synchronized int versions(String reference) {
    return resources.getOrDefault(reference, List.of()).size();
  }

  /** Those that have an identifier, {@code system|value}. */
  synchronized List<JsonNode> withIdentifier(String type, String token) {
    return all(type).stream().filter(resource -> has(resource, token)).toList();
  }

  private static boolean has(JsonNode resource, String token) {
    for (JsonNode identifier : resource.path("identifier")) {
      if ((identifier.path("system").asText() + "|" + identifier.path("value").asText())
          .equals(token)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Creates or updates.
   *
   * @param id of the resource; null for a new one
   * @return its location with the version
   */
  synchronized String put(String type, String id, ObjectNode resource) {
    String reference = type + "/" + (id == null ? String.valueOf(resources.size() + 1) : id);
    List<ObjectNode> versions = resources.computeIfAbsent(reference, made -> new ArrayList<>());
    ObjectNode kept = resource.deepCopy();
    kept.put("id", reference.substring(type.length() + 1));
    versions.add(kept);
    return reference + "/_history/" + versions.size();
  }
}
