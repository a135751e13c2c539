package org.duima.api.encounter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.Fact;
import org.duima.api.encounter.EncounterEvent.Stated;

/**
 * Facts about a person rather than about a stay. Said under a patient number without naming a stay
 * (HL7 A28, A31 or A08 without visit number, a FHIR Patient or Coverage posted alone), they hold
 * for every stay of that patient that is not over by then; for one that begins later only as long
 * as the group says, because a value that is missing is noticed and one that is out of date is not.
 */
public enum PersonFacts {
  /**
   * Who somebody is, where and with whom one lives and works: asked again at an admission, so a
   * year bridges what a registration a few months ago said.
   */
  REGISTERED(
      365,
      "psn_name",
      "gend",
      "brdy",
      "ntly",
      "naty",
      "patn_cert_type",
      "certno",
      "prfs",
      "curr_addr",
      "poscode",
      "emp_name",
      "emp_addr",
      "emp_tel",
      "coner_name",
      "patn_rlts",
      "coner_addr",
      "coner_tel",
      // the number of the patient's folder, which HL7 and FHIR read from the patient, not the visit
      "medcasno"),
  /**
   * Where and how somebody is insured and who pays: changes with employer, city and month, and
   * decides whether a list is due, so only what was said shortly before holds.
   */
  INSURED(30, "psn_no", "hi_no", "insuplc", "insutype", "hi_type", "sp_psn_type", "payer");

  private static final Map<String, PersonFacts> BY_NAME = new HashMap<>();

  static {
    for (PersonFacts group : values()) {
      group.names.forEach(name -> BY_NAME.put(name, group));
    }
  }

  private final int days;
  private final Set<String> names;

  PersonFacts(int days, String... names) {
    this.days = days;
    this.names = Set.of(names);
  }

  /** For how many days before its begin a statement holds for a stay. */
  public int days() {
    return days;
  }

  /** The group of a fact by wire name; empty for a fact about a stay or a settlement. */
  public static Optional<PersonFacts> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * What an event says of a person under a patient number without naming a stay; empty for every
   * other event. The insured number is not enough: newborns are registered under their mother's.
   */
  public static Optional<Stated> in(EncounterEvent event) {
    if (!(event instanceof Stated stated) || !namesPatientOnly(stated.header())) {
      return Optional.empty();
    }
    return part(stated, BY_NAME::containsKey);
  }

  /** Whether an event says something of a person, see {@link #in}, and nothing else. */
  public static boolean isAlone(EncounterEvent event) {
    return event instanceof Stated stated
        && namesPatientOnly(stated.header())
        && !(stated.facts().isEmpty() && stated.cleared().isEmpty())
        && BY_NAME.keySet().containsAll(stated.facts().keySet())
        && BY_NAME.keySet().containsAll(stated.cleared());
  }

  /** The statement with the names that are wanted; empty if there is none. */
  public static Optional<Stated> part(Stated stated, Predicate<String> isWanted) {
    Map<String, Fact> facts = new HashMap<>(stated.facts());
    facts.keySet().removeIf(isWanted.negate());
    Set<String> cleared = new HashSet<>(stated.cleared());
    cleared.removeIf(isWanted.negate());
    if (facts.isEmpty() && cleared.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Stated(stated.header(), facts, cleared));
  }

  private static boolean namesPatientOnly(EventHeader header) {
    return header.key(Key.Kind.PATIENT).isPresent()
        && header.keys().stream().noneMatch(key -> key.kind().namesStay());
  }
}
