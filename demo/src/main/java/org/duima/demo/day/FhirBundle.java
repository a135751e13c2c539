package org.duima.demo.day;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Writes a Bundle of any type, and the references between its resources. */
final class FhirBundle {
  /** Where the hospital's own FHIR server says that it is. */
  static final String BASE = "http://emr.testhosp.example/fhir/";

  private static final Set<String> WITH_REQUESTS = Set.of("transaction", "batch");

  /** How the resources of a message refer to one another. */
  enum Link {
    /** By a number that only this Bundle gives them. */
    UUID,
    /** By type and id. */
    RELATIVE,
    /** By the address on the sender's server. */
    ABSOLUTE
  }

  private final String type;
  private final Head head;
  private final Link link;

  FhirBundle(String type, Head head, Link link) {
    this.type = type;
    this.head = head;
    this.link = link;
  }

  String type() {
    return type;
  }

  /** The text that refers to a resource, such as {@code Patient/P000001}. */
  String to(String path) {
    return switch (link) {
      case UUID ->
          "urn:uuid:"
              + java.util.UUID.nameUUIDFromBytes(
                  (head.controlId() + " " + path).getBytes(StandardCharsets.UTF_8));
      case RELATIVE -> path;
      case ABSOLUTE -> BASE + path;
    };
  }

  /** The Bundle of some resources. */
  ObjectNode of(List<ObjectNode> resources) {
    ObjectNode bundle = Fhir.resource("Bundle", head.controlId(), head.happened());
    bundle.set("identifier", Fhir.identifier("urn:duima:local:message", head.controlId()));
    bundle.put("type", type).put("timestamp", Fhir.time(head.happened()));
    ArrayNode entries = bundle.putArray("entry");
    for (ObjectNode resource : resources) {
      String resourceType = resource.path("resourceType").asText();
      String path = resourceType + "/" + resource.path("id").asText();
      ObjectNode entry = entries.addObject();
      entry.put("fullUrl", link == Link.UUID ? to(path) : BASE + path);
      if (link == Link.UUID) {
        // the receiver gives the number; the sender's own stands among the identifiers
        resource.remove("id");
      }
      entry.set("resource", resource);
      if (WITH_REQUESTS.contains(type)) {
        request(entry.putObject("request"), resource, resourceType, path);
      }
    }
    return bundle;
  }

  private void request(ObjectNode request, ObjectNode resource, String resourceType, String path) {
    if (link != Link.UUID) {
      request.put("method", "PUT").put("url", path);
      return;
    }
    String value = resource.path("identifier").path(0).path("value").asText();
    if (value.isEmpty()) {
      request.put("method", "POST").put("url", resourceType);
    } else {
      request.put("method", "PUT").put("url", resourceType + "?identifier=" + value);
    }
  }
}
