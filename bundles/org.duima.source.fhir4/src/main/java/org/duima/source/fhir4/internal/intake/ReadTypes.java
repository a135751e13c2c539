package org.duima.source.fhir4.internal.intake;

import java.util.List;

/** The types of resources that become facts of a stay. */
final class ReadTypes {
  /** In the order of the alphabet. */
  static final List<String> ALL =
      List.of(
          "Account",
          "ChargeItem",
          "Claim",
          "Condition",
          "Coverage",
          "Encounter",
          "ExplanationOfBenefit",
          "Invoice",
          "Location",
          "MedicationRequest",
          "Observation",
          "Organization",
          "Patient",
          "Practitioner",
          "Procedure",
          "ServiceRequest");

  private ReadTypes() {}
}
