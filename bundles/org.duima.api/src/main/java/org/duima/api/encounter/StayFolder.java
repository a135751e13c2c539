package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Folds events into stays. Pure and safe for use by several threads. */
public interface StayFolder {
  /**
   * Folds the events of one stay. Their order in the collection does not matter: they are sorted by
   * {@link EventHeader#compareTo}, and an event that occurs twice counts once.
   *
   * @param events at least one, all of the same stay; with what was said of its patient without
   *     naming a stay ({@link PersonFacts#isAlone}), of which only that counts which holds for it
   * @throws IllegalArgumentException if there is no event
   */
  Stay fold(Collection<EncounterEvent> events);

  /**
   * Sorts events of many stays into one collection for each stay, following keys that name the same
   * stay and merged patients. An event without a stay key goes to the patient's only stay open at
   * its time; what it says of the person goes to every stay for which it holds.
   */
  Grouped group(Collection<EncounterEvent> events);

  /**
   * The rule for an event that names a patient but no stay: it belongs to the patient's only stay
   * open at its time.
   *
   * @param time time of the event
   * @param windows one for each stay of the patient
   * @return the place of that stay in the list; empty if none or several were open
   */
  OptionalInt onlyOpenStay(LocalDateTime time, List<Window> windows);

  /**
   * From admission to discharge.
   *
   * @param from admission, null if not known
   * @param to discharge, null while the stay lasts
   */
  record Window(LocalDateTime from, LocalDateTime to) {
    /**
     * The window of a stay. An outpatient visit without an end lasts until the end of its first
     * day.
     *
     * @return empty for a stay that events without a stay key never belong to: planned or cancelled
     */
    public static Optional<Window> of(Stay stay) {
      return switch (stay.phase()) {
        case PLANNED, CANCELLED -> Optional.empty();
        case UNKNOWN -> Optional.of(new Window(null, null));
        case OUTPATIENT -> {
          LocalDateTime from = firstAt(stay, EncounterEvent.Movement.REGISTER);
          LocalDateTime to = stay.discharge().map(Stay.Step::at).orElse(null);
          yield Optional.of(
              new Window(from, to == null ? from.toLocalDate().plusDays(1).atStartOfDay() : to));
        }
        case ADMITTED, DISCHARGED ->
            Optional.of(
                new Window(
                    firstAt(stay, EncounterEvent.Movement.ADMIT),
                    stay.discharge().map(Stay.Step::at).orElse(null)));
      };
    }

    private static LocalDateTime firstAt(Stay stay, EncounterEvent.Movement movement) {
      return stay.movements().stream()
          .filter(step -> step.movement() == movement)
          .map(Stay.Step::at)
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * Events by stay.
   *
   * @param stays the events of each stay, in order of first arrival; a statement about a person may
   *     be in several
   * @param unassigned events that belong to no stay yet
   */
  record Grouped(List<List<EncounterEvent>> stays, List<EncounterEvent> unassigned) {
    public Grouped {
      stays = List.copyOf(stays);
      unassigned = List.copyOf(unassigned);
    }
  }
}
