package org.duima.web.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Text;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Admission;
import org.duima.web.internal.Operation.Field;
import org.duima.web.internal.Operation.Kind;

/** Writes the OpenAPI 3 document of operations. */
final class OpenApi {
  private OpenApi() {}

  static Map<String, Object> document(String version, List<Operation> operations) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.path(), path -> new TreeMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), described(operation));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.0.3");
    document.put(
        "info",
        Map.of(
            "title",
            "Duima 对码",
            "version",
            version,
            "description",
            "机器用 API 密钥，人用会话。/ Machines send an API key, people log in for a session.",
            "license",
            Map.of("name", "Apache-2.0")));
    document.put("paths", paths);
    document.put("components", components());
    return document;
  }

  private static Map<String, Object> described(Operation operation) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", id(operation));
    described.put("tags", List.of(tag(operation.path())));
    described.put("summary", operation.summary().toString());
    List<Object> parameters = new ArrayList<>();
    Stream.of(operation.path().split("/"))
        .filter(part -> part.startsWith("{"))
        .map(part -> part.substring(1, part.length() - 1))
        .forEach(name -> parameters.add(pathParameter(name)));
    operation.parameters().forEach(field -> parameters.add(queryParameter(field)));
    if (!parameters.isEmpty()) {
      described.put("parameters", parameters);
    }
    if (operation.body() != null) {
      described.put("requestBody", requestBody(operation.body()));
    }
    described.put("responses", responses(operation));
    if (operation.admission() == Admission.OPEN) {
      described.put("security", List.of());
    } else {
      described.put("security", List.of(Map.of("key", List.of()), Map.of("session", List.of())));
      described.put("x-duima-roles", operation.roles().stream().sorted().map(Role::id).toList());
    }
    return described;
  }

  /**
   * What comes behind {@code /api} or {@code /fhir}; CDS Hooks and resources have no such
   * beginning.
   */
  private static String tag(String path) {
    String[] parts = path.split("/");
    boolean isShort =
        path.startsWith(CdsHooksResource.PATH) || parts.length < 3 || parts[2].startsWith("{");
    return isShort ? parts[1] : parts[2];
  }

  private static String id(Operation operation) {
    StringBuilder id = new StringBuilder(operation.method().toLowerCase(Locale.ROOT));
    for (String word : operation.path().split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return id.toString();
  }

  private static Map<String, Object> pathParameter(String name) {
    return Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string"));
  }

  private static Map<String, Object> queryParameter(Field field) {
    return Map.of(
        "name", field.name(),
        "in", "query",
        "required", field.required(),
        "description", field.meaning().toString(),
        "schema", schema(field.kind()));
  }

  private static Map<String, Object> schema(Kind kind) {
    return switch (kind) {
      case TEXT -> Map.of("type", "string");
      case INTEGER -> Map.of("type", "integer");
      case BOOLEAN -> Map.of("type", "boolean");
      case DATE -> Map.of("type", "string", "format", "date");
      case MONTH -> Map.of("type", "string", "pattern", "^[0-9]{4}-[0-9]{2}$");
      case TEXTS -> Map.of("type", "array", "items", Map.of("type", "string"));
    };
  }

  private static Map<String, Object> requestBody(Operation.Body body) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (body.fields().isEmpty()) {
      schema.putAll(
          body.contentTypes().isEmpty()
              ? Map.of("type", "string", "format", "binary")
              : Map.of("type", "object"));
    } else {
      schema.put("type", "object");
      Map<String, Object> properties = new LinkedHashMap<>();
      for (Field field : body.fields()) {
        Map<String, Object> property = new LinkedHashMap<>(schema(field.kind()));
        property.put("description", field.meaning().toString());
        properties.put(field.name(), property);
      }
      schema.put("properties", properties);
      List<String> required =
          body.fields().stream().filter(Field::required).map(Field::name).toList();
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
    }
    Map<String, Object> content = new LinkedHashMap<>();
    List<String> types =
        body.contentTypes().isEmpty() ? List.of("application/octet-stream") : body.contentTypes();
    types.forEach(type -> content.put(type, Map.of("schema", schema)));
    return Map.of("content", content);
  }

  private static Map<String, Object> responses(Operation operation) {
    Map<Integer, Text> answers = new TreeMap<>(operation.answers());
    if (!operation.parameters().isEmpty() || operation.body() != null) {
      answers.putIfAbsent(400, new Text("请求有误", "the request is wrong"));
    }
    if (operation.admission() != Admission.OPEN) {
      answers.putIfAbsent(401, new Text("未登录", "not logged in"));
      answers.putIfAbsent(403, new Text("没有权限", "not allowed"));
    }
    if (operation.body() != null) {
      answers.putIfAbsent(413, new Text("请求过大", "too large"));
      if (!operation.body().contentTypes().isEmpty()) {
        answers.putIfAbsent(415, new Text("内容类型不支持", "content type not supported"));
      }
    }
    answers.putIfAbsent(503, new Text("数据库不可用", "the store is unavailable"));
    Map<String, Object> responses = new LinkedHashMap<>();
    answers.forEach(
        (status, meaning) ->
            responses.put(String.valueOf(status), response(operation, status, meaning)));
    return responses;
  }

  private static Map<String, Object> response(Operation operation, int status, Text meaning) {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("description", meaning.toString());
    boolean fhir = operation.produces().contains(Fhir.JSON);
    boolean isOutcome = fhir || operation.path().startsWith(CdsHooksResource.PATH);
    if (status >= 400) {
      response.put(
          "content",
          Map.of(
              fhir ? Fhir.JSON : Operation.Body.JSON,
              Map.of(
                  "schema",
                  Map.of(
                      "$ref",
                      "#/components/schemas/" + (isOutcome ? "OperationOutcome" : "Error")))));
    } else if (status != 204) {
      Map<String, Object> content = new LinkedHashMap<>();
      operation.produces().forEach(type -> content.put(type, Map.of("schema", Map.of())));
      response.put("content", content);
    }
    return response;
  }

  private static Map<String, Object> components() {
    Map<String, Object> text = Map.of("type", "string");
    return Map.of(
        "securitySchemes",
        Map.of(
            "key", Map.of("type", "http", "scheme", "bearer"),
            "session",
                Map.of(
                    "type",
                    "apiKey",
                    "in",
                    "cookie",
                    "name",
                    Gate.COOKIE,
                    "description",
                    "更改数据的请求须带 X-Duima-Console: 1 / changes need the header X-Duima-Console: 1")),
        "schemas",
        Map.of(
            "Error",
            Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                    "error",
                    Map.of("type", "object", "properties", Map.of("zh", text, "en", text)))),
            "OperationOutcome",
            Map.of(
                "type",
                "object",
                "description",
                "FHIR R4 OperationOutcome",
                "properties",
                Map.of("resourceType", text))));
  }
}
