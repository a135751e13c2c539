package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.platform.Delivery;
import org.duima.api.settlement.ListContent;

/**
 * The Claim being written: makes each part when the first field goes there, with what FHIR asks of
 * it and the references that hold it together. For one thread.
 */
final class ClaimParts {
  /** A part and where it stands. */
  private record Part(ObjectNode node, String where) {}

  private final Delivery delivery;
  private final ObjectNode claim = Json.object();
  private final ArrayNode contained = claim.putArray("contained");
  private final Map<String, Part> parts = new HashMap<>();
  private final List<Rendered.Written> written = new ArrayList<>();
  private final Map<String, String> categories = new HashMap<>();

  ClaimParts(Delivery delivery) {
    this.delivery = delivery;
    claim.put("resourceType", "Claim");
    ArrayNode identifiers = claim.putArray("identifier");
    identifier(identifiers, Systems.SETTLEMENT, delivery.setlId());
    identifier(identifiers, Systems.LIST_VERSION, delivery.setlId() + "/" + delivery.listVersion());
    identifier(identifiers, Systems.DELIVERY, delivery.id());
    if (!delivery.reference().isEmpty()) {
      identifier(identifiers, Systems.LIST, delivery.reference());
    }
    claim.put("status", delivery.subject() == Delivery.Subject.VOID ? "cancelled" : "active");
    coded(claim.putObject("type"), Systems.CLAIM_TYPE, "institutional");
    claim.put("use", "claim");
    claim.put("created", Times.instant(delivery.arisenAt()));
    coded(claim.putObject("priority"), Systems.PRIORITY, "normal");
    parts.put(key(Place.CLAIM, "", 0), new Part(claim, ""));
    part(Place.PATIENT, "", 0);
    part(Place.PROVIDER, "", 0);
    part(Place.COVERAGE, "", 0);
  }

  static void identifier(ArrayNode identifiers, String system, String value) {
    identifiers.addObject().put("system", system).put("value", value);
  }

  static void coded(ObjectNode concept, String system, String code) {
    concept.withArrayProperty("coding").addObject().put("system", system).put("code", code);
  }

  /** A row of a node comes now: it has its part even if no field goes there. */
  void begin(String node, int row) {
    part(Place.ofUnknown(node), node, row);
  }

  /** Writes a field; false if it could not be written there. */
  boolean write(FieldPlace place, int row, String value) {
    Part part = part(place.place(), place.node(), row);
    Optional<String> where = place.write(part.node(), value);
    where.ifPresent(
        inside -> {
          note(part, inside, path(place.node(), row, place.field()), place.label());
          if (place.place() == Place.CLAIM) {
            categories.putIfAbsent(place.field(), place.label().zh());
          }
        });
    return where.isPresent();
  }

  /** Writes a field that has no place, or does not fit into it, so that it is not lost. */
  void writeUnknown(String node, int row, String field, Text label, String value) {
    String path = path(node, row, field);
    if (node.equals(ClaimWriter.INFO)) {
      ArrayNode all = claim.withArrayProperty("supportingInfo");
      ObjectNode information = information(field);
      categories.putIfAbsent(field, label.zh());
      information.put("valueString", value);
      written.add(
          new Rendered.Written("supportingInfo[" + (all.size() - 1) + "].value", path, label));
      return;
    }
    Part part = part(Place.ofUnknown(node), node, row);
    ArrayNode extensions = part.node().withArrayProperty("extension");
    extensions
        .addObject()
        .put("url", Systems.EXTENSION + field.replace('_', '-'))
        .put("valueString", value);
    note(part, "extension[" + (extensions.size() - 1) + "].value", path, label);
  }

  private void note(Part part, String inside, String path, Text label) {
    String where = part.where().isEmpty() ? inside : part.where() + "." + inside;
    written.add(new Rendered.Written(where, path, label));
  }

  private static String path(String node, int row, String field) {
    return node.equals(ClaimWriter.INFO) ? node + "." + field : node + "[" + row + "]." + field;
  }

  List<Rendered.Written> written() {
    return List.copyOf(written);
  }

  // ---------------------------------------------------------------- parts

  private static String key(Place place, String node, int row) {
    return place + "/" + (place.ordinal() <= Place.NURSE.ordinal() ? "" : node + "/" + row);
  }

  private Part part(Place place, String node, int row) {
    String key = key(place, node, row);
    Part present = parts.get(key);
    if (present != null) {
      return present;
    }
    Part made = make(place, node, row);
    parts.put(key, made);
    return made;
  }

  private Part make(Place place, String node, int row) {
    return switch (place) {
      case CLAIM -> throw new IllegalStateException("made first");
      case PATIENT -> {
        Part patient = contain("Patient", "patient");
        refer(claim.putObject("patient"), "patient");
        yield patient;
      }
      case PROVIDER -> {
        Part provider = contain("Organization", "provider");
        if (delivery.institution() != null && !delivery.institution().isEmpty()) {
          identifier(
              provider.node().putArray("identifier"), Systems.INSTITUTION, delivery.institution());
        }
        refer(claim.putObject("provider"), "provider");
        yield provider;
      }
      case COVERAGE -> {
        Part coverage = contain("Coverage", "coverage");
        coverage.node().put("status", "active");
        refer(coverage.node().putObject("beneficiary"), "patient");
        ObjectNode insurance = claim.putArray("insurance").addObject();
        insurance.put("sequence", 1).put("focal", true);
        refer(insurance.putObject("coverage"), "coverage");
        yield coverage;
      }
      case INSURER -> {
        Part insurer = contain("Organization", "insurer");
        refer(claim.putObject("insurer"), "insurer");
        yield insurer;
      }
      case ENCOUNTER -> {
        Part encounter = contain("Encounter", "encounter");
        encounter.node().put("status", "finished");
        refer(encounter.node().putObject("subject"), "patient");
        refer(encounter.node().putObject("serviceProvider"), "provider");
        refer(information("encounter").putObject("valueReference"), "encounter");
        categories.put("encounter", "就诊");
        yield encounter;
      }
      case PHYSICIAN -> careTeam("physician", "primary", "主诊医师");
      case NURSE -> careTeam("nurse", "other", "责任护士");
      case DIAGNOSIS -> element("diagnosis");
      case ITEM -> element("item");
      case PROCEDURE -> {
        String id = "procedure-" + (row + 1);
        Part procedure = contain("Procedure", id);
        procedure.node().put("status", "completed");
        refer(procedure.node().putObject("subject"), "patient");
        ObjectNode element = part(Place.CLAIM_PROCEDURE, node, row).node();
        refer(element.putObject("procedureReference"), id);
        yield procedure;
      }
      case CLAIM_PROCEDURE -> {
        Part element = element("procedure");
        parts.put(key(place, node, row), element);
        part(Place.PROCEDURE, node, row);
        yield element;
      }
      case SURGEON -> performer(node, row, "surgeon", "PPRF", "术者");
      case ANAESTHETIST -> performer(node, row, "anaesthetist", "SPRF", "麻醉医师");
      case INFORMATION -> {
        ObjectNode information = information(node);
        categories.putIfAbsent(node, node);
        yield new Part(
            information,
            "supportingInfo[" + (claim.withArrayProperty("supportingInfo").size() - 1) + "]");
      }
    };
  }

  private Part contain(String type, String id) {
    ObjectNode resource = contained.addObject().put("resourceType", type).put("id", id);
    return new Part(resource, "contained[" + (contained.size() - 1) + "]");
  }

  private static void refer(ObjectNode reference, String id) {
    reference.put("reference", "#" + id);
  }

  private Part element(String list) {
    ArrayNode all = claim.withArrayProperty(list);
    ObjectNode element = all.addObject().put("sequence", all.size());
    return new Part(element, list + "[" + (all.size() - 1) + "]");
  }

  private ObjectNode information(String category) {
    ObjectNode information = claim.withArrayProperty("supportingInfo").addObject();
    information.putObject("category").putArray("coding").addObject().put("code", category);
    return information;
  }

  private Part careTeam(String id, String role, String text) {
    Part practitioner = contain("Practitioner", id);
    ArrayNode team = claim.withArrayProperty("careTeam");
    ObjectNode member = team.addObject().put("sequence", team.size());
    refer(member.putObject("provider"), id);
    coded(member.putObject("role").put("text", text), Systems.CARE_TEAM_ROLE, role);
    return practitioner;
  }

  private Part performer(String node, int row, String who, String function, String text) {
    String id = who + "-" + (row + 1);
    ObjectNode procedure = part(Place.PROCEDURE, node, row).node();
    Part practitioner = contain("Practitioner", id);
    ObjectNode performer = procedure.withArrayProperty("performer").addObject();
    coded(performer.putObject("function").put("text", text), Systems.PERFORMER, function);
    refer(performer.putObject("actor"), id);
    return practitioner;
  }

  // ---------------------------------------------------------------- the end

  /** The Claim with what FHIR asks for beyond the list's fields. */
  ObjectNode finished(ListContent content) {
    ObjectNode coverage = part(Place.COVERAGE, "", 0).node();
    if (parts.containsKey(key(Place.INSURER, "", 0))) {
      refer(coverage.putArray("payor").addObject(), "insurer");
    } else {
      coverage.putArray("payor").addObject().put("display", "基本医疗保险");
    }
    Part encounter = parts.get(key(Place.ENCOUNTER, "", 0));
    if (encounter != null) {
      ObjectNode kind = encounter.node().withObjectProperty("class");
      kind.put("system", Systems.ENCOUNTER_CLASS);
      if (!kind.has("code")) {
        // a list without an admission is that of a chronic outpatient
        kind.put("code", content.info("adm_time").isEmpty() ? "AMB" : "IMP");
      }
    }
    total(content)
        .ifPresent(sum -> claim.putObject("total").put("value", sum).put("currency", "CNY"));
    int sequence = 0;
    for (JsonNode one : claim.path("supportingInfo")) {
      sequence++;
      ObjectNode information = (ObjectNode) one;
      information.put("sequence", sequence);
      ObjectNode category = (ObjectNode) information.get("category");
      ObjectNode coding = (ObjectNode) category.get("coding").get(0);
      coding.put("system", Systems.FIELD);
      String label = categories.get(coding.get("code").asText());
      if (label != null) {
        category.put("text", label);
      }
    }
    return claim;
  }

  private static Optional<BigDecimal> total(ListContent content) {
    List<Map<String, String>> items = content.rows("iteminfo");
    BigDecimal sum = BigDecimal.ZERO;
    for (Map<String, String> item : items) {
      Optional<JsonNode> amount = Form.named("decimal").of(item.getOrDefault("amt", ""));
      if (amount.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.add(amount.get().decimalValue());
    }
    return items.isEmpty() ? Optional.empty() : Optional.of(sum);
  }
}
