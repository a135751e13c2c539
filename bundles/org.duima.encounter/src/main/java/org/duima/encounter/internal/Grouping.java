package org.duima.encounter.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Moved;
import org.duima.api.encounter.EncounterEvent.PatientsMerged;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.StayFolder;
import org.duima.api.encounter.StayFolder.Grouped;
import org.duima.api.encounter.StayFolder.Window;

/**
 * Sorts events into stays. Keys that name a stay join its events; the rest go by patient and time.
 *
 * <p>A patient number is followed through merges by <em>use</em>: each merge that retires a number
 * begins a new use of it. A use is the person that the number named before the merge, unless stays
 * show that the number was given to somebody else.
 */
final class Grouping {
  private final StayFolder folder;
  private final List<EncounterEvent> events;
  private final List<PatientsMerged> merges = new ArrayList<>();
  private final Joined<Key> stayKeys = new Joined<>();
  private final Joined<Use> persons = new Joined<>();

  /** A patient number between two merges that retire it. */
  private record Use(Key number, int after) {}

  private static final class Group {
    final List<EncounterEvent> events = new ArrayList<>();
    final Set<Use> uses = new LinkedHashSet<>();
    final Set<Key> insured = new HashSet<>();
    private Optional<Window> window = Optional.empty();
    private boolean windowMayDiffer = true;

    void add(EncounterEvent event) {
      events.add(event);
      windowMayDiffer |= event instanceof Moved || event instanceof Stated;
    }

    Optional<Window> window(StayFolder folder) {
      if (windowMayDiffer) {
        window = Window.of(folder.fold(events));
        windowMayDiffer = false;
      }
      return window;
    }
  }

  /**
   * @param events sorted, without repeats
   */
  Grouping(StayFolder folder, List<EncounterEvent> events) {
    this.folder = folder;
    this.events = events;
  }

  Grouped grouped() {
    for (EncounterEvent event : events) {
      if (event instanceof PatientsMerged merged) {
        merges.add(merged);
      }
    }
    for (PatientsMerged merged : merges) {
      persons.join(
          new Use(merged.retired(), usesEndedBefore(merged.retired(), merged.header())),
          new Use(merged.surviving(), usesEndedBefore(merged.surviving(), merged.header())));
    }
    Collection<Group> groups = byStayKeys();
    List<EncounterEvent> unassigned = assignByPatient(groups);
    List<List<EncounterEvent>> stays = new ArrayList<>();
    for (Group group : groups) {
      group.events.sort(EventFolder.EVENT_ORDER);
      stays.add(List.copyOf(group.events));
    }
    stays.sort(Comparator.comparing(Grouping::firstArrival));
    return new Grouped(stays, unassigned);
  }

  private static Arrival firstArrival(List<EncounterEvent> stay) {
    return stay.stream()
        .filter(event -> hasStayKey(event.header()))
        .map(event -> new Arrival(event.header()))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private record Arrival(EventHeader header) implements Comparable<Arrival> {
    @Override
    public int compareTo(Arrival other) {
      int byNumber = Long.compare(header.arrivalNumber(), other.header.arrivalNumber());
      if (byNumber != 0) {
        return byNumber;
      }
      int bySequence = Integer.compare(header.sequence(), other.header.sequence());
      return bySequence != 0 ? bySequence : header.compareTo(other.header);
    }
  }

  private static boolean hasStayKey(EventHeader header) {
    for (Key key : header.keys()) {
      if (key.kind().namesStay()) {
        return true;
      }
    }
    return false;
  }

  /** How many merges had retired the number when the event happened. */
  private int usesEndedBefore(Key number, EventHeader header) {
    int ended = 0;
    for (PatientsMerged merged : merges) {
      if (merged.retired().equals(number) && merged.header().compareTo(header) < 0) {
        ended++;
      }
    }
    return ended;
  }

  private Collection<Group> byStayKeys() {
    for (EncounterEvent event : events) {
      Key first = null;
      for (Key key : event.header().keys()) {
        if (key.kind().namesStay()) {
          first = first == null ? key : first;
          stayKeys.join(first, key);
        }
      }
    }
    Map<Key, Group> groups = new LinkedHashMap<>();
    for (EncounterEvent event : events) {
      for (Key key : event.header().keys()) {
        if (key.kind().namesStay()) {
          Group group = groups.computeIfAbsent(stayKeys.of(key), k -> new Group());
          group.add(event);
          addPatients(group, event.header());
          break;
        }
      }
    }
    groups.values().forEach(this::joinUsesOfOneStay);
    return groups.values();
  }

  private void addPatients(Group group, EventHeader header) {
    for (Key key : header.keys()) {
      if (key.kind() == Key.Kind.PATIENT) {
        group.uses.add(new Use(key, usesEndedBefore(key, header)));
      } else if (key.kind() == Key.Kind.PERSON) {
        group.insured.add(key);
      }
    }
  }

  /** A stay that names a number before and after its merge shows that it was not given away. */
  private void joinUsesOfOneStay(Group group) {
    for (Use one : group.uses) {
      for (Use other : group.uses) {
        if (one.number().equals(other.number())) {
          persons.join(one, other);
        }
      }
    }
  }

  private List<EncounterEvent> assignByPatient(Collection<Group> groups) {
    List<EncounterEvent> unassigned = new ArrayList<>();
    for (EncounterEvent event : events) {
      if (hasStayKey(event.header())) {
        continue;
      }
      if (event instanceof PatientsMerged merged) {
        List<Group> concerned = concernedBy(merged, groups);
        concerned.forEach(group -> group.add(event));
        if (concerned.isEmpty()) {
          unassigned.add(event);
        }
        continue;
      }
      Optional<Group> only = onlyOpen(event.header(), groups);
      if (only.isPresent()) {
        only.get().add(event);
      } else {
        unassigned.add(event);
      }
    }
    return unassigned;
  }

  private List<Group> concernedBy(PatientsMerged merged, Collection<Group> groups) {
    Use person =
        persons.of(new Use(merged.retired(), usesEndedBefore(merged.retired(), merged.header())));
    return groups.stream().filter(group -> isOf(group, person)).toList();
  }

  private boolean isOf(Group group, Use person) {
    for (Use use : group.uses) {
      if (persons.of(use).equals(person)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Group> onlyOpen(EventHeader header, Collection<Group> groups) {
    List<Group> open = new ArrayList<>();
    List<Window> windows = new ArrayList<>();
    for (Group group : candidates(header, groups)) {
      Optional<Window> window = group.window(folder);
      if (window.isPresent()) {
        open.add(group);
        windows.add(window.get());
      }
    }
    OptionalInt only = folder.onlyOpenStay(header.time(), windows);
    return only.isPresent() ? Optional.of(open.get(only.getAsInt())) : Optional.empty();
  }

  /**
   * The stays of the patient. The insured number counts only where no patient number is given: a
   * newborn is often registered under its mother's.
   */
  private List<Group> candidates(EventHeader header, Collection<Group> groups) {
    Set<Group> candidates = new LinkedHashSet<>();
    boolean named = false;
    for (Key key : header.keys()) {
      if (key.kind() == Key.Kind.PATIENT) {
        named = true;
        candidates.addAll(staysOf(key, usesEndedBefore(key, header), groups));
      }
    }
    if (!named) {
      groups.stream()
          .filter(group -> header.keys().stream().anyMatch(group.insured::contains))
          .forEach(candidates::add);
    }
    return List.copyOf(candidates);
  }

  /** Falls back to the former use of a retired number: some senders go on naming it. */
  private List<Group> staysOf(Key number, int after, Collection<Group> groups) {
    for (int use = after; use >= 0; use--) {
      Use person = persons.of(new Use(number, use));
      List<Group> stays = groups.stream().filter(group -> isOf(group, person)).toList();
      if (!stays.isEmpty()) {
        return stays;
      }
    }
    return List.of();
  }

  /** Sets that grow together (union-find with path halving). */
  private static final class Joined<T> {
    private final Map<T, T> parent = new HashMap<>();

    T of(T item) {
      T at = item;
      T up = parent.getOrDefault(at, at);
      while (!up.equals(at)) {
        T next = parent.getOrDefault(up, up);
        parent.put(at, next);
        at = up;
        up = next;
      }
      return at;
    }

    void join(T one, T other) {
      T top = of(one);
      T below = of(other);
      if (!top.equals(below)) {
        parent.put(below, top);
      }
    }
  }
}
