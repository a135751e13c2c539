package org.duima.ledger.internal;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.ledger.StayStore;
import org.duima.api.mapping.SourceCode;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.ListDraft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays with the events that lead to them. A lease pushes the time of evaluation into the future:
 * the stay of a worker that stops comes back by itself. Safe for use by several threads.
 */
final class JdbcStayStore implements StayStore {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcStayStore.class);

  private final Database database;
  private final ListKeeper lists;
  private final ListFacts facts;
  private final Clock clock;

  JdbcStayStore(Database database, ListKeeper lists, ListFacts facts, Clock clock) {
    this.database = database;
    this.lists = lists;
    this.facts = facts;
    this.clock = clock;
  }

  private record Claimed(long stayId, long version, Instant lastArrival) {}

  @Override
  public List<DueStay> due(String owner, Instant now, int max, Duration lease) {
    List<Claimed> claimed =
        database.change(
            "领取住院失败 / leasing stays failed",
            tx -> {
              List<Claimed> rows =
                  tx.query(
                      "SELECT stay_id, version, last_arrival_at FROM stay WHERE due_at <= ?"
                          + " ORDER BY due_at FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED",
                      row ->
                          new Claimed(
                              row.getLong("stay_id"),
                              row.getLong("version"),
                              Tx.instant(row, "last_arrival_at")),
                      now,
                      max);
              if (!rows.isEmpty()) {
                tx.update(
                    "UPDATE stay SET due_at = ? WHERE stay_id = ANY(?)",
                    now.plus(lease),
                    rows.stream().map(Claimed::stayId).toList());
              }
              return rows;
            });
    if (claimed.isEmpty()) {
      return List.of();
    }
    try {
      return read(claimed);
    } catch (LedgerJson.DamagedException e) {
      return readable(claimed);
    }
  }

  @Override
  public void release(DueStay stay, Instant next) {
    database.change(
        "交还住院失败 / giving a stay back failed",
        tx ->
            tx.update(
                "UPDATE stay SET due_at = ? WHERE stay_id = ? AND version = ? AND due_at > ?",
                next,
                Long.parseLong(stay.stayId()),
                stay.version(),
                next));
  }

  private List<DueStay> read(List<Claimed> claimed) {
    return database.read("读取住院失败 / reading stays failed", tx -> load(tx, claimed));
  }

  /** One stay whose events cannot be read must not keep the others back; it stays leased. */
  private List<DueStay> readable(List<Claimed> claimed) {
    List<DueStay> stays = new ArrayList<>();
    for (Claimed one : claimed) {
      try {
        stays.addAll(read(List.of(one)));
      } catch (LedgerJson.DamagedException e) {
        LOG.error("住院 {} 的事件无法读取 / events of a stay cannot be read", one.stayId, e);
      }
    }
    return stays;
  }

  private static List<DueStay> load(Tx tx, List<Claimed> claimed) throws SQLException {
    List<Long> ids = claimed.stream().map(Claimed::stayId).toList();
    Map<Long, StayEvents> events = StayEvents.read(tx, ids, Map.of());
    Map<String, List<Long>> deadOfLane =
        deadMessages(tx, events.values().stream().map(StayEvents::names).toList());
    Map<Long, List<Correction>> corrections = JdbcCorrections.standing(tx, ids);
    List<DueStay> result = new ArrayList<>();
    for (Claimed one : claimed) {
      StayEvents stay = events.get(one.stayId);
      Set<Long> dead = new TreeSet<>();
      for (String name : stay.names()) {
        dead.addAll(deadOfLane.getOrDefault(name, List.of()));
      }
      result.add(
          new DueStay(
              Long.toString(one.stayId),
              one.version,
              one.lastArrival,
              List.copyOf(stay.events().values()),
              stay.unassigned(),
              stay.otherStays(),
              List.copyOf(dead),
              corrections.getOrDefault(one.stayId, List.of())));
    }
    return result;
  }

  /** Numbers of the messages that hold lists, by {@code LANE:} name. */
  private static Map<String, List<Long>> deadMessages(Tx tx, Collection<Set<String>> names)
      throws SQLException {
    Set<String> laneKeys = new TreeSet<>();
    for (Set<String> some : names) {
      for (String name : some) {
        if (name.startsWith(EventRecorder.LANE)) {
          laneKeys.add(name.substring(EventRecorder.LANE.length()));
        }
      }
    }
    Map<String, List<Long>> dead = new HashMap<>();
    if (!laneKeys.isEmpty()) {
      tx.query(
              "SELECT lane_key, arrival_no FROM dead_message WHERE state <> 'discarded'"
                  + " AND lane_key = ANY(?)",
              row -> Map.entry(EventRecorder.LANE + row.getString(1), row.getLong(2)),
              laneKeys)
          .forEach(
              entry ->
                  dead.computeIfAbsent(entry.getKey(), s -> new ArrayList<>())
                      .add(entry.getValue()));
    }
    return dead;
  }

  @Override
  public boolean save(
      DueStay stay,
      Summary summary,
      List<EncounterEvent> assigned,
      List<ListDraft> drafts,
      Instant nextEvaluation) {
    long stayId = Long.parseLong(stay.stayId());
    Instant now = clock.instant();
    List<ListFacts.Noted> noted = facts.note(drafts);
    return database.change(
        "保存住院失败 / saving a stay failed",
        tx -> {
          Savepoint untouched = tx.savepoint();
          Extent before = extent(tx, stayId);
          if (!update(tx, stayId, stay.version(), summary, nextEvaluation, now)) {
            return false;
          }
          if (!assign(tx, stayId, assigned)) {
            // another stay was faster with an event: evaluate again without it
            tx.rollbackTo(untouched);
            tx.update("UPDATE stay SET due_at = ? WHERE stay_id = ?", now, stayId);
            return false;
          }
          Set<String> names =
              StayEvents.names(tx, StayEvents.members(tx, List.of(stayId)))
                  .getOrDefault(stayId, Set.of());
          List<Long> dead =
              deadMessages(tx, List.of(names)).values().stream()
                  .flatMap(List::stream)
                  .distinct()
                  .sorted()
                  .toList();
          lists.save(tx, stayId, noted, dead, now);
          Extent after = new Extent(summary.phase(), summary.admittedAt(), summary.dischargedAt());
          if (!after.equals(before)) {
            wakeOthers(tx, stayId, stay.unassigned(), assigned, now);
          }
          return true;
        });
  }

  private record Extent(String phase, LocalDateTime from, LocalDateTime to) {}

  private static Extent extent(Tx tx, long stayId) throws SQLException {
    List<Extent> rows =
        tx.query(
            "SELECT phase, admitted_at, discharged_at FROM stay WHERE stay_id = ?",
            row ->
                new Extent(
                    row.getString("phase"),
                    Tx.local(row, "admitted_at"),
                    Tx.local(row, "discharged_at")),
            stayId);
    return rows.isEmpty() ? null : rows.get(0);
  }

  private static boolean update(
      Tx tx, long stayId, long version, Summary summary, Instant next, Instant now)
      throws SQLException {
    return tx.update(
            "UPDATE stay SET version = version + 1, due_at = ?, evaluated_at = ?, phase = ?,"
                + " admitted_at = ?, discharged_at = ?, department = ?, findings = ?"
                + " WHERE stay_id = ? AND version = ? AND superseded_by IS NULL",
            next,
            now,
            summary.phase(),
            summary.admittedAt(),
            summary.dischargedAt(),
            InboxRow.column(Objects.requireNonNullElse(summary.department(), "")),
            LedgerJson.findings(summary.findings()),
            stayId,
            version)
        == 1;
  }

  private static boolean assign(Tx tx, long stayId, List<EncounterEvent> assigned)
      throws SQLException {
    for (EncounterEvent event : assigned) {
      long eventNo = StayEvents.eventNo(event);
      int changed =
          tx.update(
              "UPDATE event SET stay_id = ? WHERE event_no = ? AND stay_id IS NULL",
              stayId,
              eventNo);
      if (changed == 0) {
        return false;
      }
      for (String name : EventRecorder.waitingNames(event.header())) {
        tx.update("DELETE FROM unassigned WHERE name = ? AND event_no = ?", name, eventNo);
      }
    }
    return true;
  }

  /** Events that this stay did not take may fit another now that its window is known. */
  private static void wakeOthers(
      Tx tx, long stayId, List<EncounterEvent> offered, List<EncounterEvent> assigned, Instant now)
      throws SQLException {
    Set<String> names = new TreeSet<>();
    for (EncounterEvent event : offered) {
      if (!assigned.contains(event)) {
        names.addAll(EventRecorder.waitingNames(event.header()));
      }
    }
    names.remove("");
    if (!names.isEmpty()) {
      tx.update(
          "UPDATE stay SET version = version + 1, due_at = LEAST(COALESCE(due_at, ?), ?)"
              + " WHERE superseded_by IS NULL AND stay_id <> ? AND stay_id IN"
              + " (SELECT COALESCE(s.superseded_by, s.stay_id) FROM stay_patient p"
              + " JOIN stay s ON s.stay_id = p.stay_id WHERE p.name = ANY(?))",
          now,
          now,
          stayId,
          PatientAliases.around(tx, names).names());
    }
  }

  @Override
  public int evaluateAll(Instant at) {
    return database.change(
        "重新评估失败 / evaluating all stays failed",
        tx ->
            tx.update(
                "UPDATE stay SET version = version + 1, due_at = ? WHERE superseded_by IS NULL",
                at));
  }

  @Override
  public int evaluateUsing(Collection<SourceCode> sources, Instant at) {
    Set<String> keys = new TreeSet<>();
    sources.forEach(source -> keys.add(ListFacts.sourceKey(source.code(), source.name())));
    if (keys.isEmpty()) {
      return 0;
    }
    return database.change(
        "重新评估失败 / evaluating stays that use a code failed",
        tx -> {
          Set<Long> stays =
              new TreeSet<>(
                  tx.query(
                      "SELECT DISTINCT l.stay_id FROM code_case c"
                          + " JOIN code_use u ON u.case_id = c.case_id"
                          + " JOIN settlement_list l ON l.list_id = u.use_no / "
                          + ListFacts.PLACES
                          + " LEFT JOIN submission s ON s.setl_id = l.setl_id"
                          + " WHERE c.source_key = ANY(?) AND (l.state = ? OR (l.state = ?"
                          + " AND (s.state IS NULL OR s.state IN (?, ?, ?))))",
                      row -> row.getLong(1),
                      keys,
                      ListDraft.State.HELD,
                      ListDraft.State.READY,
                      Submission.State.NONE,
                      Submission.State.REFUSED,
                      Submission.State.RETURNED));
          return stays.isEmpty()
              ? 0
              : tx.update(
                  "UPDATE stay SET version = version + 1, due_at = ?"
                      + " WHERE superseded_by IS NULL AND stay_id = ANY(?)",
                  at,
                  stays);
        });
  }
}
