package org.duima.demo.regional;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What FHIR R4 asks of the resources that the platform takes. */
final class RegionalChecks {
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "Claim",
          List.of(
              "status", "type", "use", "patient", "created", "provider", "priority", "insurance"),
          "ClaimResponse",
          List.of("status", "type", "use", "patient", "created", "insurer", "outcome"),
          "Coverage",
          List.of("status", "beneficiary", "payor"),
          "Encounter",
          List.of("status", "class"),
          "Procedure",
          List.of("status", "subject"));
  private static final Set<String> SEQUENCES =
      Set.of("careTeam", "supportingInfo", "diagnosis", "procedure", "insurance", "item");

  private RegionalChecks() {}

  /** Paths at which the resource is wrong, with why. */
  static List<String[]> faults(JsonNode resource) {
    List<String[]> faults = new ArrayList<>();
    String type = resource.path("resourceType").asText();
    if (!type.equals("Claim") && !type.equals("ClaimResponse")) {
      faults.add(new String[] {type, "只接收 Claim 与 ClaimResponse"});
      return faults;
    }
    required(resource, type, faults);
    Set<String> contained = new HashSet<>();
    int index = 0;
    for (JsonNode one : resource.path("contained")) {
      required(one, type + ".contained[" + index + "]", faults);
      contained.add("#" + one.path("id").asText());
      index++;
    }
    Set<String> referred = new HashSet<>();
    references(resource, referred);
    for (String reference : referred) {
      if (reference.startsWith("#") && !contained.contains(reference)) {
        faults.add(new String[] {type, "引用了不存在的 " + reference});
      }
    }
    for (String reference : contained) {
      if (!referred.contains(reference)) {
        faults.add(new String[] {type + ".contained", "没有引用 " + reference});
      }
    }
    SEQUENCES.forEach(list -> sequences(resource, type, list, faults));
    return faults;
  }

  private static void required(JsonNode resource, String where, List<String[]> faults) {
    for (String element :
        REQUIRED.getOrDefault(resource.path("resourceType").asText(), List.of())) {
      JsonNode value = resource.path(element);
      if (value.isMissingNode() || value.isContainerNode() && value.isEmpty()) {
        faults.add(new String[] {where + "." + element, "必填"});
      }
    }
  }

  private static void references(JsonNode node, Set<String> found) {
    if (node.path("reference").isTextual()) {
      found.add(node.get("reference").asText());
    }
    node.forEach(child -> references(child, found));
  }

  private static void sequences(
      JsonNode resource, String type, String list, List<String[]> faults) {
    Set<Integer> seen = new HashSet<>();
    int index = 0;
    for (JsonNode element : resource.path(list)) {
      if (element.path("sequence").asInt() < 1 || !seen.add(element.path("sequence").asInt())) {
        faults.add(new String[] {type + "." + list + "[" + index + "].sequence", "缺少或重复"});
      }
      index++;
    }
  }
}
