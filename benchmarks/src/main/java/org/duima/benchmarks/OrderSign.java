package org.duima.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duima.benchmarks.KnowledgePoints.Demand;

/**
 * An {@link InventedOrder} as a request of CDS Hooks, hook {@code order-sign}, with everything that
 * a HIS may prefetch.
 *
 * @param body 4 to 6 kB
 * @param hit whether it has to be answered by a card, in a hospital of level 3
 */
record OrderSign(byte[] body, boolean hit) {
  private static final String REQUEST =
      """
      {"hook": "order-sign",
       "hookInstance": "6f3d9a1e-0b1c-4c53-9f0e-%1$012d",
       "fhirServer": "https://his.example/fhir",
       "context": {"userId": "Practitioner/D310000001", "patientId": "B%1$07d", "encounterId": "BE%1$07d",
        "draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": [%2$s]}},
       "prefetch": {
        "patient": {"resourceType": "Patient", "id": "B%1$07d",
         "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "ZY%1$07d"}],
         "name": [{"text": "测试%1$d"}], "gender": "%3$s", "birthDate": "%4$s"},
        "encounter": {"resourceType": "Encounter", "id": "BE%1$07d",
         "identifier": [{"type": {"coding": [{"code": "VN"}]}, "value": "V%1$07d"}],
         "status": "in-progress",
         "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "%5$s"},
         "type": [{"coding": [{"system": "urn:nhsa:med-type", "code": "%6$s"}]}],
         "subject": {"reference": "Patient/B%1$07d"},
         "period": {"start": "%7$sT08:00:00+08:00"},
         "serviceProvider": {"identifier": {"value": "H50010300001"}}},
        "conditions": {"resourceType": "Bundle", "type": "searchset", "entry": [%8$s]},
        "medications": {"resourceType": "Bundle", "type": "searchset", "entry": [%9$s]},
        "coverage": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {"resourceType": "Coverage",
         "status": "active", "type": {"coding": [{"system": "urn:nhsa:insutype", "code": "%10$s"}]},
         "beneficiary": {"reference": "Patient/B%1$07d"}}}]},
        "allergies": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {"resourceType": "AllergyIntolerance",
         "code": {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}]},
         "patient": {"reference": "Patient/B%1$07d"}}}]}}}
      """;

  private static final String DRUG =
      """
      {"resource": {"resourceType": "MedicationRequest", "id": "%1$s",
       "extension": [{"url": "urn:duima:department", "valueString": "0301"}],
       "groupIdentifier": {"system": "urn:his:rx", "value": "RX%1$s"},
       "status": "%2$s", "intent": "order",
       "medicationCodeableConcept": {"coding": [{"system": "urn:nhsa:drug", "code": "%3$s", "display": "测试药品"}]},
       "subject": {"reference": "Patient/B%4$07d"}, "encounter": {"reference": "Encounter/BE%4$07d"},
       "authoredOn": "%5$sT07:30:00+08:00", "requester": {"reference": "Practitioner/D310000001"},
       "dosageInstruction": [{"timing": {"code": {"text": "tid"}}, "route": {"text": "口服"},
        "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "片"}}]}],
       "dispenseRequest": {"quantity": {"value": 9, "unit": "片"},
        "expectedSupplyDuration": {"value": 3, "unit": "d", "code": "d"}}}}""";

  private static final String CONDITION =
      """
      {"resource": {"resourceType": "Condition", "clinicalStatus": {"coding": [{"code": "active"}]},
       "code": {"coding": [{"system": "urn:nhsa:icd10:2.0", "code": "%1$s", "display": "诊断%1$s"}]},
       "subject": {"reference": "Patient/B%2$07d"}}}""";

  /** A request of today, so that neither ages nor days of the visit change what is right. */
  static OrderSign of(InventedOrder order, LocalDate today) {
    long later = ChronoUnit.DAYS.between(InventedOrder.AT.toLocalDate(), today);
    LocalDate admitted = today.minusDays(order.inpatient() ? 2 : 0);
    List<String> lines = new ArrayList<>();
    for (String drug : order.drugs()) {
      lines.add(drug(order, "n" + order.number() + "-" + lines.size(), "draft", drug, today));
    }
    String before =
        drug(
            order,
            "o" + order.number(),
            "active",
            KnowledgePoints.freeDrug(order.number() % 5_000),
            admitted);
    String body =
        String.format(
            Locale.ROOT,
            REQUEST,
            order.number(),
            String.join(",\n", lines),
            order.sex(),
            order.birth().plusDays(later),
            order.inpatient() ? "IMP" : "AMB",
            order.inpatient() ? "21" : "11",
            admitted,
            String.join(
                ",\n",
                order.diagnoses().stream()
                    .map(code -> String.format(Locale.ROOT, CONDITION, code, order.number()))
                    .toList()),
            before,
            order.insurance());
    return new OrderSign(body.getBytes(StandardCharsets.UTF_8), isHit(order));
  }

  private static String drug(
      InventedOrder order, String id, String status, String code, LocalDate on) {
    return String.format(Locale.ROOT, DRUG, id, status, code, order.number(), on);
  }

  private static boolean isHit(InventedOrder order) {
    return KnowledgePoints.rules().stream()
        .anyMatch(rule -> rule.demand() != Demand.LEVEL && order.broken().contains(rule.id()));
  }
}
