package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.alert.Opinion;
import org.duima.api.ledger.AlertSearch;

/** Alerts as people see them. */
final class AlertView {
  /** The numbers of an alert's points are a range of their primary key. */
  private static final String POINTS_OF_ALERT =
      "p.point_no >= a.alert_no * "
          + AlertRows.PLACES
          + " AND p.point_no < (a.alert_no + 1) * "
          + AlertRows.PLACES;

  private AlertView() {}

  /** One alert with its evidence and every feedback. */
  static Optional<Map<String, Object>> of(Tx tx, String id) throws SQLException {
    return tx
        .query(
            "SELECT a.*, d.body FROM alert a JOIN alert_detail d ON d.alert_no = a.alert_no"
                + " WHERE a.alert_id = ?",
            row -> alert(tx, row),
            InboxRow.column(id))
        .stream()
        .findFirst();
  }

  /** The newest alerts of a search, in short. */
  static List<Map<String, Object>> found(Tx tx, AlertSearch search, int max) throws SQLException {
    StringBuilder sql =
        new StringBuilder(
            "SELECT a.*, d.body FROM alert a JOIN alert_detail d ON d.alert_no = a.alert_no"
                + " WHERE 1 = 1");
    List<Object> values = new ArrayList<>();
    if (search.from() != null) {
      sql.append(" AND a.on_day >= ?");
      values.add(search.from());
    }
    if (search.to() != null) {
      sql.append(" AND a.on_day <= ?");
      values.add(search.to());
    }
    if (!search.department().isEmpty()) {
      sql.append(" AND a.department = ?");
      values.add(InboxRow.column(search.department()));
    }
    if (!search.ruleClass().isEmpty()) {
      sql.append(" AND a.rule_class = ?");
      values.add(InboxRow.column(search.ruleClass()));
    }
    if (search.shown().isPresent()) {
      sql.append(" AND a.shown = ?");
      values.add(search.shown().get());
    }
    if (!search.batch().isEmpty() || !search.point().isEmpty()) {
      sql.append(" AND EXISTS (SELECT 1 FROM alert_point p WHERE ").append(POINTS_OF_ALERT);
      if (!search.batch().isEmpty()) {
        sql.append(" AND p.batch = ?");
        values.add(InboxRow.column(search.batch()));
      }
      if (!search.point().isEmpty()) {
        sql.append(" AND p.point_id = ?");
        values.add(InboxRow.column(search.point()));
      }
      sql.append(')');
    }
    // numbers grow with time, so the newest are found from the end of the primary key
    sql.append(" ORDER BY a.alert_no DESC FETCH FIRST ? ROWS ONLY");
    values.add(max);
    return tx.query(
        sql.toString(),
        row -> {
          AlertDetail detail = LedgerJson.inflated(AlertDetail.class, row.getBytes("body"));
          Map<String, Object> alert = head(row, detail);
          alert.put("itemNames", detail.itemNames());
          alert.put("items", detail.items());
          fared(alert, row);
          alert.put("department", row.getString("department"));
          alert.put("scene", row.getString("scene"));
          String outcome = row.getString("outcome");
          if (outcome != null) {
            alert.put("outcome", outcome.toLowerCase(Locale.ROOT));
            alert.put("reason", row.getString("reason"));
          }
          return alert;
        },
        values.toArray());
  }

  /** What names an alert and what it said. */
  private static Map<String, Object> head(ResultSet row, AlertDetail detail) throws SQLException {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("id", row.getString("alert_id"));
    alert.put("at", Tx.instant(row, "asked_at").toString());
    alert.put("day", Tx.date(row, "on_day").toString());
    alert.put("ruleClass", row.getString("rule_class"));
    alert.put("points", detail.points());
    alert.put("batches", detail.batches());
    alert.put("text", text(detail.text()));
    return alert;
  }

  /** How strongly it spoke, and whether somebody saw it. */
  private static void fared(Map<String, Object> alert, ResultSet row) throws SQLException {
    alert.put("reaction", row.getString("reaction"));
    alert.put("shown", row.getBoolean("shown"));
    if (row.getString("silence") != null) {
      alert.put("silence", row.getString("silence"));
    }
    long fen = row.getLong("amount_fen");
    if (!row.wasNull()) {
      alert.put("amount", new Money(fen).toString());
    }
  }

  private static Map<String, Object> alert(Tx tx, ResultSet row) throws SQLException {
    AlertDetail detail = LedgerJson.inflated(AlertDetail.class, row.getBytes("body"));
    Map<String, Object> alert = head(row, detail);
    alert.put("basis", text(detail.basis()));
    alert.put("suggestion", text(detail.suggestion()));
    alert.put("selfPayOffered", detail.selfPayOffered());
    alert.put("facts", detail.facts().stream().map(AlertView::fact).toList());
    alert.put("lines", detail.lineIds());
    alert.put("itemNames", detail.itemNames());
    alert.put("items", detail.items());
    fared(alert, row);
    for (String column : List.of("institution", "department", "orderer", "scene", "door")) {
      alert.put(column, row.getString(column));
    }
    alert.put("request", row.getString("request_id"));
    alert.put("keys", detail.keys());
    alert.put("millis", detail.millis());
    alert.put("feedback", feedback(tx, row.getLong("alert_no")));
    return alert;
  }

  private static Map<String, Object> text(Text text) {
    return Map.of("zh", text.zh(), "en", text.en());
  }

  private static Map<String, Object> fact(Opinion.Evidence fact) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", fact.name());
    shown.put("value", fact.value());
    shown.put("source", fact.source());
    return shown;
  }

  private static List<Map<String, Object>> feedback(Tx tx, long alertNo) throws SQLException {
    return tx.query(
        "SELECT * FROM alert_feedback WHERE alert_no = ? ORDER BY given_at, feedback_no",
        row -> {
          Map<String, Object> given = new LinkedHashMap<>();
          given.put("at", Tx.instant(row, "given_at").toString());
          given.put("outcome", row.getString("outcome").toLowerCase(Locale.ROOT));
          given.put("reason", row.getString("reason"));
          given.put("comment", row.getString("own_words"));
          given.put("counts", row.getBoolean("counts"));
          Instant told = Tx.instant(row, "told_at");
          if (told != null) {
            given.put("toldAt", told.toString());
          }
          return given;
        },
        alertNo);
  }

  /** Orders judged today and their hits. */
  static Map<String, Object> today(Tx tx, Instant now) throws SQLException {
    LocalDate day = HospitalDay.of(now);
    return tx.query(
            "SELECT COALESCE(SUM(judged), 0), COALESCE(SUM(interrupted), 0),"
                + " COALESCE(SUM(shown), 0), COALESCE(SUM(silent), 0) FROM alert_day"
                + " WHERE on_day = ?",
            row -> {
              Map<String, Object> counts = new LinkedHashMap<>();
              counts.put("day", day.toString());
              counts.put("judged", row.getLong(1));
              counts.put("interrupted", row.getLong(2));
              counts.put("shown", row.getLong(3));
              counts.put("silent", row.getLong(4));
              return counts;
            },
            day)
        .get(0);
  }
}
