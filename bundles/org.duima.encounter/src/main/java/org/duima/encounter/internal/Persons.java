package org.duima.encounter.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.duima.api.encounter.EncounterEvent.PatientsMerged;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;

/**
 * Whom patient numbers name. A number is followed through merges by <em>use</em>: each merge that
 * retires it begins a new one, since hospitals give retired numbers to somebody else. The id of a
 * FHIR resource has one use for ever.
 */
final class Persons {
  private final List<PatientsMerged> merges;
  private final Joined<Use> persons = new Joined<>();

  /** A patient number between two merges that retire it. */
  record Use(Key number, int after) {}

  /**
   * @param merges sorted
   */
  Persons(Collection<PatientsMerged> merges) {
    this.merges = new ArrayList<>(merges);
    for (PatientsMerged merged : this.merges) {
      persons.join(retired(merged), use(merged.surviving(), merged.header()));
    }
  }

  /** The use of a number that an event means. */
  Use use(Key number, EventHeader header) {
    return new Use(number, usesEndedBefore(number, header));
  }

  /** The use that a merge ends. */
  Use retired(PatientsMerged merged) {
    return use(merged.retired(), merged.header());
  }

  /** A use that stands for all uses of the same person. */
  Use of(Use use) {
    return persons.of(use);
  }

  /** A stay that names a number before and after its merge shows that it was not given away. */
  void joinUsesOfOneStay(Collection<Use> uses) {
    for (Use one : uses) {
      for (Use other : uses) {
        if (one.number().equals(other.number())) {
          persons.join(one, other);
        }
      }
    }
  }

  /** How many merges had retired the number when the event happened. */
  private int usesEndedBefore(Key number, EventHeader header) {
    if (number.isPatientId()) {
      return 0;
    }
    int ended = 0;
    for (PatientsMerged merged : merges) {
      if (merged.retired().equals(number) && merged.header().compareTo(header) < 0) {
        ended++;
      }
    }
    return ended;
  }
}
