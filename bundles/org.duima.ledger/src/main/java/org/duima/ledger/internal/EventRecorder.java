package org.duima.ledger.internal;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duima.api.Finding;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.PersonFacts;
import org.duima.api.ledger.MessageWork.Outcome.Applied;
import org.duima.api.ledger.MessageWork.Stored;

/**
 * Stores events with their names, joins stays that turn out to be one, and marks what they touch as
 * due.
 */
final class EventRecorder {
  static final String LANE = "LANE:";

  /** A patient number such as 0000 may be on thousands of stays; the latest of them are enough. */
  private static final int MAX_STAYS_OF_PATIENT = 200;

  private final LedgerSettings settings;

  EventRecorder(LedgerSettings settings) {
    this.settings = settings;
  }

  /** A message with its events ready to be stored. */
  record Understood(Stored stored, List<Encoded> events, List<Finding> findings) {}

  /**
   * An event ready to be stored.
   *
   * @param stayNames names that lead to its stay
   * @param patientNames names of its patient
   */
  record Encoded(
      long eventNo,
      EncounterEvent event,
      byte[] body,
      List<String> stayNames,
      List<String> patientNames) {
    String kind() {
      return event.getClass().getSimpleName();
    }
  }

  /** A message that could not be processed. */
  record Dead(Stored stored, Finding reason) {}

  /** Encodes the events of a message; empty if they are not usable. */
  static Optional<Understood> prepare(Stored stored, Applied applied) {
    Set<Integer> places = new HashSet<>();
    List<Encoded> events = new ArrayList<>();
    for (EncounterEvent event : applied.events()) {
      EventHeader header = event.header();
      if (header.arrivalNumber() != stored.arrivalNumber()
          || header.sequence() < 0
          || header.sequence() >= Lanes.MAX_EVENTS
          || !places.add(header.sequence())) {
        return Optional.empty();
      }
      List<String> stayNames = new ArrayList<>();
      for (Key key : header.keys()) {
        if (key.kind().namesStay()) {
          stayNames.add(key.toString());
        }
      }
      events.add(
          new Encoded(
              Lanes.eventNo(header.arrivalNumber(), header.sequence()),
              event,
              LedgerJson.event(event),
              stayNames,
              patientNames(header)));
    }
    return Optional.of(new Understood(stored, events, applied.findings()));
  }

  private static List<String> patientNames(EventHeader header) {
    List<String> names = new ArrayList<>();
    for (Key key : header.keys()) {
      if (!key.kind().namesStay()) {
        names.add(key.toString());
      }
    }
    return names;
  }

  /**
   * Names under which an event without stay waits. The insured number counts only where no patient
   * number is given: a newborn is often registered under its mother's.
   */
  static Set<String> waitingNames(EventHeader header) {
    Set<String> names = new LinkedHashSet<>();
    for (Key.Kind kind : List.of(Key.Kind.PATIENT, Key.Kind.PERSON)) {
      for (Key key : header.keys()) {
        if (key.kind() == kind) {
          names.add(key.toString());
        }
      }
      if (!names.isEmpty()) {
        return names;
      }
    }
    return Set.of("");
  }

  static Finding unusableEvents() {
    return Finding.error(
        "ledger.events",
        "",
        "事件的到达号或序号无效，解析程序有缺陷，请联系维护人员",
        "arrival number or sequence of the events is not usable: a defect of the adapter");
  }

  private static Finding notStorable(SQLException e) {
    return Finding.error(
        "ledger.content",
        "",
        "数据库不接受报文中的内容（SQLState " + SqlProblem.states(e) + "），请检查就诊号、患者号是否过长或含非法字符后重发",
        "the database does not take this content (SQLState "
            + SqlProblem.states(e)
            + "): look for numbers that are too long or hold illegal characters, then resend");
  }

  /** Stores what became of messages. What cannot be stored because of its content becomes dead. */
  void record(Tx tx, List<Understood> understood, List<Dead> dead, Instant now)
      throws SQLException {
    List<Understood> applied = new ArrayList<>();
    List<Dead> died = new ArrayList<>(dead);
    if (!understood.isEmpty()) {
      Optional<SQLException> refused = tryToApply(tx, understood, now);
      if (refused.isEmpty()) {
        applied.addAll(understood);
      } else {
        for (Understood one : understood) {
          Optional<SQLException> oneRefused = tryToApply(tx, List.of(one), now);
          if (oneRefused.isEmpty()) {
            applied.add(one);
          } else {
            died.add(new Dead(one.stored, notStorable(oneRefused.get())));
          }
        }
      }
    }
    Set<String> changedLanes = new LinkedHashSet<>();
    if (!applied.isEmpty()) {
      changedLanes.addAll(forgetResent(tx, applied));
    }
    for (Dead message : died) {
      bury(tx, message, now);
      changedLanes.add(InboxRow.column(message.stored.message().laneKey()));
    }
    if (!died.isEmpty()) {
      holdLists(tx, died);
    }
    deadChanged(tx, changedLanes, now);
  }

  private Optional<SQLException> tryToApply(Tx tx, List<Understood> messages, Instant now)
      throws SQLException {
    Savepoint savepoint = tx.savepoint();
    try {
      apply(tx, messages, now);
      tx.release(savepoint);
      return Optional.empty();
    } catch (SQLException e) {
      if (SqlProblem.of(e) != SqlProblem.CONTENT) {
        throw e;
      }
      tx.rollbackTo(savepoint);
      return Optional.of(e);
    }
  }

  private void apply(Tx tx, List<Understood> messages, Instant now) throws SQLException {
    Map<String, Key> stayKeys = new LinkedHashMap<>();
    Joined<String> sameStay = new Joined<>();
    for (Understood message : messages) {
      for (Encoded encoded : message.events) {
        for (Key key : encoded.event.header().keys()) {
          if (key.kind().namesStay()) {
            stayKeys.putIfAbsent(key.toString(), key);
          }
        }
        for (String name : encoded.stayNames) {
          sameStay.join(encoded.stayNames.get(0), name);
        }
      }
    }
    Stays stays = resolve(tx, stayKeys, sameStay);
    addNames(tx, messages, stays);
    Map<Long, Instant> touched = new TreeMap<>();
    Set<String> patients = new TreeSet<>();
    List<Object[]> events = new ArrayList<>();
    List<Object[]> unassigned = new ArrayList<>();
    List<Object[]> statements = new ArrayList<>();
    List<Object[]> aliases = new ArrayList<>();
    List<Object[]> findings = new ArrayList<>();
    for (Understood message : messages) {
      Instant received = message.stored.message().receivedAt();
      for (Encoded encoded : message.events) {
        Long stayId = stays.of(encoded);
        events.add(
            new Object[] {
              encoded.eventNo, stayId, encoded.kind(), encoded.event.header().time(), encoded.body
            });
        if (stayId != null) {
          touched.merge(stayId, received, (a, b) -> a.isAfter(b) ? a : b);
        }
        if (encoded.event instanceof EncounterEvent.PatientsMerged merged) {
          String retired = merged.retired().toString();
          String surviving = merged.surviving().toString();
          aliases.add(new Object[] {encoded.eventNo, retired, surviving});
          patients.add(retired);
          patients.add(surviving);
        } else if (stayId == null) {
          boolean isAboutPerson = PersonFacts.in(encoded.event).isPresent();
          boolean waits = !PersonFacts.isAlone(encoded.event);
          for (String name : waitingNames(encoded.event.header())) {
            if (isAboutPerson) {
              statements.add(new Object[] {name, encoded.event.header().time(), encoded.eventNo});
            }
            if (waits) {
              unassigned.add(new Object[] {name, encoded.eventNo});
            }
            patients.add(name);
          }
        }
      }
      if (!message.findings.isEmpty()) {
        findings.add(
            new Object[] {message.stored.arrivalNumber(), LedgerJson.findings(message.findings)});
      }
    }
    tx.batch(
        "INSERT INTO event (event_no, stay_id, kind, event_time, body) VALUES (?, ?, ?, ?, ?)",
        events);
    tx.batch("INSERT INTO unassigned (name, event_no) VALUES (?, ?)", unassigned);
    tx.batch(
        "INSERT INTO patient_statement (name, event_time, event_no) VALUES (?, ?, ?)", statements);
    tx.batch("INSERT INTO patient_alias (event_no, retired, surviving) VALUES (?, ?, ?)", aliases);
    tx.batch("INSERT INTO message_finding (arrival_no, findings) VALUES (?, ?)", findings);
    patients.remove("");
    if (!patients.isEmpty()) {
      for (long stayId : staysOf(tx, PatientAliases.around(tx, patients).names())) {
        touched.putIfAbsent(stays.elder(stayId), Instant.EPOCH);
      }
    }
    stays.save(tx, touched, now.plus(settings.debounce()));
  }

  /** The stays that names lead to, old and new, with those that turned out to be one. */
  private static final class Stays {
    private final Joined<String> sameStay;
    private final Map<String, Long> stayOfSet = new HashMap<>();
    private final Map<String, Key> newNames = new LinkedHashMap<>();
    private final Set<Long> newStays = new TreeSet<>();
    private final TreeMap<Long, Long> elderOf = new TreeMap<>();

    Stays(Joined<String> sameStay) {
      this.sameStay = sameStay;
    }

    Long of(Encoded encoded) {
      return encoded.stayNames.isEmpty()
          ? null
          : stayOfSet.get(sameStay.of(encoded.stayNames.get(0)));
    }

    long elder(long stayId) {
      return elderOf.getOrDefault(stayId, stayId);
    }

    void save(Tx tx, Map<Long, Instant> touched, Instant dueAt) throws SQLException {
      List<Object[]> inserts = new ArrayList<>();
      List<Object[]> updates = new ArrayList<>();
      touched.forEach(
          (stayId, arrived) -> {
            if (newStays.contains(stayId)) {
              inserts.add(new Object[] {stayId, arrived, dueAt});
            } else {
              updates.add(new Object[] {arrived, dueAt, dueAt, stayId});
            }
          });
      tx.batch(
          "INSERT INTO stay (stay_id, version, last_arrival_at, due_at) VALUES (?, 1, ?, ?)",
          inserts);
      List<Object[]> names = new ArrayList<>();
      newNames.forEach(
          (name, key) ->
              names.add(new Object[] {name, key.value(), stayOfSet.get(sameStay.of(name))}));
      tx.batch("INSERT INTO stay_key (name, plain, stay_id) VALUES (?, ?, ?)", names);
      supersede(tx);
      int[] counts =
          tx.batch(
              "UPDATE stay SET version = version + 1,"
                  + " last_arrival_at = GREATEST(last_arrival_at, ?),"
                  + " due_at = LEAST(COALESCE(due_at, ?), ?)"
                  + " WHERE stay_id = ? AND superseded_by IS NULL",
              updates);
      for (int count : counts) {
        if (count == 0) {
          throw new Database.ConflictException("a stay was superseded meanwhile");
        }
      }
    }

    /** The younger stay points to the elder; its lists move, its events and names stay. */
    private void supersede(Tx tx) throws SQLException {
      for (Map.Entry<Long, Long> pair : elderOf.entrySet()) {
        long younger = pair.getKey();
        long elder = pair.getValue();
        int changed =
            tx.update(
                "UPDATE stay SET superseded_by = ?, version = version + 1, due_at = NULL"
                    + " WHERE stay_id = ? AND superseded_by IS NULL",
                elder,
                younger);
        if (changed == 0) {
          throw new Database.ConflictException("a stay was superseded meanwhile");
        }
        tx.update("UPDATE stay SET superseded_by = ? WHERE superseded_by = ?", elder, younger);
        for (long listId :
            tx.query(
                "SELECT list_id FROM settlement_list WHERE stay_id = ? AND setl_id IS NULL",
                row -> row.getLong(1),
                younger)) {
          ListKeeper.delete(tx, listId);
        }
        tx.update("UPDATE settlement_list SET stay_id = ? WHERE stay_id = ?", elder, younger);
      }
    }
  }

  private static Stays resolve(Tx tx, Map<String, Key> stayKeys, Joined<String> sameStay)
      throws SQLException {
    Stays stays = new Stays(sameStay);
    if (stayKeys.isEmpty()) {
      return stays;
    }
    record Known(String name, long stayId) {}
    List<Known> known =
        tx.query(
            "SELECT k.name, COALESCE(s.superseded_by, s.stay_id) FROM stay_key k"
                + " JOIN stay s ON s.stay_id = k.stay_id WHERE k.name = ANY(?)",
            row -> new Known(row.getString(1), row.getLong(2)),
            stayKeys.keySet());
    stays.newNames.putAll(stayKeys);
    // two sets of names that lead to one stay are one set, too
    Map<Long, String> nameOfStay = new HashMap<>();
    for (Known one : known) {
      stays.newNames.remove(one.name);
      String other = nameOfStay.putIfAbsent(one.stayId, one.name);
      if (other != null) {
        sameStay.join(other, one.name);
      }
    }
    Map<String, TreeSet<Long>> staysOfSet = new HashMap<>();
    for (Known one : known) {
      staysOfSet.computeIfAbsent(sameStay.of(one.name), s -> new TreeSet<>()).add(one.stayId);
    }
    staysOfSet.forEach(
        (set, ids) -> {
          stays.stayOfSet.put(set, ids.first());
          ids.tailSet(ids.first(), false).forEach(id -> stays.elderOf.put(id, ids.first()));
        });
    Set<String> newSets = new LinkedHashSet<>();
    for (String name : stayKeys.keySet()) {
      String set = sameStay.of(name);
      if (!stays.stayOfSet.containsKey(set)) {
        newSets.add(set);
      }
    }
    if (!newSets.isEmpty()) {
      List<Long> numbers = tx.newStayNumbers(newSets.size());
      int next = 0;
      for (String set : newSets) {
        long number = numbers.get(next++);
        stays.stayOfSet.put(set, number);
        stays.newStays.add(number);
      }
    }
    return stays;
  }

  private static void addNames(Tx tx, List<Understood> messages, Stays stays) throws SQLException {
    record Name(String name, long stayId) {}
    Set<Name> wanted = new LinkedHashSet<>();
    for (Understood message : messages) {
      String laneKey = InboxRow.column(message.stored.message().laneKey());
      for (Encoded encoded : message.events) {
        Long stayId = stays.of(encoded);
        if (stayId == null) {
          continue;
        }
        encoded.patientNames.forEach(name -> wanted.add(new Name(name, stayId)));
        if (Lanes.namesPatient(laneKey)) {
          wanted.add(new Name(LANE + laneKey, stayId));
        }
      }
    }
    Set<Long> oldStays = new TreeSet<>();
    wanted.forEach(name -> oldStays.add(name.stayId));
    oldStays.removeAll(stays.newStays);
    if (!oldStays.isEmpty()) {
      tx.query(
              "SELECT name, stay_id FROM stay_patient WHERE stay_id = ANY(?)",
              row -> new Name(row.getString(1), row.getLong(2)),
              oldStays)
          .forEach(wanted::remove);
    }
    tx.batch(
        "INSERT INTO stay_patient (name, stay_id) VALUES (?, ?)",
        wanted.stream().map(name -> new Object[] {name.name, name.stayId}).toList());
  }

  private static List<Long> staysOf(Tx tx, Collection<String> names) throws SQLException {
    return tx.query(
        "SELECT DISTINCT COALESCE(s.superseded_by, s.stay_id) AS root FROM stay_patient p"
            + " JOIN stay s ON s.stay_id = p.stay_id WHERE p.name = ANY(?)"
            + " ORDER BY root DESC FETCH FIRST "
            + MAX_STAYS_OF_PATIENT
            + " ROWS ONLY",
        row -> row.getLong(1),
        names);
  }

  /** Removes the marks of resent messages that were applied; returns their lanes. */
  private static List<String> forgetResent(Tx tx, List<Understood> applied) throws SQLException {
    List<Long> numbers = applied.stream().map(one -> one.stored.arrivalNumber()).toList();
    List<String> lanes =
        tx.query(
            "SELECT lane_key FROM dead_message WHERE arrival_no = ANY(?)",
            row -> row.getString(1),
            numbers);
    if (!lanes.isEmpty()) {
      tx.update("DELETE FROM dead_message WHERE arrival_no = ANY(?)", numbers);
    }
    return lanes;
  }

  private static void bury(Tx tx, Dead message, Instant now) throws SQLException {
    long number = message.stored.arrivalNumber();
    String reason = LedgerJson.write(message.reason);
    int changed =
        tx.update(
            "UPDATE dead_message SET state = 'dead', reason = ?, changed_at = ?"
                + " WHERE arrival_no = ?",
            reason,
            now,
            number);
    if (changed == 0) {
      tx.update(
          "INSERT INTO dead_message (arrival_no, lane_key, state, reason, died_at, changed_at)"
              + " VALUES (?, ?, 'dead', ?, ?, ?)",
          number,
          InboxRow.column(message.stored.message().laneKey()),
          reason,
          now,
          now);
    }
  }

  /** Holds at once what may be in the outbox; evaluation then says why. */
  private static void holdLists(Tx tx, List<Dead> died) throws SQLException {
    Set<String> names = new TreeSet<>();
    for (Dead message : died) {
      String laneKey = InboxRow.column(message.stored.message().laneKey());
      if (Lanes.namesPatient(laneKey)) {
        names.add(LANE + laneKey);
      }
    }
    if (!names.isEmpty()) {
      tx.update(
          "UPDATE settlement_list SET dead_hold = TRUE WHERE stay_id IN"
              + " (SELECT COALESCE(s.superseded_by, s.stay_id) FROM stay_patient p"
              + " JOIN stay s ON s.stay_id = p.stay_id WHERE p.name = ANY(?))",
          names);
    }
  }

  /** Makes the stays of lanes due at once, because a message of theirs died or is settled. */
  void deadChanged(Tx tx, Set<String> laneKeys, Instant now) throws SQLException {
    Set<String> names = new TreeSet<>();
    for (String laneKey : laneKeys) {
      if (Lanes.namesPatient(laneKey)) {
        names.add(LANE + laneKey);
      }
    }
    if (!names.isEmpty()) {
      tx.update(
          "UPDATE stay SET version = version + 1, due_at = LEAST(COALESCE(due_at, ?), ?)"
              + " WHERE superseded_by IS NULL AND stay_id IN"
              + " (SELECT COALESCE(s.superseded_by, s.stay_id) FROM stay_patient p"
              + " JOIN stay s ON s.stay_id = p.stay_id WHERE p.name = ANY(?))",
          now,
          now,
          names);
    }
  }
}
