package org.duima.source.fhir4.internal;

import java.util.List;

/** Small resources of every type that is read, to get HAPI ready. */
final class Samples {
  static final List<String> ALL =
      List.of(
          """
          {"resourceType":"MedicationRequest","id":"w","status":"draft","intent":"order",
           "medicationCodeableConcept":{"coding":[{"system":"urn:nhsa:drug","code":"X","display":"w"}],"text":"w"},
           "subject":{"reference":"Patient/w"},"groupIdentifier":{"value":"1"},"priority":"routine",
           "authoredOn":"2026-01-01T08:00:00+08:00","requester":{"reference":"Practitioner/w"},
           "dosageInstruction":[{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},
            "route":{"text":"po"},"doseAndRate":[{"doseQuantity":{"value":1,"unit":"mg"}}]}],
           "dispenseRequest":{"quantity":{"value":1,"unit":"w"},"expectedSupplyDuration":{"value":1,"unit":"d"}},
           "extension":[{"url":"urn:duima:unit-price","valueDecimal":1.5}]}
          """,
          """
          {"resourceType":"ServiceRequest","id":"w","status":"draft","intent":"order",
           "code":{"coding":[{"system":"urn:nhsa:service-item","code":"1"}]},"quantityQuantity":{"value":1}}
          """,
          """
          {"resourceType":"DeviceRequest","id":"w","codeCodeableConcept":{"coding":[{"code":"C"}]}}
          """,
          """
          {"resourceType":"Medication","id":"w","code":{"text":"w"}}
          """,
          """
          {"resourceType":"Patient","id":"w","identifier":[{"value":"1"}],"gender":"female","birthDate":"1990-01-01"}
          """,
          """
          {"resourceType":"Encounter","id":"w","class":{"code":"IMP"},"period":{"start":"2026-01-01T08:00:00+08:00"}}
          """,
          """
          {"resourceType":"Coverage","id":"w","status":"active","type":{"coding":[{"code":"310"}]}}
          """,
          """
          {"resourceType":"Condition","id":"w","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"w"}}
          """,
          """
          {"resourceType":"Procedure","id":"w","status":"completed","code":{"text":"w"},"performedDateTime":"2026-01-01"}
          """,
          """
          {"resourceType":"AllergyIntolerance","id":"w","code":{"text":"w"}}
          """,
          """
          {"resourceType":"Observation","id":"w","status":"final","code":{"coding":[{"code":"82810-3"}]},
           "effectiveDateTime":"2026-01-01","valueCodeableConcept":{"coding":[{"code":"LA26683-5"}]}}
          """);

  private Samples() {}
}
