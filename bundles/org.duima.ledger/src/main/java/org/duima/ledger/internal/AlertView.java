package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.alert.Opinion;

/** Alerts as people see them. */
final class AlertView {
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

  private static Map<String, Object> alert(Tx tx, ResultSet row) throws SQLException {
    AlertDetail detail = LedgerJson.inflated(AlertDetail.class, row.getBytes("body"));
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("id", row.getString("alert_id"));
    alert.put("at", Tx.instant(row, "asked_at").toString());
    alert.put("day", Tx.date(row, "on_day").toString());
    alert.put("ruleClass", row.getString("rule_class"));
    alert.put("points", detail.points());
    alert.put("batches", detail.batches());
    alert.put("text", text(detail.text()));
    alert.put("basis", text(detail.basis()));
    alert.put("suggestion", text(detail.suggestion()));
    alert.put("selfPayOffered", detail.selfPayOffered());
    alert.put("facts", detail.facts().stream().map(AlertView::fact).toList());
    alert.put("lines", detail.lineIds());
    alert.put("itemNames", detail.itemNames());
    alert.put("items", detail.items());
    alert.put("reaction", row.getString("reaction"));
    alert.put("shown", row.getBoolean("shown"));
    if (row.getString("silence") != null) {
      alert.put("silence", row.getString("silence"));
    }
    long fen = row.getLong("amount_fen");
    if (!row.wasNull()) {
      alert.put("amount", new Money(fen).toString());
    }
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
