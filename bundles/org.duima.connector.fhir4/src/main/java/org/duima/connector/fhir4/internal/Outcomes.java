package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Text;
import org.duima.api.platform.Answer;

/** What an OperationOutcome says, and about which fields of the list. */
final class Outcomes {
  private static final int MOST_CHARACTERS = 1_000;
  private static final int MOST_FIELDS = 20;
  private static final Text FAULT =
      new Text("区域平台认为此处有误", "the regional platform finds fault with it");

  private Outcomes() {}

  /** Its own words, which can quote the list. */
  static String words(ObjectNode outcome) {
    StringBuilder words = new StringBuilder();
    for (JsonNode issue : outcome.path("issue")) {
      String one = issue.path("details").path("text").asText(issue.path("diagnostics").asText());
      if (!one.isBlank()) {
        words.append(words.isEmpty() ? "" : "; ").append(one.strip());
      }
    }
    return words.length() > MOST_CHARACTERS
        ? words.substring(0, MOST_CHARACTERS)
        : words.toString();
  }

  /** The fields that its expressions point to. */
  static List<Answer.Field> fields(ObjectNode outcome, List<Rendered.Written> written) {
    Map<String, Answer.Field> fields = new LinkedHashMap<>();
    for (JsonNode issue : outcome.path("issue")) {
      List<String> expressions = new ArrayList<>();
      issue.path("expression").forEach(one -> expressions.add(one.asText()));
      issue.path("location").forEach(one -> expressions.add(one.asText()));
      for (String expression : expressions) {
        String[] wanted = steps(expression);
        for (Rendered.Written one : written) {
          if (fields.size() < MOST_FIELDS && speaksOf(wanted, steps(one.where()))) {
            fields.putIfAbsent(
                one.listPath(), new Answer.Field(one.listPath(), one.label(), FAULT));
          }
        }
      }
    }
    return List.copyOf(fields.values());
  }

  /** {@code Bundle.entry[0].resource.diagnosis[1].type} and {@code Claim.diagnosis[1]} alike. */
  private static String[] steps(String expression) {
    return expression
        .strip()
        .replaceAll("\\.(?:ofType|as|where)\\([^)]*\\)", "")
        .replaceFirst("^Bundle\\.entry(?:\\[0])?\\.resource(?:/\\*[^*]*\\*/)?\\.?", "")
        .replaceFirst("^Claim\\.?", "")
        .replaceAll(
            "(value|diagnosis|procedure|timing|performed)(?:CodeableConcept|Quantity|String|Reference|Period|Date|DateTime|Money)\\b",
            "$1")
        .split("\\.");
  }

  private static boolean speaksOf(String[] wanted, String[] written) {
    if (wanted.length == 0 || wanted[0].isEmpty()) {
      return false;
    }
    for (int i = 0; i < Math.min(wanted.length, written.length); i++) {
      boolean same =
          wanted[i].equals(written[i])
              // an expression may leave out which one
              || !wanted[i].contains("[") && written[i].startsWith(wanted[i] + "[");
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
