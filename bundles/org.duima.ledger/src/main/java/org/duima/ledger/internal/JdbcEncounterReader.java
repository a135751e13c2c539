package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder;
import org.duima.api.encounter.StayFolder.Window;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and folds the stays of a patient. A folded stay is kept with its version, which changes
 * with every event, so an unchanged one costs no reading of events; of a changed one only the new
 * events are read. Safe for use by several threads.
 */
final class JdbcEncounterReader implements EncounterReader {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcEncounterReader.class);

  /** A patient number such as 0000 may be on thousands of stays; the latest of them are enough. */
  private static final int MAX_STAYS = 200;

  /** Events, charge and order lines that are kept in memory: some 30 MB. */
  private static final int MAX_LINES = 30_000;

  private final Database database;
  private final StayFolder folder;
  private final Kept kept;

  JdbcEncounterReader(Database database, StayFolder folder) {
    this(database, folder, MAX_LINES);
  }

  JdbcEncounterReader(Database database, StayFolder folder, int maxLines) {
    this.database = database;
    this.folder = folder;
    this.kept = new Kept(maxLines);
  }

  /**
   * A folded stay.
   *
   * @param events that lead to it, without those that wait for a stay
   * @param stay null if it cannot be read
   * @param window empty if events without a stay's name never belong to it
   */
  private record Folded(
      long version, Map<Long, EncounterEvent> events, Stay stay, Optional<Window> window) {
    int lines() {
      return 1 + events.size() + (stay == null ? 0 : stay.charges().size() + stay.orders().size());
    }
  }

  /** The stays that were asked about last. */
  private static final class Kept {
    private final int maxLines;
    private final LinkedHashMap<Long, Folded> stays = new LinkedHashMap<>(64, 0.75f, true);
    private int lines;

    Kept(int maxLines) {
      this.maxLines = maxLines;
    }

    synchronized Folded get(long stayId) {
      return stays.get(stayId);
    }

    synchronized void put(long stayId, Folded folded) {
      Folded before = stays.put(stayId, folded);
      lines += folded.lines() - (before == null ? 0 : before.lines());
      var eldest = stays.entrySet().iterator();
      while (lines > maxLines && eldest.hasNext()) {
        lines -= eldest.next().getValue().lines();
        eldest.remove();
      }
    }
  }

  @Override
  public PatientRecord read(Collection<Key> keys, LocalDateTime at, LocalDate since) {
    Set<String> stayNames = StayEvents.stayNames(keys);
    Set<String> patientNames = StayEvents.patientNames(keys);
    if (stayNames.isEmpty() && patientNames.isEmpty()) {
      return PatientRecord.NONE;
    }
    boolean visitNamed = keys.stream().anyMatch(key -> key.kind().namesStay());
    return database.read(
        "读取患者就诊失败 / reading the stays of a patient failed",
        tx -> {
          Set<Long> named = stayNames.isEmpty() ? Set.of() : StayEvents.staysOf(tx, stayNames);
          Map<Long, Long> versions = new LinkedHashMap<>();
          if (!named.isEmpty()) {
            versions.putAll(versions(tx, named));
          }
          versions.putAll(ofPatient(tx, patientNames, named, since));
          Map<Long, Folded> stays = folded(tx, versions);
          return visitNamed ? byName(stays, named, since) : byTime(stays, at, since);
        });
  }

  private static Map<Long, Long> versions(Tx tx, Set<Long> stays) throws SQLException {
    Map<Long, Long> versions = new LinkedHashMap<>();
    tx.query(
        "SELECT stay_id, version FROM stay WHERE stay_id = ANY(?)",
        row -> versions.put(row.getLong(1), row.getLong(2)),
        stays);
    return versions;
  }

  /**
   * The stays of a patient, or if only a stay is named of its patient. Evaluation tells which are
   * over; what it has not seen yet is taken.
   */
  private static Map<Long, Long> ofPatient(
      Tx tx, Set<String> given, Set<Long> named, LocalDate since) throws SQLException {
    Set<String> names = given;
    if (names.isEmpty() && !named.isEmpty()) {
      names = StayEvents.patientNamesOf(tx, named);
    }
    Map<Long, Long> versions = new LinkedHashMap<>();
    if (!names.isEmpty()) {
      tx.query(
          "SELECT DISTINCT r.stay_id, r.version FROM stay_patient p"
              + " JOIN stay s ON s.stay_id = p.stay_id"
              + " JOIN stay r ON r.stay_id = COALESCE(s.superseded_by, s.stay_id)"
              + " WHERE p.name = ANY(?) AND (r.discharged_at IS NULL OR r.discharged_at >= ?)"
              + " AND (r.phase IS NULL OR r.phase NOT IN (?, ?))"
              + " ORDER BY r.stay_id DESC FETCH FIRST ? ROWS ONLY",
          row -> versions.put(row.getLong(1), row.getLong(2)),
          PatientAliases.around(tx, names).names(),
          since.atStartOfDay(),
          Stay.Phase.CANCELLED,
          Stay.Phase.PLANNED,
          MAX_STAYS);
    }
    return versions;
  }

  private Map<Long, Folded> folded(Tx tx, Map<Long, Long> versions) throws SQLException {
    Map<Long, Folded> stays = new HashMap<>();
    Map<Long, Long> changed = new LinkedHashMap<>();
    Map<Long, EncounterEvent> known = new HashMap<>();
    versions.forEach(
        (stayId, version) -> {
          Folded before = kept.get(stayId);
          if (before == null || before.version != version) {
            changed.put(stayId, version);
            if (before != null) {
              known.putAll(before.events);
            }
          } else {
            stays.put(stayId, before);
          }
        });
    if (!changed.isEmpty()) {
      try {
        fold(StayEvents.read(tx, changed.keySet(), known), changed, stays);
      } catch (LedgerJson.DamagedException e) {
        foldOneByOne(tx, changed, stays);
      }
    }
    return stays;
  }

  private void fold(
      Map<Long, StayEvents> events, Map<Long, Long> versions, Map<Long, Folded> stays) {
    events.forEach(
        (stayId, one) -> {
          if (!one.events().isEmpty()) {
            Stay stay = folder.fold(one.told());
            List<EncounterEvent> assigned = one.assignable(stay, folder);
            if (!assigned.isEmpty()) {
              List<EncounterEvent> all = one.told();
              all.addAll(assigned);
              stay = folder.fold(all);
            }
            Folded folded = new Folded(versions.get(stayId), one.events(), stay, Window.of(stay));
            kept.put(stayId, folded);
            stays.put(stayId, folded);
          }
        });
  }

  /** A stay whose events cannot be read must not hide the others; it may be open at any time. */
  private void foldOneByOne(Tx tx, Map<Long, Long> changed, Map<Long, Folded> stays)
      throws SQLException {
    for (Map.Entry<Long, Long> one : changed.entrySet()) {
      try {
        fold(StayEvents.read(tx, Set.of(one.getKey()), Map.of()), changed, stays);
      } catch (LedgerJson.DamagedException e) {
        LOG.error("住院 {} 的事件无法读取 / events of a stay cannot be read", one.getKey(), e);
        Folded unreadable =
            new Folded(one.getValue(), Map.of(), null, Optional.of(new Window(null, null)));
        kept.put(one.getKey(), unreadable);
        stays.put(one.getKey(), unreadable);
      }
    }
  }

  /** Names that lead to no stay or to several do not tell which visit is meant. */
  private static PatientRecord byName(Map<Long, Folded> stays, Set<Long> named, LocalDate since) {
    Folded visit = named.size() == 1 ? stays.get(named.iterator().next()) : null;
    return record(visit, stays.values(), since);
  }

  private PatientRecord byTime(Map<Long, Folded> stays, LocalDateTime at, LocalDate since) {
    List<Folded> candidates =
        stays.values().stream().filter(stay -> stay.window.isPresent()).toList();
    OptionalInt open =
        folder.onlyOpenStay(
            at, candidates.stream().map(stay -> stay.window.orElseThrow()).toList());
    return record(open.isPresent() ? candidates.get(open.getAsInt()) : null, stays.values(), since);
  }

  private static PatientRecord record(Folded visit, Collection<Folded> stays, LocalDate since) {
    return new PatientRecord(
        visit == null ? Optional.empty() : Optional.ofNullable(visit.stay),
        stays.stream()
            .filter(stay -> stay != visit && stay.stay != null)
            .filter(stay -> stay.window.filter(window -> lasts(window, since)).isPresent())
            .sorted(Comparator.comparing(JdbcEncounterReader::begin).reversed())
            .map(Folded::stay)
            .toList());
  }

  private static boolean lasts(Window window, LocalDate since) {
    return window.to() == null || !window.to().toLocalDate().isBefore(since);
  }

  private static LocalDateTime begin(Folded stay) {
    return stay.window.map(Window::from).orElse(stay.stay.lastEventTime());
  }
}
