package org.duima.karaf.smoke.doors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import org.duima.api.encounter.OrderLine.Kind;

/** Writes an order as a request of the hook order-sign with resources of R4. */
final class CdsHooksOrder {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CdsHooksOrder() {}

  static byte[] of(GeneratedOrder order) {
    ObjectNode request = JSON.objectNode();
    request.put("hook", "order-sign");
    request.put("hookInstance", "8c2f9d1e-6a0b-4c53-9f0e-%012d".formatted(order.number()));
    request.put("fhirServer", "https://his.example/fhir");
    ObjectNode context = request.putObject("context");
    context.put("userId", "Practitioner/" + order.lines().get(0).orderer());
    context.put("patientId", order.person().patientNumber());
    context.put("encounterId", order.visit().visitNumber());
    bundle(context.putObject("draftOrders"), order, order.lines(), "draft");
    ObjectNode prefetch = request.putObject("prefetch");
    patient(prefetch.putObject("patient"), order);
    encounter(prefetch.putObject("encounter"), order);
    conditions(prefetch.putObject("conditions"), order);
    operations(prefetch.putObject("procedures"), order);
    coverage(prefetch.putObject("coverage"), order);
    pregnancy(prefetch, order);
    bundle(
        prefetch.putObject("medications"),
        order,
        order.earlier().stream().filter(GeneratedOrder.Line::isDrug).toList(),
        "active");
    bundle(
        prefetch.putObject("services"),
        order,
        order.earlier().stream().filter(line -> !line.isDrug()).toList(),
        "active");
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ArrayNode entries(ObjectNode bundle) {
    bundle.put("resourceType", "Bundle").put("type", "collection");
    return bundle.putArray("entry");
  }

  private static void bundle(
      ObjectNode bundle, GeneratedOrder order, List<GeneratedOrder.Line> lines, String status) {
    ArrayNode entries = entries(bundle);
    lines.forEach(line -> resource(entries.addObject().putObject("resource"), order, line, status));
  }

  private static String time(LocalDateTime time) {
    return time.toString().length() == 16 ? time + ":00+08:00" : time + "+08:00";
  }

  private static void resource(
      ObjectNode resource, GeneratedOrder order, GeneratedOrder.Line line, String status) {
    String type =
        switch (line.kind()) {
          case SERVICE -> "ServiceRequest";
          case CONSUMABLE -> "DeviceRequest";
          default -> "MedicationRequest";
        };
    resource.put("resourceType", type).put("id", line.id());
    resource.put("status", status).put("intent", "order");
    resource.putObject("subject").put("reference", "Patient/" + order.person().patientNumber());
    resource
        .putObject("requester")
        .put("reference", "Practitioner/" + line.orderer())
        .putObject("identifier")
        .put("value", line.orderer());
    resource.put("authoredOn", time(line.begin()));
    extensions(resource.putArray("extension"), line);
    ObjectNode item =
        resource.putObject(
            switch (line.kind()) {
              case SERVICE -> "code";
              case CONSUMABLE -> "codeCodeableConcept";
              default -> "medicationCodeableConcept";
            });
    item(item.putArray("coding"), line);
    String group = line.kind() == Kind.SERVICE ? "requisition" : "groupIdentifier";
    resource.putObject(group).put("value", line.prescription());
    if (line.isDrug()) {
      drug(resource, line);
    } else if (line.kind() == Kind.SERVICE) {
      quantity(resource.putObject("quantityQuantity"), line);
    }
    if (!line.isDrug() && !line.frequency().isEmpty()) {
      resource.putObject("occurrenceTiming").putObject("code").put("text", line.frequency());
    }
  }

  private static void quantity(ObjectNode quantity, GeneratedOrder.Line line) {
    quantity.put("value", line.quantity()).put("unit", line.unit());
  }

  private static void drug(ObjectNode resource, GeneratedOrder.Line line) {
    if (line.takeHome()) {
      resource
          .putArray("category")
          .addObject()
          .putArray("coding")
          .addObject()
          .put("code", "discharge");
    }
    ObjectNode dosage = resource.putArray("dosageInstruction").addObject();
    dosage.putObject("timing").putObject("code").put("text", line.frequency());
    if (line.dose() != null) {
      dosage
          .putArray("doseAndRate")
          .addObject()
          .putObject("doseQuantity")
          .put("value", line.dose())
          .put("unit", line.doseUnit());
    }
    ObjectNode dispense = resource.putObject("dispenseRequest");
    quantity(dispense.putObject("quantity"), line);
    if (line.days() != null) {
      dispense
          .putObject("expectedSupplyDuration")
          .put("value", line.days())
          .put("unit", "d")
          .put("code", "d");
    }
  }

  private static void item(ArrayNode codings, GeneratedOrder.Line line) {
    if (!line.code().isEmpty()) {
      String system =
          switch (line.kind()) {
            case SERVICE -> "urn:nhsa:service-item";
            case CONSUMABLE -> "urn:nhsa:consumable";
            default -> "urn:nhsa:drug";
          };
      codings
          .addObject()
          .put("system", system)
          .put("code", line.code())
          .put("display", line.name());
    }
    codings
        .addObject()
        .put("system", "local")
        .put("code", line.localCode())
        .put("display", line.localName());
  }

  private static void extensions(ArrayNode extensions, GeneratedOrder.Line line) {
    extension(extensions, "unit-price").put("valueDecimal", line.price());
    extension(extensions, "amount").put("valueDecimal", line.amount());
    extension(extensions, "department").put("valueString", line.department());
    extension(extensions, "orderer-title").put("valueCode", line.title());
    extension(extensions, "self-pay").put("valueBoolean", line.selfPay());
    extension(extensions, "long-term").put("valueBoolean", line.longTerm());
    if (line.kind() == Kind.SLICE) {
      extension(extensions, "list-type").put("valueCode", line.listType());
    }
    if (line.kind() == Kind.CONSUMABLE) {
      quantity(extension(extensions, "quantity").putObject("valueQuantity"), line);
    }
    if (line.firstLineUsed() != null) {
      extension(extensions, "first-line-used").put("valueBoolean", line.firstLineUsed());
    }
  }

  private static ObjectNode extension(ArrayNode extensions, String name) {
    return extensions.addObject().put("url", "urn:duima:" + name);
  }

  private static void patient(ObjectNode patient, GeneratedOrder order) {
    patient.put("resourceType", "Patient").put("id", order.person().patientNumber());
    patient
        .putArray("identifier")
        .addObject()
        .put("system", "urn:nhsa:psn-no")
        .put("value", order.person().personNumber());
    if (!order.person().sex().isEmpty()) {
      patient.put("gender", order.person().sex().equals("1") ? "male" : "female");
    }
    if (order.person().birth() != null) {
      patient.put("birthDate", order.person().birth().toString());
    }
  }

  private static void encounter(ObjectNode encounter, GeneratedOrder order) {
    GeneratedOrder.Visit visit = order.visit();
    encounter.put("resourceType", "Encounter").put("id", visit.visitNumber());
    encounter.put("status", "in-progress");
    encounter
        .putObject("class")
        .put(
            "code",
            switch (visit.kind()) {
              case OUTPATIENT -> "AMB";
              case EMERGENCY -> "EMER";
              case INPATIENT -> "IMP";
              case INTERNET -> "VR";
            });
    ArrayNode numbers = encounter.putArray("identifier");
    numbers
        .addObject()
        .put("value", visit.visitNumber())
        .putObject("type")
        .putArray("coding")
        .addObject()
        .put("code", "VN");
    numbers.addObject().put("system", "urn:nhsa:mdtrt-id").put("value", visit.platformNumber());
    encounter.putObject("period").put("start", time(visit.admitted()));
    encounter
        .putObject("serviceProvider")
        .putObject("identifier")
        .put("value", OrderGenerator.INSTITUTION);
    ArrayNode diagnoses = encounter.putArray("diagnosis");
    for (int i = 0; i < visit.diagnoses().size(); i++) {
      ObjectNode diagnosis = diagnoses.addObject().put("rank", i + 1);
      diagnosis.putObject("condition").put("reference", "Condition/c" + i);
    }
  }

  private static void conditions(ObjectNode bundle, GeneratedOrder order) {
    ArrayNode entries = entries(bundle);
    for (int i = 0; i < order.visit().diagnoses().size(); i++) {
      ObjectNode condition = entries.addObject().putObject("resource");
      condition.put("resourceType", "Condition").put("id", "c" + i);
      GeneratedOrder.Coded stated = order.visit().diagnoses().get(i);
      coding(condition.putObject("code"), "urn:nhsa:icd10:2.0", stated.code(), stated.name());
      subject(condition, order);
    }
  }

  private static void operations(ObjectNode bundle, GeneratedOrder order) {
    ArrayNode entries = entries(bundle);
    for (GeneratedOrder.Operation stated : order.visit().operations()) {
      ObjectNode operation = entries.addObject().putObject("resource");
      operation.put("resourceType", "Procedure").put("status", "completed");
      coding(operation.putObject("code"), "urn:nhsa:icd9cm3:2.0", stated.code(), stated.name());
      subject(operation, order);
      operation.put("performedDateTime", time(stated.at()));
    }
  }

  private static void coding(ObjectNode concept, String system, String code, String name) {
    concept
        .putArray("coding")
        .addObject()
        .put("system", system)
        .put("code", code)
        .put("display", name);
  }

  private static void subject(ObjectNode resource, GeneratedOrder order) {
    resource.putObject("subject").put("reference", "Patient/" + order.person().patientNumber());
  }

  private static void coverage(ObjectNode bundle, GeneratedOrder order) {
    ArrayNode entries = entries(bundle);
    if (!order.visit().insurance().isEmpty()) {
      coverage(entries, "urn:nhsa:insutype", order.visit().insurance());
    }
    if (order.visit().selfPay()) {
      coverage(entries, "urn:his:payer", "self-pay");
    }
  }

  private static void coverage(ArrayNode entries, String system, String code) {
    ObjectNode coverage = entries.addObject().putObject("resource");
    coverage.put("resourceType", "Coverage").put("status", "active");
    coverage
        .putObject("type")
        .putArray("coding")
        .addObject()
        .put("system", system)
        .put("code", code);
  }

  private static void pregnancy(ObjectNode prefetch, GeneratedOrder order) {
    if (order.visit().maternity().isEmpty()) {
      return;
    }
    ObjectNode observation =
        entries(prefetch.putObject("pregnancy")).addObject().putObject("resource");
    observation.put("resourceType", "Observation").put("status", "final");
    coding(observation.putObject("code"), "http://loinc.org", "82810-3", "Pregnancy status");
    subject(observation, order);
    observation.put("effectiveDateTime", time(order.visit().admitted()));
    String answer = order.visit().maternity().equals("3") ? "LA15173-0" : "LA26683-5";
    coding(observation.putObject("valueCodeableConcept"), "http://loinc.org", answer, answer);
  }
}
