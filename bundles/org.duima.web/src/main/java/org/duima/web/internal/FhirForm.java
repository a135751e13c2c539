package org.duima.web.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.duima.api.receive.RestReader.Form;
import org.duima.api.receive.RestReader.Wanted;

/** How FHIR is written in a request, and how its sender wants the answer. */
final class FhirForm {
  static final String XML = "application/fhir+xml";

  private static final List<String> JSON_TYPES =
      List.of(Fhir.JSON, Operation.Body.JSON, "text/json");
  private static final List<String> XML_TYPES = List.of(XML, "application/xml", "text/xml");
  private static final List<String> ANY = List.of("*/*", "application/*", "text/*");
  private static final List<String> VERSIONS = List.of("4.0", "4.0.1");

  private FhirForm() {}

  /** All content types that a body may have; the first is the usual. */
  static String[] contentTypes() {
    return Stream.concat(JSON_TYPES.stream(), XML_TYPES.stream()).toArray(String[]::new);
  }

  /** The content type of answers. */
  static String contentType(Form form) {
    return form == Form.XML ? XML : Fhir.JSON;
  }

  /** What the content type of a body says; empty if there is none or it says something else. */
  static Optional<Form> declared(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null ? Optional.empty() : of(plain(type));
  }

  /**
   * The form in which to answer: what {@code _format} or else {@code Accept} asks for, else that of
   * the request's body, else JSON.
   *
   * @return empty if none of the forms there are would do
   */
  static Optional<Form> answer(HttpServletRequest request) {
    Form usual = declared(request).orElse(Form.JSON);
    String format = Call.query(request.getQueryString()).getOrDefault("_format", "").trim();
    if (!format.isEmpty()) {
      // a plus sign in a query is a blank
      return wanted(format.replace(' ', '+'), usual);
    }
    String accept = request.getHeader("Accept");
    return accept == null || accept.isBlank()
        ? Optional.of(usual)
        : Arrays.stream(accept.split(","))
            .filter(type -> quality(type) > 0 && wanted(type, usual).isPresent())
            // the first of equals stays first
            .sorted((a, b) -> Double.compare(quality(b), quality(a)))
            .findFirst()
            .flatMap(type -> wanted(type, usual));
  }

  private static Optional<Form> wanted(String type, Form usual) {
    String version = parameter(type, "fhirversion");
    if (!version.isEmpty() && !VERSIONS.contains(version)) {
      return Optional.empty();
    }
    String plain = plain(type);
    return ANY.contains(plain) ? Optional.of(usual) : of(plain);
  }

  private static Optional<Form> of(String type) {
    if (type.equals("json") || JSON_TYPES.contains(type)) {
      return Optional.of(Form.JSON);
    }
    return type.equals("xml") || XML_TYPES.contains(type)
        ? Optional.of(Form.XML)
        : Optional.empty();
  }

  private static String plain(String type) {
    return type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
  }

  /** A parameter of a content type, without quotes; empty if absent. */
  static String parameter(String type, String name) {
    return Arrays.stream(type.split(";"))
        .skip(1)
        .map(part -> part.split("=", 2))
        .filter(part -> part.length == 2 && part[0].trim().equalsIgnoreCase(name))
        .map(part -> part[1].trim().replace("\"", ""))
        .findFirst()
        .orElse("");
  }

  private static double quality(String type) {
    String quality = parameter(type, "q");
    try {
      return quality.isEmpty() ? 1 : Double.parseDouble(quality);
    } catch (NumberFormatException e) {
      // nobody can tell what is meant; then it is as good as any
      return 1;
    }
  }

  /** What {@code Prefer: return=…} asks for; the outcome if nothing that is known. */
  static Wanted wanted(HttpServletRequest request) {
    String prefer = request.getHeader("Prefer");
    for (String one : prefer == null ? new String[0] : prefer.split("[,;]")) {
      switch (one.trim().toLowerCase(Locale.ROOT)) {
        case "return=minimal" -> {
          return Wanted.MINIMAL;
        }
        case "return=representation" -> {
          return Wanted.REPRESENTATION;
        }
        default -> {
          // the outcome, or something else than what to return
        }
      }
    }
    return Wanted.OUTCOME;
  }
}
