package org.duima.platform.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compares a list as it was uploaded with what 4103 says the platform holds. The answer has other
 * shapes for some fields (durations as day, hour and minute counts, the principal procedure as a
 * flag); a field that the answer does not have at all is no difference.
 */
final class HeldComparison {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,16}(\\.\\d{1,6})?");

  /** Uploaded duration to the answer's day, hour and minute counts. */
  private static final Map<String, List<String>> DURATIONS =
      Map.of(
          "vent_used_dura", List.of("vent_used_days", "vent_used_h_cnt", "vent_used_m_cnt"),
          "pwcry_bfadm_coma_dura",
              List.of("bfadm_coma_days", "bfadm_coma_h_cnt", "bfadm_coma_m_cnt"),
          "pwcry_afadm_coma_dura",
              List.of("afadm_coma_days", "afadm_coma_h_cnt", "afadm_coma_m_cnt"));

  /** Uploaded name to the name in other builds of 4103. */
  private static final Map<String, String> RENAMED =
      Map.of("days_rinp_flag_31", "dscg31days_rinp_flag", "days_rinp_pup_31", "rinp_pup");

  private HeldComparison() {}

  static boolean isEqual(JsonNode uploaded, JsonNode held) {
    JsonNode heldList = held.path("setlinfo");
    if (heldList.isArray()) {
      heldList = heldList.path(0);
    }
    if (!equalFields(uploaded.path("setlinfo"), heldList)) {
      return false;
    }
    for (String node : List.of("diseinfo", "oprninfo", "icuinfo", "bldinfo", "opspdiseinfo")) {
      if (!equalRows(rows(uploaded.path(node)), rows(held.path(node)))) {
        return false;
      }
    }
    return true;
  }

  private static List<JsonNode> rows(JsonNode node) {
    List<JsonNode> rows = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(rows::add);
    } else if (node.isObject()) {
      rows.add(node);
    }
    return rows;
  }

  /** Rows have no id of their own and may come back in another order. */
  private static boolean equalRows(List<JsonNode> uploaded, List<JsonNode> held) {
    if (uploaded.size() != held.size()) {
      return false;
    }
    List<JsonNode> left = new ArrayList<>(held);
    for (JsonNode row : uploaded) {
      boolean found = false;
      for (Iterator<JsonNode> candidates = left.iterator(); candidates.hasNext() && !found; ) {
        if (equalFields(row, candidates.next())) {
          candidates.remove();
          found = true;
        }
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalFields(JsonNode uploaded, JsonNode held) {
    for (Iterator<Map.Entry<String, JsonNode>> fields = uploaded.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      String name = field.getKey();
      String value = field.getValue().asText();
      if (name.equals("stas_type") || name.equals("dcla_time")) {
        continue;
      }
      if (name.equals("oprn_oprt_type") && held.has("main_oprn_flag")) {
        if (value.equals("1") != held.path("main_oprn_flag").asText().equals("1")) {
          return false;
        }
        continue;
      }
      List<String> parts = DURATIONS.get(name);
      if (parts != null && held.has(parts.get(0))) {
        if (!equalDuration(value, held, parts)) {
          return false;
        }
        continue;
      }
      String heldName = held.has(name) ? name : RENAMED.getOrDefault(name, name);
      if (held.has(heldName) && !equalValues(value, held.path(heldName).asText())) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalDuration(String uploaded, JsonNode held, List<String> parts) {
    String[] values = uploaded.split("/");
    for (int i = 0; i < parts.size(); i++) {
      String expected = i < values.length ? values[i] : "0";
      if (!equalValues(blankAsZero(expected), blankAsZero(held.path(parts.get(i)).asText()))) {
        return false;
      }
    }
    return true;
  }

  private static String blankAsZero(String value) {
    return value.isBlank() || value.equals("null") ? "0" : value;
  }

  private static boolean equalValues(String a, String b) {
    String left = a.equals("null") ? "" : a.trim();
    String right = b.equals("null") ? "" : b.trim();
    if (left.equals(right)) {
      return true;
    }
    return NUMBER.matcher(left).matches()
        && NUMBER.matcher(right).matches()
        && left.length() + right.length() < 24
        && new BigDecimal(left).compareTo(new BigDecimal(right)) == 0;
  }
}
