package org.duima.encounter.internal;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.PersonFacts;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder;

/** Folds events into stays. Holds no state. */
public class EventFolder implements StayFolder {
  static final Comparator<EncounterEvent> EVENT_ORDER =
      Comparator.comparing(EncounterEvent::header);

  @Override
  public final Stay fold(Collection<EncounterEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a stay has at least one event");
    }
    List<EncounterEvent> sorted = inOrder(events);
    List<EncounterEvent> own = new ArrayList<>(sorted);
    own.removeIf(PersonFacts::isAlone);
    if (own.isEmpty() || own.size() == sorted.size()) {
      return new Fold(sorted).stay();
    }
    Stay stay = new Fold(own).stay();
    List<EncounterEvent> statements = sorted.stream().filter(PersonFacts::isAlone).toList();
    List<EncounterEvent> heard = Heard.of(stay, own, statements);
    if (heard.isEmpty()) {
      return stay;
    }
    own.addAll(heard);
    own.sort(EVENT_ORDER);
    return new Fold(own).stay();
  }

  @Override
  public final Grouped group(Collection<EncounterEvent> events) {
    return new Grouping(this, inOrder(events)).grouped();
  }

  @Override
  public final OptionalInt onlyOpenStay(LocalDateTime time, List<Window> windows) {
    int found = -1;
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      boolean begun = window.from() == null || !time.isBefore(window.from());
      boolean lasts = window.to() == null || !time.isAfter(window.to());
      if (begun && lasts) {
        if (found >= 0) {
          return OptionalInt.empty();
        }
        found = i;
      }
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  /** Sorts events and drops exact repeats: same time, message, place and content. */
  private static List<EncounterEvent> inOrder(Collection<EncounterEvent> events) {
    List<EncounterEvent> sorted = new ArrayList<>(events);
    sorted.sort(EVENT_ORDER);
    List<EncounterEvent> distinct = new ArrayList<>(sorted.size());
    for (EncounterEvent event : sorted) {
      if (!isRepeat(event, distinct)) {
        distinct.add(event);
      }
    }
    return distinct;
  }

  private static boolean isRepeat(EncounterEvent event, List<EncounterEvent> before) {
    for (int i = before.size() - 1; i >= 0; i--) {
      EncounterEvent other = before.get(i);
      if (other.header().compareTo(event.header()) != 0) {
        return false;
      }
      if (other.equals(event)) {
        return true;
      }
    }
    return false;
  }
}
