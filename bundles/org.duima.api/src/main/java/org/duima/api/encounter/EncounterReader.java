package org.duima.api.encounter;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a patient from messages, as of the last one that was applied. Safe for use by
 * several threads. An unchanged stay is answered from memory. A thread inside must not be
 * interrupted: that closes the file of an embedded database for everybody.
 */
public interface EncounterReader {
  /**
   * The stays of a patient.
   *
   * @param keys names of the patient, the stay or both, merged numbers followed
   * @param at the time of the question: without a key of a stay, the visit is the only one open
   *     then
   * @param since stays that ended before that day are left out
   * @throws org.duima.api.ledger.StoreUnavailableException if the store cannot be reached
   */
  PatientRecord read(Collection<Key> keys, LocalDateTime at, LocalDate since);

  /**
   * What was found.
   *
   * @param visit the stay that is asked about
   * @param others the patient's other stays, newest first
   */
  record PatientRecord(Optional<Stay> visit, List<Stay> others) {
    public static final PatientRecord NONE = new PatientRecord(Optional.empty(), List.of());

    public PatientRecord {
      Objects.requireNonNull(visit, "visit");
      others = List.copyOf(others);
    }
  }
}
