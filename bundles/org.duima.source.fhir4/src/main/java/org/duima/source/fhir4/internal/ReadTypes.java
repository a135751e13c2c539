package org.duima.source.fhir4.internal;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which types of resources are read. Both who takes them in and who reads them look here; a test
 * holds {@link #OF_STAYS} equal to the types of the shipped table.
 */
public final class ReadTypes {
  /** Says who sends a message; means nothing alone. */
  public static final String MESSAGE_HEADER = "MessageHeader";

  /** Types that the shipped {@code mappings/sources/fhir-r4.csv} reads; a site may read more. */
  public static final Set<String> OF_STAYS =
      Set.of(
          "Account",
          "ChargeItem",
          "Claim",
          "Composition",
          "Condition",
          "Coverage",
          "DeviceRequest",
          "Encounter",
          "ExplanationOfBenefit",
          "Invoice",
          "MedicationRequest",
          "Observation",
          "Patient",
          "Procedure",
          "RelatedPerson",
          "ServiceRequest");

  /** Types that say something only where others name them. */
  public static final Set<String> NAMED_BY_OTHERS =
      Set.of("Location", "Medication", "Organization", "Practitioner", "PractitionerRole");

  /** What is taken alone, not only within a Bundle; in the order of the alphabet. */
  public static final List<String> ALONE =
      Stream.concat(OF_STAYS.stream(), NAMED_BY_OTHERS.stream()).sorted().toList();

  /** All of them. */
  private static final Set<String> ALL =
      Stream.concat(ALONE.stream(), Stream.of(MESSAGE_HEADER))
          .collect(Collectors.toUnmodifiableSet());

  private ReadTypes() {}

  /** Whether resources of a type are read at all. */
  public static boolean isRead(String type) {
    return ALL.contains(type);
  }
}
