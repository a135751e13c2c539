package org.duima.karaf.smoke;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A small request of order-sign about an invented patient. Immutable. */
record CdsOrder(
    String patient,
    String visit,
    String gender,
    String birthDate,
    List<String> drafts,
    List<String> earlierServices) {
  static final String PATH = "/cds-services/duima-order-sign";

  /** A drug for men only. */
  static final String FINASTERIDE = "XG04CBF049A001010100123";

  /** An order for a woman in hospital. */
  static CdsOrder of(String visit) {
    return new CdsOrder("P" + visit, visit, "female", "1990-03-07", List.of(), List.of());
  }

  CdsOrder born(String other) {
    return new CdsOrder(patient, visit, gender, other, drafts, earlierServices);
  }

  CdsOrder drug(String id, String code, String name) {
    return with(
        """
        {"resource": {"resourceType": "MedicationRequest", "id": "%s", "status": "draft",
         "intent": "order", "medicationCodeableConcept": {"coding": [
          {"system": "urn:nhsa:drug", "code": "%s", "display": "%s"}]},
         "dosageInstruction": [{"timing": {"code": {"text": "qd"}},
          "doseAndRate": [{"doseQuantity": {"value": 5, "unit": "mg"}}]}],
         "dispenseRequest": {"quantity": {"value": 10, "unit": "片"}}}}
        """
            .formatted(id, code, name));
  }

  CdsOrder service(String id, String name) {
    return with(service(id, name, "draft", 0));
  }

  /** A service that was ordered some hours ago. */
  CdsOrder before(String id, String name, int hours) {
    return new CdsOrder(
        patient, visit, gender, birthDate, drafts, List.of(service(id, name, "active", hours)));
  }

  private static String service(String id, String name, String status, int hoursAgo) {
    OffsetDateTime time =
        OffsetDateTime.now(ZoneOffset.ofHours(8))
            .minusHours(hoursAgo)
            .truncatedTo(ChronoUnit.SECONDS);
    return """
        {"resource": {"resourceType": "ServiceRequest", "id": "%s", "status": "%s",
         "intent": "order", "code": {"text": "%s"}, "authoredOn": "%s"}}
        """
        .formatted(id, status, name, time);
  }

  private CdsOrder with(String draft) {
    List<String> more = new ArrayList<>(drafts);
    more.add(draft);
    return new CdsOrder(patient, visit, gender, birthDate, more, earlierServices);
  }

  String json() {
    return """
        {"hook": "order-sign", "hookInstance": "8c2f9d1e-6a0b-4c53-9f0e-3d7b1a2c4e60",
         "context": {"userId": "Practitioner/D1", "patientId": "%s", "encounterId": "%s",
          "draftOrders": {"resourceType": "Bundle", "entry": [%s]}},
         "prefetch": {
          "patient": {"resourceType": "Patient", "id": "%s", "gender": "%s", "birthDate": "%s"},
          "encounter": {"resourceType": "Encounter", "id": "%s", "status": "in-progress",
           "class": {"code": "IMP"}, "serviceProvider": {"identifier": {"value": "H50010300001"}}},
          "services": {"resourceType": "Bundle", "entry": [%s]}}}
        """
        .formatted(
            patient,
            visit,
            String.join(",", drafts),
            patient,
            gender,
            birthDate,
            visit,
            String.join(",", earlierServices));
  }
}
