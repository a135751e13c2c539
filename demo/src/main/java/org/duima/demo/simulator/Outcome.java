package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the business layer decides about a call.
 *
 * @param infcode 0 done, -1 refused, {@link #NO_DATA}
 * @param output the output node, or null
 * @param problems why it is refused; empty otherwise
 * @param file the bytes answered instead of JSON (9102), or null
 */
record Outcome(int infcode, JsonNode output, List<Problem> problems, byte[] file) {
  /** The query succeeded and found nothing. */
  static final int NO_DATA = 550100;

  static Outcome done(JsonNode output) {
    return new Outcome(0, output, List.of(), null);
  }

  static Outcome file(byte[] bytes) {
    return new Outcome(0, null, List.of(), bytes);
  }

  static Outcome noData() {
    return new Outcome(NO_DATA, null, List.of(), null);
  }

  static Outcome refused(List<Problem> problems) {
    return new Outcome(-1, null, problems, null);
  }

  static Outcome refused(String reason, String text) {
    return refused(List.of(Problem.ofCall(reason, text)));
  }
}
