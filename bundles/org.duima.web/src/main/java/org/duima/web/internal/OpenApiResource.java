package org.duima.web.internal;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The document that describes all operations, this one too. */
public final class OpenApiResource implements Resource {
  private final Operation operation =
      Operation.get("/api/openapi.json", "接口说明（OpenAPI 3）", "This document, OpenAPI 3")
          .answers(200, "接口说明", "the document")
          .by(call -> document());

  private final Map<String, Object> document;

  /**
   * @param version of the software
   * @param others all other resources
   */
  public OpenApiResource(String version, List<Resource> others) {
    document =
        OpenApi.document(
            version,
            Stream.concat(
                    others.stream().flatMap(resource -> resource.operations().stream()),
                    Stream.of(operation))
                .toList());
  }

  @Override
  public List<Operation> operations() {
    return List.of(operation);
  }

  private Map<String, Object> document() {
    return document;
  }
}
