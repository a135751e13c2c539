package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.PersonFacts;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder;
import org.duima.api.encounter.StayFolder.Window;

/**
 * Everything that leads to a stay: its events, those of its patients that wait for a stay, and what
 * decides whose they are.
 *
 * @param events by number: those under its names and those of the elder or younger stays that it is
 *     one with, then the merges of its patients
 * @param statements what was said of its patients without naming a stay; folding takes of it what
 *     holds
 * @param unassigned events of its patients that belong to no stay yet
 * @param otherStays windows of the patients' other stays; empty if nothing is unassigned
 * @param names of its patients and lanes
 */
record StayEvents(
    Map<Long, EncounterEvent> events,
    List<EncounterEvent> statements,
    List<EncounterEvent> unassigned,
    List<Window> otherStays,
    Set<String> names) {
  /**
   * Statements under one patient number that are read, the latest. A number such as 0000 may have
   * thousands; a patient has some at each visit.
   */
  private static final int MAX_STATEMENTS = 1000;

  /** Longer names were never stored. */
  private static final int MAX_NAME = 500;

  /**
   * Reads stays.
   *
   * @param stays numbers of stays that are not superseded
   * @param known events of these stays that were read before; an event never changes
   * @throws LedgerJson.DamagedException if an event cannot be read
   */
  static Map<Long, StayEvents> read(Tx tx, Collection<Long> stays, Map<Long, EncounterEvent> known)
      throws SQLException {
    Map<Long, Long> rootOf = members(tx, stays);
    Map<Long, Map<Long, EncounterEvent>> events = own(tx, rootOf, known);
    Map<Long, Set<String>> names = names(tx, rootOf);
    Set<String> patientNames = new HashSet<>();
    names.values().forEach(patientNames::addAll);
    patientNames.removeIf(name -> name.startsWith(EventRecorder.LANE));
    PatientAliases aliases =
        patientNames.isEmpty() ? null : PatientAliases.around(tx, patientNames);
    Offers offers = aliases == null ? new Offers() : Offers.of(tx, aliases);
    Map<Long, StayEvents> result = new HashMap<>();
    for (long stayId : stays) {
      Set<String> own = names.getOrDefault(stayId, Set.of());
      Set<String> persons = new HashSet<>();
      for (String name : own) {
        if (!name.startsWith(EventRecorder.LANE)) {
          persons.add(aliases.person(name));
        }
      }
      Map<Long, EncounterEvent> all = events.getOrDefault(stayId, new LinkedHashMap<>());
      // a merge event with a stay key comes by both ways
      for (String person : persons) {
        for (EncounterEvent merge : offers.merges.getOrDefault(person, List.of())) {
          all.putIfAbsent(eventNo(merge), merge);
        }
      }
      Map<Long, EncounterEvent> statements = new TreeMap<>();
      for (String person : persons) {
        statements.putAll(offers.statements.getOrDefault(person, Map.of()));
      }
      List<EncounterEvent> unassigned = new ArrayList<>();
      Set<Window> windows = new LinkedHashSet<>();
      Set<Long> seen = new HashSet<>();
      for (String person : persons) {
        for (Offers.Offer offer : offers.unassigned.getOrDefault(person, List.of())) {
          if (seen.add(offer.eventNo)) {
            unassigned.add(offer.event);
          }
        }
        if (offers.unassigned.containsKey(person)) {
          offers
              .others
              .getOrDefault(person, Map.of())
              .forEach(
                  (other, window) -> {
                    if (other != stayId && seen.add(-other)) {
                      windows.add(window);
                    }
                  });
        }
      }
      result.put(
          stayId,
          new StayEvents(
              all, List.copyOf(statements.values()), unassigned, List.copyOf(windows), own));
    }
    return result;
  }

  /** Everything that is to be folded: the events and the statements. */
  List<EncounterEvent> told() {
    List<EncounterEvent> told = new ArrayList<>(events.values());
    told.addAll(statements);
    return told;
  }

  /** Bodies are read and decoded only of events that are not known. */
  private static Map<Long, Map<Long, EncounterEvent>> own(
      Tx tx, Map<Long, Long> rootOf, Map<Long, EncounterEvent> known) throws SQLException {
    Map<Long, Map<Long, EncounterEvent>> events = new HashMap<>();
    if (known.isEmpty()) {
      tx.query(
          "SELECT event_no, stay_id, body FROM event WHERE stay_id = ANY(?) ORDER BY event_no",
          row ->
              events
                  .computeIfAbsent(rootOf.get(row.getLong(2)), s -> new LinkedHashMap<>())
                  .put(row.getLong(1), LedgerJson.event(row.getBytes(3))),
          rootOf.keySet());
      return events;
    }
    Map<Long, Long> rootOfEvent = new TreeMap<>();
    tx.query(
        "SELECT event_no, stay_id FROM event WHERE stay_id = ANY(?)",
        row -> rootOfEvent.put(row.getLong(1), rootOf.get(row.getLong(2))),
        rootOf.keySet());
    Set<Long> missing = new TreeSet<>(rootOfEvent.keySet());
    missing.removeAll(known.keySet());
    Map<Long, EncounterEvent> fresh = new HashMap<>();
    if (!missing.isEmpty()) {
      tx.query(
          "SELECT event_no, body FROM event WHERE event_no = ANY(?)",
          row -> fresh.put(row.getLong(1), LedgerJson.event(row.getBytes(2))),
          missing);
    }
    rootOfEvent.forEach(
        (number, root) ->
            events
                .computeIfAbsent(root, s -> new LinkedHashMap<>())
                .put(number, fresh.containsKey(number) ? fresh.get(number) : known.get(number)));
    return events;
  }

  /**
   * The events that wait and fit this stay of the patient and no other.
   *
   * @param stay the fold of {@link #events}
   */
  List<EncounterEvent> assignable(Stay stay, StayFolder folder) {
    if (unassigned.isEmpty()) {
      return List.of();
    }
    List<Window> windows = new ArrayList<>();
    Window.of(stay).ifPresent(windows::add);
    if (windows.isEmpty()) {
      return List.of();
    }
    windows.addAll(otherStays);
    return unassigned.stream()
        .filter(event -> folder.onlyOpenStay(event.header().time(), windows).orElse(-1) == 0)
        .toList();
  }

  static long eventNo(EncounterEvent event) {
    EventHeader header = event.header();
    return Lanes.eventNo(header.arrivalNumber(), header.sequence());
  }

  /** Names among keys that lead to one stay, as far as any can be in the ledger. */
  static Set<String> stayNames(Collection<Key> keys) {
    Set<String> names = new LinkedHashSet<>();
    for (Key key : keys) {
      if (key.kind().namesStay() && isStorable(key.toString())) {
        names.add(key.toString());
      }
    }
    return names;
  }

  /**
   * Names among keys that lead to a patient. The insured number counts only where no patient number
   * is given: a newborn is often registered under its mother's.
   */
  static Set<String> patientNames(Collection<Key> keys) {
    for (Key.Kind kind : List.of(Key.Kind.PATIENT, Key.Kind.PERSON)) {
      Set<String> names = new LinkedHashSet<>();
      for (Key key : keys) {
        if (key.kind() == kind && isStorable(key.toString())) {
          names.add(key.toString());
        }
      }
      if (!names.isEmpty()) {
        return names;
      }
    }
    return Set.of();
  }

  /** Whether a name can be in a column; PostgreSQL refuses even to look for some characters. */
  static boolean isStorable(String name) {
    return name.length() <= MAX_NAME && name.equals(InboxRow.column(name));
  }

  /** The stays that names lead to. */
  static Set<Long> staysOf(Tx tx, Set<String> stayNames) throws SQLException {
    return new TreeSet<>(
        tx.query(
            "SELECT COALESCE(s.superseded_by, s.stay_id) FROM stay_key k"
                + " JOIN stay s ON s.stay_id = k.stay_id WHERE k.name = ANY(?)",
            row -> row.getLong(1),
            stayNames));
  }

  /** Names of the patients of stays, chosen as {@link #patientNames(Collection)} does. */
  static Set<String> patientNamesOf(Tx tx, Set<Long> stays) throws SQLException {
    Set<String> numbers = new TreeSet<>();
    Set<String> insured = new TreeSet<>();
    Map<Long, Long> rootOf = new HashMap<>();
    stays.forEach(stay -> rootOf.put(stay, stay));
    for (Set<String> own : names(tx, rootOf).values()) {
      for (String name : own) {
        if (name.startsWith(Key.Kind.PATIENT + ":")) {
          numbers.add(name);
        } else if (name.startsWith(Key.Kind.PERSON + ":")) {
          insured.add(name);
        }
      }
    }
    return numbers.isEmpty() ? insured : numbers;
  }

  /** Names of a visit with every other name of the same stay. */
  static Set<String> stayNames(Tx tx, Set<String> given) throws SQLException {
    Set<String> names = new TreeSet<>(given);
    Set<Long> stays = staysOf(tx, given);
    if (!stays.isEmpty()) {
      names.addAll(
          tx.query(
              "SELECT name FROM stay_key WHERE stay_id = ANY(?) UNION"
                  + " SELECT k.name FROM stay s JOIN stay_key k ON k.stay_id = s.stay_id"
                  + " WHERE s.superseded_by = ANY(?)",
              row -> row.getString(1),
              stays,
              stays));
    }
    return names;
  }

  /** Each given stay and each that it superseded, with the given one. */
  static Map<Long, Long> members(Tx tx, Collection<Long> roots) throws SQLException {
    Map<Long, Long> rootOf = new HashMap<>();
    roots.forEach(root -> rootOf.put(root, root));
    tx.query(
            "SELECT stay_id, superseded_by FROM stay WHERE superseded_by = ANY(?)",
            row -> Map.entry(row.getLong(1), row.getLong(2)),
            roots)
        .forEach(entry -> rootOf.put(entry.getKey(), entry.getValue()));
    return rootOf;
  }

  static Map<Long, Set<String>> names(Tx tx, Map<Long, Long> rootOf) throws SQLException {
    Map<Long, Set<String>> names = new HashMap<>();
    tx.query(
            "SELECT name, stay_id FROM stay_patient WHERE stay_id = ANY(?)",
            row -> Map.entry(rootOf.get(row.getLong(2)), row.getString(1)),
            rootOf.keySet())
        .forEach(
            entry ->
                names.computeIfAbsent(entry.getKey(), s -> new TreeSet<>()).add(entry.getValue()));
    return names;
  }

  /** What waits for the stays of some persons, by person. */
  private static final class Offers {
    private final Map<String, List<Offer>> unassigned = new HashMap<>();
    private final Map<String, Map<Long, EncounterEvent>> statements = new HashMap<>();
    private final Map<String, List<EncounterEvent>> merges = new HashMap<>();
    private final Map<String, Map<Long, Window>> others = new HashMap<>();

    private record Offer(long eventNo, EncounterEvent event) {}

    static Offers of(Tx tx, PatientAliases aliases) throws SQLException {
      Offers offers = new Offers();
      if (!aliases.mergeEvents().isEmpty()) {
        tx.query(
                "SELECT event_no, body FROM event WHERE event_no = ANY(?) ORDER BY event_no",
                row -> new Offer(row.getLong(1), LedgerJson.event(row.getBytes(2))),
                aliases.mergeEvents())
            .forEach(
                merge ->
                    offers
                        .merges
                        .computeIfAbsent(
                            aliases.personOfMerge(merge.eventNo), p -> new ArrayList<>())
                        .add(merge.event));
      }
      offers.readStatements(tx, aliases);
      Set<Long> seen = new HashSet<>();
      tx.query(
              "SELECT u.name, u.event_no, e.body FROM unassigned u"
                  + " JOIN event e ON e.event_no = u.event_no WHERE u.name = ANY(?)"
                  + " ORDER BY u.event_no",
              row ->
                  Map.entry(
                      aliases.person(row.getString(1)),
                      new Offer(row.getLong(2), LedgerJson.event(row.getBytes(3)))),
              aliases.names())
          .forEach(
              entry -> {
                if (seen.add(entry.getValue().eventNo)) {
                  offers
                      .unassigned
                      .computeIfAbsent(entry.getKey(), p -> new ArrayList<>())
                      .add(entry.getValue());
                }
              });
      if (!offers.unassigned.isEmpty()) {
        Set<String> waiting = new TreeSet<>();
        for (String name : aliases.names()) {
          if (offers.unassigned.containsKey(aliases.person(name))) {
            waiting.add(name);
          }
        }
        offers.readWindows(tx, waiting, aliases);
      }
      return offers;
    }

    private void readStatements(Tx tx, PatientAliases aliases) throws SQLException {
      tx.query(
              "SELECT p.name, p.event_no, e.body FROM (SELECT name, event_no, ROW_NUMBER() OVER"
                  + " (PARTITION BY name ORDER BY event_time DESC, event_no DESC) AS place"
                  + " FROM patient_statement WHERE name = ANY(?)) p"
                  + " JOIN event e ON e.event_no = p.event_no WHERE p.place <= "
                  + MAX_STATEMENTS,
              row ->
                  Map.entry(
                      aliases.person(row.getString(1)),
                      new Offer(row.getLong(2), LedgerJson.event(row.getBytes(3)))),
              aliases.names())
          .forEach(
              entry ->
                  PersonFacts.in(entry.getValue().event)
                      .ifPresent(
                          said ->
                              statements
                                  .computeIfAbsent(entry.getKey(), p -> new TreeMap<>())
                                  .put(entry.getValue().eventNo, said)));
    }

    private void readWindows(Tx tx, Set<String> names, PatientAliases aliases) throws SQLException {
      record Other(String name, long stayId, Window window) {}
      tx
          .query(
              "SELECT p.name, r.stay_id, r.phase, r.admitted_at, r.discharged_at"
                  + " FROM stay_patient p JOIN stay s ON s.stay_id = p.stay_id"
                  + " JOIN stay r ON r.stay_id = COALESCE(s.superseded_by, s.stay_id)"
                  + " WHERE p.name = ANY(?) ORDER BY r.stay_id",
              row ->
                  new Other(
                      row.getString("name"),
                      row.getLong("stay_id"),
                      window(
                          row.getString("phase"),
                          Tx.local(row, "admitted_at"),
                          Tx.local(row, "discharged_at"))),
              names)
          .stream()
          .filter(other -> other.window != null)
          .forEach(
              other ->
                  others
                      .computeIfAbsent(aliases.person(other.name), p -> new TreeMap<>())
                      .put(other.stayId, other.window));
    }

    /**
     * The window that evaluation gave. A stay that was not evaluated yet may be open at any time.
     */
    private static Window window(String phase, LocalDateTime from, LocalDateTime to) {
      if (phase == null) {
        return new Window(null, null);
      }
      boolean never =
          phase.equals(Stay.Phase.CANCELLED.name()) || phase.equals(Stay.Phase.PLANNED.name());
      return never ? null : new Window(from, to);
    }
  }
}
