package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One call whose envelope is right.
 *
 * @param envelope the whole request
 * @param build which build of the interface shapes the answer
 */
record Call(JsonNode envelope, Build build) {
  /** The names and shapes that builds of the interface differ in. */
  enum Build {
    /** As V8.1 prints them. */
    V8_1,
    /** As the classes of an open source hospital system name them. */
    OPENHIS
  }

  JsonNode input() {
    return envelope.path("input");
  }

  /** The input node that most queries use. */
  JsonNode data() {
    return input().path("data");
  }

  String institution() {
    return envelope.path("fixmedins_code").asText();
  }

  String msgid() {
    return envelope.path("msgid").asText();
  }

  /** A problem for each of the fields that is not filled in. */
  static List<Problem> missing(JsonNode row, String node, String... fields) {
    List<Problem> problems = new ArrayList<>();
    for (String field : fields) {
      if (ListCheck.text(row, field).isBlank()) {
        problems.add(Problem.ofCall("required", node + "." + field + "：必填项校验错误"));
      }
    }
    return problems;
  }
}
