package org.duima.demo.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An alert that a doctor got to see.
 *
 * @param id what feedback names
 * @param rule published name of its rule class
 */
record Shown(String id, String rule) {
  private static final String ALERT = "DUIMA-ALERT";

  /** Cards of CDS Hooks. */
  static List<Shown> ofCards(JsonNode answer) {
    List<Shown> shown = new ArrayList<>();
    for (JsonNode card : answer.path("cards")) {
      shown.add(
          new Shown(
              card.path("uuid").asText(),
              card.path("source").path("topic").path("display").asText()));
    }
    return shown;
  }

  /** Results of 3101. */
  static List<Shown> ofResults(JsonNode answer) {
    List<Shown> shown = new ArrayList<>();
    for (JsonNode result : answer.path("output").path("result")) {
      shown.add(new Shown(result.path("jr_id").asText(), result.path("rule_name").asText()));
    }
    return shown;
  }

  /** ERR segments of an answer in HL7 from 2.5 on: class^name^^alert in ERR-5. */
  static List<Shown> ofSegments(String[] segments) {
    List<Shown> shown = new ArrayList<>();
    for (String segment : segments) {
      String[] fields = segment.split("\\|", -1);
      String[] about = fields.length > 5 ? fields[5].split("\\^", -1) : new String[0];
      if (fields[0].equals("ERR") && about.length > 5 && about[5].equals(ALERT)) {
        shown.add(new Shown(about[3], about[1]));
      }
    }
    return shown;
  }
}
