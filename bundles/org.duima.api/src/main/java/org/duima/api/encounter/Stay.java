package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Origin;

/**
 * A hospital stay: what its events add up to.
 *
 * @param institution fixmedins_code
 * @param keys every name under which it is known, by kind; within a kind the one named last comes
 *     first and numbers retired by a merge come last
 * @param phase how far it has come
 * @param facts by wire name, the last stated value of each
 * @param movements the valid ones (cancelled ones are gone), in order of time
 * @param workingDiagnoses the last set, for preview and alerts only
 * @param frontPage the last coded version, null before the first
 * @param charges lines in the order in which they were first said; reversals are lines of their own
 * @param carePeriods levels of nursing, ventilation, coma in order of their begin, which all of
 *     them have; cancelled ones are gone
 * @param orders lines in the order in which they were first said, cancelled ones included
 * @param settlements in order of time, refunded ones included
 * @param findings what did not fit, such as a discharge before admission
 * @param lastEventTime time of the latest event
 */
public record Stay(
    String institution,
    List<Key> keys,
    Phase phase,
    Map<String, Fact> facts,
    List<Step> movements,
    List<Diagnosis> workingDiagnoses,
    FrontPage frontPage,
    List<Charge> charges,
    List<CarePeriod> carePeriods,
    List<OrderLine> orders,
    List<Settlement> settlements,
    List<Finding> findings,
    LocalDateTime lastEventTime) {
  /** How far a stay has come. */
  public enum Phase {
    /** Only spoken of: facts or charges came, but no admission. */
    UNKNOWN,
    /** Planned (A05). */
    PLANNED,
    /** Outpatient or emergency visit: has a list only for a chronic disease (门诊慢特病). */
    OUTPATIENT,
    /** In hospital. */
    ADMITTED,
    /** Left. */
    DISCHARGED,
    /** Admission was cancelled (A11). */
    CANCELLED
  }

  /** One movement that stands. */
  public record Step(
      EncounterEvent.Movement movement, LocalDateTime at, Location location, Origin origin) {}

  public Stay {
    Objects.requireNonNull(institution, "institution");
    keys = List.copyOf(keys);
    Objects.requireNonNull(phase, "phase");
    facts = Map.copyOf(facts);
    movements = List.copyOf(movements);
    workingDiagnoses = List.copyOf(workingDiagnoses);
    charges = List.copyOf(charges);
    carePeriods = List.copyOf(carePeriods);
    orders = List.copyOf(orders);
    settlements = List.copyOf(settlements);
    findings = List.copyOf(findings);
  }

  public Optional<Fact> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  public Optional<Key> key(Key.Kind kind) {
    return keys.stream().filter(key -> key.kind() == kind).findFirst();
  }

  /** The admission that stands, if any. */
  public Optional<Step> admission() {
    return movements.stream()
        .filter(s -> s.movement() == EncounterEvent.Movement.ADMIT)
        .findFirst();
  }

  /** The discharge that stands, if any. */
  public Optional<Step> discharge() {
    return movements.stream()
        .filter(s -> s.movement() == EncounterEvent.Movement.DISCHARGE)
        .reduce((first, second) -> second);
  }
}
