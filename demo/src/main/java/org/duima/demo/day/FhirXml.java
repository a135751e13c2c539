package org.duima.demo.day;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes the XML form of a resource that was built as JSON: the same elements in the same order,
 * values as attributes.
 */
final class FhirXml {
  private static final String NAMESPACE = "http://hl7.org/fhir";
  private static final String TYPE = "resourceType";

  private final XMLStreamWriter xml;

  private FhirXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static byte[] of(JsonNode resource) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.setDefaultNamespace(NAMESPACE);
      FhirXml writer = new FhirXml(xml);
      xml.writeStartElement(resource.path(TYPE).asText());
      xml.writeDefaultNamespace(NAMESPACE);
      writer.members(resource, TYPE);
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("own XML not writable", e);
    }
    return bytes.toByteArray();
  }

  private void members(JsonNode node, String attribute) throws XMLStreamException {
    for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getKey().equals(attribute)) {
        continue;
      }
      if (field.getValue().isArray()) {
        for (JsonNode one : field.getValue()) {
          element(field.getKey(), one);
        }
      } else {
        element(field.getKey(), field.getValue());
      }
    }
  }

  private void element(String name, JsonNode value) throws XMLStreamException {
    if (value.isValueNode()) {
      xml.writeEmptyElement(name);
      xml.writeAttribute("value", text(value));
      return;
    }
    xml.writeStartElement(name);
    if (value.has(TYPE)) {
      // a resource within a resource is wrapped
      xml.writeStartElement(value.path(TYPE).asText());
      members(value, TYPE);
      xml.writeEndElement();
    } else if (name.equals("extension")) {
      xml.writeAttribute("url", value.path("url").asText());
      members(value, "url");
    } else {
      members(value, "");
    }
    xml.writeEndElement();
  }

  private static String text(JsonNode value) {
    return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
  }
}
