package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Key;

/** The record of alerts. Safe for use by several threads. */
final class JdbcAlertStore implements AlertStore, AutoCloseable {
  /** The reason of an override in the doctor's own words, without a code. */
  static final String OWN_WORDS = "comment";

  /** A point fell silent, the office was told of it, or it may speak again. */
  static final String SILENT = "silent";

  static final String TOLD = "told";
  static final String RELEASED = "released";

  private static final int MAX_COMMENT = 4_000;

  private static final int CLEANING_ROWS = 500;

  /** Alert numbers of one window. H2 keeps results of up to 40,000 rows in memory. */
  private static final long WINDOW = 10_000;

  private final Database database;
  private final AlertWriter writer;
  private final Clock clock;
  private final int retentionDays;

  JdbcAlertStore(Database database, LedgerSettings settings, Clock clock) {
    this.database = database;
    this.clock = clock;
    retentionDays = settings.alertRetentionDays();
    writer = new AlertWriter(database, this::deleteOld);
  }

  void start() {
    writer.start();
  }

  @Override
  public CompletableFuture<Void> record(AlertRecord record) {
    return writer.record(record);
  }

  /** An alert that feedback is about. */
  private record Answered(long alertNo, String ruleClass) {}

  /**
   * Feedback as it is stored.
   *
   * @param dueAt when the platform is to be told, null for never
   */
  private record Given(
      long number,
      Outcome outcome,
      String reason,
      String words,
      Instant at,
      boolean counts,
      Instant dueAt,
      boolean leased) {
    static Given of(ResultSet row) throws SQLException {
      return new Given(
          row.getLong("feedback_no"),
          Outcome.valueOf(row.getString("outcome")),
          row.getString("reason"),
          row.getString("own_words"),
          Tx.instant(row, "given_at"),
          row.getBoolean("counts"),
          Tx.instant(row, "due_at"),
          row.getBoolean("leased"));
    }

    boolean saysTheSame(Given other) {
      return outcome == other.outcome && reason.equals(other.reason) && words.equals(other.words);
    }

    boolean hasReason() {
      return !reason.isEmpty() || !words.isBlank();
    }

    /** The reason as reports name it. */
    String reasonInReports() {
      return reason.isEmpty() && !words.isBlank() ? OWN_WORDS : reason;
    }
  }

  @Override
  public Set<String> feedback(List<AlertFeedback> feedback) {
    if (feedback.isEmpty()) {
      return Set.of();
    }
    writer.flush();
    Map<String, String> ids = new LinkedHashMap<>();
    feedback.forEach(one -> ids.put(one.alertId(), InboxRow.column(one.alertId())));
    Instant now = clock.instant();
    return database.changeDurably(
        "保存提醒反馈失败 / storing feedback failed",
        tx -> {
          Map<String, Answered> known = new HashMap<>();
          tx.query(
                  // in this order, so that two callers never wait for each other in turn
                  "SELECT alert_no, alert_id, rule_class FROM alert WHERE alert_id = ANY(?)"
                      + " ORDER BY alert_no FOR UPDATE",
                  row ->
                      Map.entry(
                          row.getString("alert_id"),
                          new Answered(row.getLong("alert_no"), row.getString("rule_class"))),
                  new HashSet<>(ids.values()))
              .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
          Set<String> unknown = new LinkedHashSet<>();
          for (AlertFeedback one : feedback) {
            Answered alert = known.get(ids.get(one.alertId()));
            if (alert == null) {
              unknown.add(one.alertId());
            } else {
              take(tx, alert, one, now);
            }
          }
          return Set.copyOf(unknown);
        });
  }

  private static void take(Tx tx, Answered alert, AlertFeedback feedback, Instant now)
      throws SQLException {
    List<Given> before =
        tx.query(
            "SELECT * FROM alert_feedback WHERE alert_no = ? ORDER BY feedback_no",
            Given::of,
            alert.alertNo);
    Given given =
        new Given(
            0,
            feedback.outcome(),
            InboxRow.column(feedback.reasonCode()),
            InboxRow.column(feedback.comment(), MAX_COMMENT),
            feedback.at().truncatedTo(ChronoUnit.MICROS),
            true,
            null,
            false);
    Given counting = before.stream().filter(Given::counts).findFirst().orElse(null);
    boolean repeated =
        counting != null && counting.saysTheSame(given)
            || before.stream().anyMatch(b -> b.saysTheSame(given) && b.at.equals(given.at));
    if (repeated) {
      return;
    }
    boolean counts = counting == null || !given.at.isBefore(counting.at);
    if (counts && counting != null) {
      tx.update(
          "UPDATE alert_feedback SET counts = FALSE, due_at = NULL WHERE feedback_no = ?",
          counting.number);
    }
    tx.update(
        "INSERT INTO alert_feedback (alert_no, outcome, reason, own_words, given_at, counts,"
            + " due_at, leased) VALUES (?, ?, ?, ?, ?, ?, ?, FALSE)",
        alert.alertNo,
        given.outcome,
        given.reason,
        given.words,
        given.at,
        counts,
        counts ? dueAt(given, counting, now) : null);
    if (counts) {
      apply(tx, alert, given, now);
    }
  }

  /** Not while the former feedback is being told: both would be marked as told at once. */
  private static Instant dueAt(Given given, Given former, Instant now) {
    if (former != null && former.leased && former.dueAt != null && former.dueAt.isAfter(now)) {
      return former.dueAt;
    }
    return given.at.isBefore(now) ? given.at : now;
  }

  /** An override silences from when it was heard of, whatever the sender's clock says. */
  private static void apply(Tx tx, Answered alert, Given given, Instant now) throws SQLException {
    tx.update(
        "UPDATE alert SET outcome = ?, reason = ? WHERE alert_no = ?",
        given.outcome,
        given.reasonInReports(),
        alert.alertNo);
    tx.update(
        "UPDATE alert_point SET outcome = ? WHERE point_no >= ? AND point_no < ?",
        given.outcome,
        AlertRows.firstPoint(alert.alertNo),
        AlertRows.firstPoint(alert.alertNo + 1));
    tx.update("DELETE FROM alert_override WHERE alert_no = ?", alert.alertNo);
    if (given.outcome != Outcome.OVERRIDDEN || !given.hasReason()) {
      return;
    }
    List<Object[]> rows = new ArrayList<>();
    for (AlertDetail detail :
        tx.query(
            "SELECT body FROM alert_detail WHERE alert_no = ?",
            row -> LedgerJson.inflated(AlertDetail.class, row.getBytes(1)),
            alert.alertNo)) {
      Set<String> overridden = detail.overrideKeys(alert.ruleClass);
      for (String name : detail.keys()) {
        int place = 0;
        for (String key : overridden) {
          rows.add(new Object[] {name, alert.alertNo, place++, key, now});
        }
      }
    }
    tx.batch(
        "INSERT INTO alert_override (name, alert_no, place, override_key, given_at)"
            + " VALUES (?, ?, ?, ?, ?)",
        rows);
  }

  @Override
  public Set<String> overridden(Collection<Key> keys, Instant since) {
    Set<String> visit = StayEvents.stayNames(keys);
    Set<String> patient = visit.isEmpty() ? StayEvents.patientNames(keys) : Set.of();
    if (visit.isEmpty() && patient.isEmpty()) {
      return Set.of();
    }
    return database.read(
        "读取已说明理由的提醒失败 / reading what was overridden failed",
        tx ->
            Set.copyOf(
                tx.query(
                    "SELECT DISTINCT override_key FROM alert_override WHERE name = ANY(?)"
                        + " AND given_at >= ?",
                    row -> row.getString(1),
                    visit.isEmpty()
                        ? PatientAliases.around(tx, patient).names()
                        : StayEvents.stayNames(tx, visit),
                    since)));
  }

  /** A shown firing of a point. */
  private record Fired(
      long pointNo, String pointId, String ruleClass, Instant at, boolean overridden) {}

  /** The newest firings of a point while they are counted. */
  private static final class Fares {
    private final String ruleClass;
    private int shown;
    private int overridden;

    Fares(String ruleClass) {
      this.ruleClass = ruleClass;
    }
  }

  /**
   * Goes back from the newest alert window by window: a grouping by the database would sort every
   * firing there is.
   */
  @Override
  public List<Firing> firings(int newest, Instant since) {
    String what = "读取知识点的提醒失败 / reading the firings of points failed";
    Map<String, Instant> released = database.read(what, tx -> points(tx, RELEASED));
    record Bounds(long first, long last) {}
    Bounds bounds =
        database
            .read(
                what,
                tx ->
                    tx.query(
                        "SELECT COALESCE(MIN(alert_no), 0), COALESCE(MAX(alert_no), -1) FROM alert",
                        row -> new Bounds(row.getLong(1), row.getLong(2))))
            .get(0);
    Map<String, Fares> points = new TreeMap<>();
    for (long last = bounds.last; last >= bounds.first; last -= WINDOW) {
      long from = AlertRows.firstPoint(last - WINDOW + 1);
      long before = AlertRows.firstPoint(last + 1);
      List<Fired> window = database.read(what, tx -> fired(tx, from, before));
      boolean recent = window.isEmpty();
      for (Fired one : window) {
        recent |= !one.at.isBefore(since);
        Instant spokeAgain = released.get(one.pointId);
        if (!one.at.isBefore(since) && (spokeAgain == null || one.at.isAfter(spokeAgain))) {
          Fares fares = points.computeIfAbsent(one.pointId, id -> new Fares(one.ruleClass));
          if (fares.shown < newest) {
            fares.shown++;
            fares.overridden += one.overridden ? 1 : 0;
          }
        }
      }
      if (!recent) {
        break;
      }
    }
    return points.entrySet().stream()
        .map(
            point ->
                new Firing(
                    point.getKey(),
                    point.getValue().ruleClass,
                    point.getValue().shown,
                    point.getValue().overridden))
        .toList();
  }

  /** The shown firings between two numbers, the newest first. */
  private static List<Fired> fired(Tx tx, long from, long before) throws SQLException {
    List<Fired> rows =
        tx.query(
            "SELECT point_no, point_id, rule_class, asked_at, outcome FROM alert_point"
                + " WHERE shown = TRUE AND point_no >= ? AND point_no < ?",
            row ->
                new Fired(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    Tx.instant(row, "asked_at"),
                    Outcome.OVERRIDDEN.name().equals(row.getString(5))),
            from,
            before);
    rows.sort(Comparator.comparingLong(Fired::pointNo).reversed());
    return rows;
  }

  @Override
  public Map<String, Instant> ignored() {
    return database.read(
        "读取静默的知识点失败 / reading the points that fell silent failed",
        tx -> Map.copyOf(points(tx, SILENT)));
  }

  private static Map<String, Instant> points(Tx tx, String state) throws SQLException {
    Map<String, Instant> points = new TreeMap<>();
    tx.query(
        "SELECT point_id, changed_at FROM point_silence WHERE state = ?",
        row -> points.put(row.getString("point_id"), Tx.instant(row, "changed_at")),
        state);
    return points;
  }

  @Override
  public void ignore(String pointId, boolean silent, String why, Instant at) {
    String point = InboxRow.column(pointId);
    database.changeDurably(
        "保存静默的知识点失败 / storing that a point fell silent failed",
        tx -> {
          List<String> states =
              tx.query(
                  "SELECT state FROM point_silence WHERE point_id = ? FOR UPDATE",
                  row -> row.getString(1),
                  point);
          String before = states.isEmpty() ? null : states.get(0);
          String state = stateAfter(before, silent);
          if (state.equals(before)) {
            return null;
          }
          String reason = InboxRow.column(why, MAX_COMMENT);
          if (before == null) {
            tx.update(
                "INSERT INTO point_silence (point_id, rule_class, state, why, changed_at)"
                    + " VALUES (?, ?, ?, ?, ?)",
                point,
                ruleClassOf(tx, point),
                state,
                reason,
                at);
          } else {
            tx.update(
                "UPDATE point_silence SET state = ?, why = ?, changed_at = ? WHERE point_id = ?",
                state,
                reason,
                at,
                point);
          }
          tx.update(
              "INSERT INTO point_silence_log (point_id, state, why, changed_at)"
                  + " VALUES (?, ?, ?, ?)",
              point,
              state,
              reason,
              at);
          return null;
        });
  }

  private static String stateAfter(String before, boolean silent) {
    if (silent) {
      return SILENT;
    }
    if (before == null) {
      return TOLD;
    }
    return before.equals(SILENT) ? RELEASED : before;
  }

  /** Of the first firing that is found: a point does not change its class. */
  private static String ruleClassOf(Tx tx, String point) throws SQLException {
    return tx
        .query(
            "SELECT rule_class FROM alert_point WHERE shown = TRUE AND point_id = ?"
                + " FETCH FIRST 1 ROW ONLY",
            row -> row.getString(1),
            point)
        .stream()
        .findFirst()
        .orElse("");
  }

  private record Due(long feedbackNo, long alertNo, Given given) {}

  @Override
  public List<Untold> untold(int max, Instant now, Duration lease) {
    return database.change(
        "领取待反馈的提醒失败 / leasing feedback for the platform failed",
        tx -> {
          List<Due> due =
              tx.query(
                  "SELECT * FROM alert_feedback WHERE due_at <= ? ORDER BY due_at, feedback_no"
                      + " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED",
                  row ->
                      new Due(row.getLong("feedback_no"), row.getLong("alert_no"), Given.of(row)),
                  now,
                  max);
          if (due.isEmpty()) {
            return List.of();
          }
          tx.update(
              "UPDATE alert_feedback SET due_at = ?, leased = TRUE WHERE feedback_no = ANY(?)",
              now.plus(lease),
              due.stream().map(Due::feedbackNo).toList());
          return untold(tx, due);
        });
  }

  private static List<Untold> untold(Tx tx, List<Due> due) throws SQLException {
    record About(String alertId, String institution, String scene) {}
    Map<Long, About> alerts = new HashMap<>();
    tx.query(
            "SELECT alert_no, alert_id, institution, scene FROM alert WHERE alert_no = ANY(?)",
            row ->
                Map.entry(
                    row.getLong("alert_no"),
                    new About(
                        row.getString("alert_id"),
                        row.getString("institution"),
                        row.getString("scene"))),
            new TreeSet<>(due.stream().map(Due::alertNo).toList()))
        .forEach(entry -> alerts.put(entry.getKey(), entry.getValue()));
    return due.stream()
        .sorted(Comparator.comparing((Due one) -> one.given.at).thenComparing(Due::feedbackNo))
        .map(
            one -> {
              About alert = alerts.get(one.alertNo);
              return new Untold(
                  alert.institution,
                  warnType(Scene.ofId(alert.scene)),
                  new AlertFeedback(
                      alert.alertId,
                      one.given.outcome,
                      one.given.reason,
                      one.given.words,
                      one.given.at));
            })
        .toList();
  }

  /** Charges and settlements are judged while the stay lasts (事中), orders before (事前). */
  private static String warnType(Scene scene) {
    return switch (scene) {
      case REGISTER, SELECT, SIGN -> "1";
      case CHARGE, SETTLE -> "2";
    };
  }

  @Override
  public void told(Collection<String> alertIds, Instant at) {
    if (alertIds.isEmpty()) {
      return;
    }
    database.changeDurably(
        "保存已反馈的提醒失败 / storing what the platform was told failed",
        tx ->
            // only what was given out: feedback that came since is still to be told
            tx.update(
                "UPDATE alert_feedback SET told_at = ?, due_at = NULL"
                    + " WHERE leased = TRUE AND told_at IS NULL AND alert_no IN"
                    + " (SELECT alert_no FROM alert WHERE alert_id = ANY(?))",
                at,
                new TreeSet<>(alertIds.stream().map(InboxRow::column).toList())));
  }

  /** Deletes some of what is kept no longer; false when there is no more. */
  boolean deleteOld() {
    Instant now = clock.instant();
    LocalDate before = HospitalDay.of(now).minusDays(retentionDays);
    return database.change(
        "清理旧提醒失败 / deleting old alerts failed",
        tx -> {
          List<Long> old =
              tx.query(
                  "SELECT alert_no FROM alert WHERE shown = FALSE AND on_day < ?"
                      + " AND outcome IS NULL ORDER BY on_day FETCH FIRST ? ROWS ONLY"
                      + " FOR UPDATE SKIP LOCKED",
                  row -> row.getLong(1),
                  before,
                  CLEANING_ROWS);
          if (!old.isEmpty()) {
            tx.update("DELETE FROM alert_detail WHERE alert_no = ANY(?)", old);
            tx.batch(
                "DELETE FROM alert_point WHERE point_no >= ? AND point_no < ?",
                old.stream()
                    .map(
                        alertNo ->
                            new Object[] {
                              AlertRows.firstPoint(alertNo), AlertRows.firstPoint(alertNo + 1)
                            })
                    .toList());
            tx.update("DELETE FROM alert WHERE alert_no = ANY(?)", old);
          }
          if (old.size() == CLEANING_ROWS) {
            return true;
          }
          tx.update(
              "DELETE FROM alert_override WHERE given_at < ?",
              now.minus(Duration.ofDays(retentionDays)));
          return false;
        });
  }

  /** Stores what waits, then stops. */
  @Override
  public void close() {
    writer.close();
  }
}
