package org.duima.encounter.internal;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.PatientsMerged;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.PersonFacts;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder.Window;

/**
 * What of that which was said of a person, without naming a stay, holds for a stay. It depends on
 * the stay itself, on the merges and on the statements, never on the patient's other stays, so that
 * the order in which those become known does not matter.
 */
final class Heard {
  private final LocalDateTime begin;
  private final LocalDateTime end;
  private final Persons persons;
  private final Set<Persons.Use> own = new HashSet<>();

  private Heard(Window window, List<EncounterEvent> events) {
    List<PatientsMerged> merges = new ArrayList<>();
    Set<Persons.Use> uses = new LinkedHashSet<>();
    LocalDateTime first = null;
    for (EncounterEvent event : events) {
      if (event instanceof PatientsMerged merged) {
        merges.add(merged);
      }
    }
    persons = new Persons(merges);
    for (EncounterEvent event : events) {
      EventHeader header = event.header();
      if (header.keys().stream().anyMatch(key -> key.kind().namesStay())) {
        first = first == null ? header.time() : first;
        for (Key key : header.keys()) {
          if (key.kind() == Key.Kind.PATIENT) {
            uses.add(persons.use(key, header));
          }
        }
      }
    }
    persons.joinUsesOfOneStay(uses);
    uses.forEach(use -> own.add(persons.of(use)));
    begin = window.from() == null ? first : window.from();
    end = window.to();
  }

  /**
   * @param stay the fold of the events
   * @param events of the stay, with every merge of its patients' numbers, sorted
   * @param statements each {@link PersonFacts#isAlone}
   * @return what holds, with the names that hold
   */
  static List<EncounterEvent> of(
      Stay stay, List<EncounterEvent> events, Collection<? extends EncounterEvent> statements) {
    // as for any event without a stay key, nothing goes to a planned or cancelled stay
    Optional<Window> window = Window.of(stay);
    if (window.isEmpty()) {
      return List.of();
    }
    Heard heard = new Heard(window.get(), events);
    List<EncounterEvent> holding = new ArrayList<>();
    for (EncounterEvent statement : statements) {
      if (heard.isOfPatient(statement.header())) {
        heard.holding((Stated) statement).ifPresent(holding::add);
      }
    }
    return holding;
  }

  private boolean isOfPatient(EventHeader header) {
    for (Key key : header.keys()) {
      if (key.kind() == Key.Kind.PATIENT && own.contains(persons.of(persons.use(key, header)))) {
        return true;
      }
    }
    return false;
  }

  private Optional<Stated> holding(Stated stated) {
    LocalDateTime time = stated.header().time();
    if (end != null && time.isAfter(end)) {
      return Optional.empty();
    }
    if (isFresh(PersonFacts.INSURED, time)) {
      return PersonFacts.part(stated, name -> isFresh(name, time));
    }
    return PersonFacts.part(withoutInsuredNumber(stated), name -> isFresh(name, time));
  }

  private boolean isFresh(String name, LocalDateTime time) {
    return PersonFacts.of(name).filter(group -> isFresh(group, time)).isPresent();
  }

  private boolean isFresh(PersonFacts group, LocalDateTime time) {
    return begin == null || !time.isBefore(begin.minusDays(group.days()));
  }

  /** An insured number of long ago must not name the stay when its fact does not hold any more. */
  private static Stated withoutInsuredNumber(Stated stated) {
    EventHeader header = stated.header();
    return new Stated(
        new EventHeader(
            header.institution(),
            header.keys().stream().filter(key -> key.kind() != Key.Kind.PERSON).toList(),
            header.time(),
            header.arrivalNumber(),
            header.sequence()),
        stated.facts(),
        stated.cleared());
  }
}
