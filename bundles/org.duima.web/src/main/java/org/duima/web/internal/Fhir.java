package org.duima.web.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What FHIR R4 says about JSON, parameters and errors. */
final class Fhir {
  static final String PATH = "/fhir";
  static final String JSON = "application/fhir+json";

  /** When to come again after 503. */
  static final String RETRY_SECONDS = "5";

  private Fhir() {}

  /** A coding that was asked about; parts that were not given are empty. */
  record Coding(String system, String version, String code, String display) {}

  /**
   * The parameters of an operation, from the query or from the Parameters resource of the body.
   *
   * @param values of primitive parameters by name
   * @param codings of {@code coding} and {@code codeableConcept}
   * @param depends values of {@code dependency} by element
   */
  record Parameters(Map<String, String> values, List<Coding> codings, Map<String, String> depends) {
    String value(String name) {
      return values.getOrDefault(name, "");
    }

    /** The day that {@code date} names, a date or a date with time. */
    LocalDate date(LocalDate otherwise) throws ProblemException {
      String text = value("date");
      try {
        return text.isEmpty() ? otherwise : LocalDate.parse(text.split("T")[0]);
      } catch (DateTimeException e) {
        throw ProblemException.bad("date 应为 yyyy-MM-dd", "date must be yyyy-MM-dd");
      }
    }
  }

  /** Reads the parameters of a call. */
  static Parameters parameters(Call call) throws ProblemException, IOException {
    mustAcceptJson(call);
    if (call.operation().method().equals("GET")) {
      Map<String, String> values = new LinkedHashMap<>();
      call.operation().parameters().forEach(f -> values.put(f.name(), call.parameter(f.name())));
      return parameters(values, new ArrayList<>(), Map.of());
    }
    ObjectNode body = call.json();
    if (!body.path("resourceType").asText().equals("Parameters")) {
      throw ProblemException.bad("请求体应为 Parameters 资源", "the body must be a Parameters resource");
    }
    Map<String, String> values = new LinkedHashMap<>();
    List<Coding> codings = new ArrayList<>();
    Map<String, String> depends = new LinkedHashMap<>();
    for (JsonNode parameter : body.path("parameter")) {
      String name = parameter.path("name").asText();
      switch (name) {
        case "coding" -> codings.add(coding(parameter.path("valueCoding")));
        case "codeableConcept" ->
            parameter
                .path("valueCodeableConcept")
                .path("coding")
                .forEach(coding -> codings.add(coding(coding)));
        case "dependency" -> depend(parameter, depends);
        default -> values.put(name, primitive(parameter, name));
      }
    }
    return parameters(values, codings, depends);
  }

  /** A code given by itself is a coding like the others. */
  private static Parameters parameters(
      Map<String, String> values, List<Coding> codings, Map<String, String> depends)
      throws ProblemException {
    if (!values.getOrDefault("code", "").isEmpty()) {
      codings.add(
          new Coding(
              values.getOrDefault("system", ""),
              values.getOrDefault("version", ""),
              values.get("code"),
              values.getOrDefault("display", "")));
    }
    if (codings.isEmpty()) {
      throw ProblemException.bad(
          "请给出 code、coding 或 codeableConcept", "give code, coding or codeableConcept");
    }
    return new Parameters(values, codings, depends);
  }

  private static Coding coding(JsonNode coding) {
    return new Coding(
        coding.path("system").asText().trim(),
        coding.path("version").asText().trim(),
        coding.path("code").asText().trim(),
        coding.path("display").asText().trim());
  }

  private static void depend(JsonNode parameter, Map<String, String> depends) {
    String element = "";
    String value = "";
    for (JsonNode part : parameter.path("part")) {
      if (part.path("name").asText().equals("element")) {
        element = part.path("valueUri").asText();
      } else if (part.path("name").asText().equals("concept")) {
        JsonNode concept = part.path("valueCodeableConcept");
        value = concept.path("coding").path(0).path("code").asText(concept.path("text").asText());
      }
    }
    depends.put(element, value.trim());
  }

  private static String primitive(JsonNode parameter, String name) throws ProblemException {
    JsonNode value =
        StreamSupport.stream(
                ((Iterable<Map.Entry<String, JsonNode>>) parameter::fields).spliterator(), false)
            .filter(field -> field.getKey().startsWith("value"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    if (value == null || !value.isValueNode()) {
      throw ProblemException.bad(
          "参数 " + known(name) + " 没有简单值", "parameter " + known(name) + " has no simple value");
    }
    return value.asText().trim();
  }

  /** A name that may be quoted: what came from outside is not, unless it is a plain word. */
  private static String known(String name) {
    return name.matches("[A-Za-z]{1,40}") ? name : "?";
  }

  private static void mustAcceptJson(Call call) throws ProblemException {
    String format = call.parameter("_format");
    String accept = format.isEmpty() ? call.request().getHeader("Accept") : format;
    if (accept == null) {
      return;
    }
    boolean json =
        Stream.of(accept.toLowerCase(Locale.ROOT).split(","))
            .map(type -> type.split(";")[0].trim())
            .anyMatch(
                type ->
                    type.equals("*/*")
                        || type.equals("application/*")
                        || type.equals("json")
                        || type.equals(Operation.Body.JSON)
                        || type.equals(JSON));
    if (!json) {
      throw new ProblemException(406, "只提供 " + JSON, "only " + JSON + " is served");
    }
  }

  /** An error in FHIR's form. */
  static ObjectNode outcome(ProblemException problem) {
    ObjectNode outcome = JsonNodeFactory.instance.objectNode();
    outcome.put("resourceType", "OperationOutcome");
    ObjectNode issue = outcome.putArray("issue").addObject();
    issue.put("severity", severity(problem));
    issue.put("code", code(problem));
    issue.putObject("details").put("text", problem.text().toString());
    return outcome;
  }

  /** The same as XML. */
  static byte[] outcomeXml(ProblemException problem) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
      xml.writeStartElement("OperationOutcome");
      xml.writeDefaultNamespace("http://hl7.org/fhir");
      xml.writeStartElement("issue");
      value(xml, "severity", severity(problem));
      value(xml, "code", code(problem));
      xml.writeStartElement("details");
      value(xml, "text", problem.text().toString());
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndElement();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("four texts can be written", e);
    }
    return bytes.toByteArray();
  }

  private static void value(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeEmptyElement(name);
    xml.writeAttribute("value", value);
  }

  private static String severity(ProblemException problem) {
    return problem.status() >= 500 ? "fatal" : "error";
  }

  private static String code(ProblemException problem) {
    return switch (problem.status()) {
      case 401 -> "login";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 405, 406, 415 -> "not-supported";
      case 412 -> "conflict";
      case 413 -> "too-long";
      case 500 -> "exception";
      case 503 -> "transient";
      default -> "invalid";
    };
  }
}
