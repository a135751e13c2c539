package org.duima.demo.day;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;

/** Data types of FHIR R4, as trees whose elements stand in the order of the specification. */
final class Fhir {
  static final String LOINC = "http://loinc.org";
  private static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'+08:00'");

  private Fhir() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonMapper mapper() {
    return MAPPER;
  }

  /** A resource, last changed at that time. */
  static ObjectNode resource(String type, String id, LocalDateTime changed) {
    ObjectNode resource = object().put("resourceType", type).put("id", id);
    resource.putObject("meta").put("lastUpdated", time(changed));
    return resource;
  }

  static String time(LocalDateTime time) {
    return time.format(TIME);
  }

  /** An identifier of a system of the platform. */
  static ObjectNode identifier(String system, String value) {
    return object().put("system", system).put("value", value);
  }

  /** A number of the hospital's own, told by its type (HL7 table 0203). */
  static ObjectNode typed(String type, String value) {
    ObjectNode identifier = object();
    identifier.set("type", concept(IDENTIFIER_TYPES, type, ""));
    return identifier.put("value", value);
  }

  static ObjectNode coding(String system, String code, String display) {
    ObjectNode coding = object().put("system", system).put("code", code);
    return display.isEmpty() ? coding : coding.put("display", display);
  }

  static ObjectNode concept(String system, String code, String display) {
    return concept(List.of(coding(system, code, display)));
  }

  static ObjectNode concept(List<ObjectNode> codings) {
    ObjectNode concept = object();
    ArrayNode all = concept.putArray("coding");
    codings.forEach(all::add);
    return concept;
  }

  /** A code of HL7's own terminology for FHIR. */
  static ObjectNode hl7(String system, String code) {
    return concept("http://terminology.hl7.org/CodeSystem/" + system, code, "");
  }

  static ObjectNode period(LocalDateTime start, LocalDateTime end) {
    ObjectNode period = object().put("start", time(start));
    return end == null ? period : period.put("end", time(end));
  }

  static ObjectNode quantity(BigDecimal value, String unit) {
    return object()
        .put("value", value)
        .put("unit", unit)
        .put("system", "http://unitsofmeasure.org")
        .put("code", unit);
  }

  static ObjectNode money(BigDecimal value) {
    return object().put("value", value).put("currency", "CNY");
  }

  /** Adds an extension of the product's; {@code type} is what follows {@code value}. */
  static void extend(ObjectNode element, String name, String type, JsonNode value) {
    element
        .withArray("extension")
        .addObject()
        .put("url", "urn:duima:" + name)
        .set("value" + type, value);
  }

  /** Adds an extension with text; none where there is no text. */
  static void extend(ObjectNode element, String name, String text) {
    if (!text.isEmpty()) {
      extend(element, name, "String", MAPPER.getNodeFactory().textNode(text));
    }
  }

  /** Adds an extension with a time. */
  static void extend(ObjectNode element, String name, LocalDateTime time) {
    extend(element, name, "DateTime", MAPPER.getNodeFactory().textNode(time(time)));
  }

  /** Takes out lists that stayed empty: FHIR knows none. */
  static void dropEmpty(JsonNode node) {
    for (Iterator<JsonNode> children = node.iterator(); children.hasNext(); ) {
      JsonNode child = children.next();
      dropEmpty(child);
      if (child.isContainerNode() && child.isEmpty()) {
        children.remove();
      }
    }
  }
}
