package org.duima.api.encounter;

import java.util.Objects;

/**
 * A name under which a message knows a patient, a stay or a settlement. Numbers are reused between
 * campuses, so the institution is part of it.
 *
 * @param kind what it names
 * @param institution fixmedins_code
 * @param value the number or id
 */
public record Key(Kind kind, String institution, String value) {
  /** What a key names. */
  public enum Kind {
    /**
     * The hospital's patient number (PID-3 of the hospital's own authority), or the id of a FHIR
     * Patient at its source.
     */
    PATIENT(false),
    /** psn_no of the insurance platform. */
    PERSON(false),
    /** The hospital's visit number (PV1-19, ipt_no). */
    VISIT(true),
    /** mdtrt_id of the insurance platform. */
    MDTRT(true),
    /** setl_id of the insurance platform. */
    SETTLEMENT(true),
    /** The id of a FHIR Encounter at its source, by which other resources name it. */
    ENCOUNTER(true);

    private final boolean namesStay;

    Kind(boolean namesStay) {
      this.namesStay = namesStay;
    }

    /** Whether such a key leads to exactly one stay. */
    public boolean namesStay() {
      return namesStay;
    }
  }

  public Key {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(institution, "institution");
    Objects.requireNonNull(value, "value");
    if (value.isBlank()) {
      throw new IllegalArgumentException("a key has a value");
    }
  }

  /**
   * Whether the value is the id of a FHIR Patient ({@code Patient/ID}, {@code urn:uuid:…}). Such an
   * id is never given to somebody else, unlike a hospital's number that a merge retired.
   */
  public boolean isPatientId() {
    return value.startsWith("Patient/") || value.startsWith("urn:");
  }

  /** Stable text form {@code KIND:institution:value}, used as a database key. */
  @Override
  public String toString() {
    return kind + ":" + institution + ":" + value;
  }
}
