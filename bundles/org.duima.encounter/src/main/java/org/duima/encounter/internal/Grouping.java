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
import org.duima.api.encounter.PersonFacts;
import org.duima.api.encounter.StayFolder;
import org.duima.api.encounter.StayFolder.Grouped;
import org.duima.api.encounter.StayFolder.Window;
import org.duima.encounter.internal.Persons.Use;

/**
 * Sorts events into stays. Keys that name a stay join its events; the rest go by patient and time.
 * A retired number is taken as the person that it named before the merge, unless stays show that it
 * was given to somebody else.
 */
final class Grouping {
  private final StayFolder folder;
  private final List<EncounterEvent> events;
  private final List<PatientsMerged> merges = new ArrayList<>();
  private final Joined<Key> stayKeys = new Joined<>();
  private Persons persons;

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
    persons = new Persons(merges);
    Collection<Group> groups = byStayKeys();
    List<EncounterEvent> unassigned = assignByPatient(groups);
    unassigned.addAll(new Announcements().tell(groups));
    unassigned.sort(EventFolder.EVENT_ORDER);
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
    groups.values().forEach(group -> persons.joinUsesOfOneStay(group.uses));
    return groups.values();
  }

  private void addPatients(Group group, EventHeader header) {
    for (Key key : header.keys()) {
      if (key.kind() == Key.Kind.PATIENT) {
        group.uses.add(persons.use(key, header));
      } else if (key.kind() == Key.Kind.PERSON) {
        group.insured.add(key);
      }
    }
  }

  private List<EncounterEvent> assignByPatient(Collection<Group> groups) {
    List<EncounterEvent> unassigned = new ArrayList<>();
    for (EncounterEvent event : events) {
      if (hasStayKey(event.header()) || PersonFacts.isAlone(event)) {
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
    Use person = persons.of(persons.retired(merged));
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
        candidates.addAll(staysOf(persons.use(key, header), groups));
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
  private List<Group> staysOf(Use latest, Collection<Group> groups) {
    for (int after = latest.after(); after >= 0; after--) {
      Use person = persons.of(new Use(latest.number(), after));
      List<Group> stays = groups.stream().filter(group -> isOf(group, person)).toList();
      if (!stays.isEmpty()) {
        return stays;
      }
    }
    return List.of();
  }

  /** What is said of persons, told to every stay for which it holds. */
  private final class Announcements {
    private final Joined<Key> sameNumbers = new Joined<>();
    private final Map<Key, List<EncounterEvent>> statements = new HashMap<>();
    private final Map<Key, List<EncounterEvent>> mergesOf = new HashMap<>();

    /** The statements about persons alone that hold for no stay. */
    List<EncounterEvent> tell(Collection<Group> groups) {
      List<EncounterEvent> alone = events.stream().filter(PersonFacts::isAlone).toList();
      collect();
      if (statements.isEmpty()) {
        return List.of();
      }
      Set<EventHeader> heard = new HashSet<>();
      groups.forEach(group -> tell(group, heard));
      return alone.stream().filter(event -> !heard.contains(withoutKeys(event))).toList();
    }

    private void collect() {
      for (PatientsMerged merged : merges) {
        sameNumbers.join(merged.surviving(), merged.retired());
      }
      for (PatientsMerged merged : merges) {
        mergesOf
            .computeIfAbsent(sameNumbers.of(merged.surviving()), p -> new ArrayList<>())
            .add(merged);
      }
      for (EncounterEvent event : events) {
        PersonFacts.in(event)
            .ifPresent(
                said -> {
                  for (Key key : said.header().keys()) {
                    if (key.kind() == Key.Kind.PATIENT) {
                      statements
                          .computeIfAbsent(sameNumbers.of(key), p -> new ArrayList<>())
                          .add(said);
                    }
                  }
                });
      }
    }

    private void tell(Group group, Set<EventHeader> heard) {
      Set<EncounterEvent> own = new LinkedHashSet<>(group.events);
      Set<EncounterEvent> offered = new LinkedHashSet<>();
      for (Use use : group.uses) {
        Key person = sameNumbers.of(use.number());
        own.addAll(mergesOf.getOrDefault(person, List.of()));
        offered.addAll(statements.getOrDefault(person, List.of()));
      }
      if (offered.isEmpty()) {
        return;
      }
      List<EncounterEvent> sorted = new ArrayList<>(own);
      sorted.sort(EventFolder.EVENT_ORDER);
      Set<EventHeader> assigned = new HashSet<>();
      group.events.forEach(event -> assigned.add(withoutKeys(event)));
      for (EncounterEvent said : Heard.of(folder.fold(group.events), sorted, offered)) {
        heard.add(withoutKeys(said));
        if (!assigned.contains(withoutKeys(said))) {
          group.add(said);
        }
      }
    }

    /** What tells events apart, whichever of their keys still hold. */
    private static EventHeader withoutKeys(EncounterEvent event) {
      EventHeader header = event.header();
      return new EventHeader(
          header.institution(),
          List.of(),
          header.time(),
          header.arrivalNumber(),
          header.sequence());
    }
  }
}
