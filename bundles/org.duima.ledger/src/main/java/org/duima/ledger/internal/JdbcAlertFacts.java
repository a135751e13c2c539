package org.duima.ledger.internal;

import java.util.ArrayList;
import java.util.List;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.ReportFacts.Period;

/** Sums over the record of alerts, grouped by the database. */
final class JdbcAlertFacts implements AlertFacts {
  private static final String FARED =
      "SUM(CASE WHEN shown THEN 1 ELSE 0 END) AS shown_count,"
          + " SUM(CASE WHEN shown THEN 0 ELSE 1 END) AS silent_count,"
          + " SUM(CASE WHEN outcome = '"
          + Outcome.ACCEPTED
          + "' THEN 1 ELSE 0 END) AS accepted_count,"
          + " SUM(CASE WHEN outcome = '"
          + Outcome.OVERRIDDEN
          + "' THEN 1 ELSE 0 END) AS overridden_count";

  private final Database database;

  JdbcAlertFacts(Database database) {
    this.database = database;
  }

  /** A query over the days and the department of a period. */
  private <T> List<T> read(
      String select, Period period, String groupAndOrder, Tx.Row<T> reader, Object... last) {
    StringBuilder sql = new StringBuilder(select).append(" WHERE 1 = 1");
    List<Object> values = new ArrayList<>();
    if (period.from() != null) {
      sql.append(" AND on_day >= ?");
      values.add(period.from());
    }
    if (period.to() != null) {
      sql.append(" AND on_day <= ?");
      values.add(period.to());
    }
    if (!period.department().isEmpty()) {
      sql.append(" AND department = ?");
      values.add(InboxRow.column(period.department()));
    }
    sql.append(groupAndOrder);
    values.addAll(List.of(last));
    return database.read(
        "读取提醒统计失败 / reading facts about alerts failed",
        tx -> tx.query(sql.toString(), reader, values.toArray()));
  }

  @Override
  public List<Orders> orders(Period period) {
    return read(
        "SELECT on_day, department, judged, interrupted, missed FROM alert_day",
        period,
        " ORDER BY on_day, department",
        row ->
            new Orders(
                Tx.date(row, "on_day"),
                row.getString("department"),
                row.getLong("judged"),
                row.getLong("interrupted"),
                row.getLong("missed")));
  }

  @Override
  public List<Fired> fired(Period period) {
    return read(
        "SELECT rule_class, department, "
            + FARED
            + ", SUM(CASE WHEN outcome = '"
            + Outcome.OVERRIDDEN
            + "' AND reason <> '' THEN 1 ELSE 0 END) AS with_reason FROM alert",
        period,
        " GROUP BY rule_class, department ORDER BY rule_class, department",
        row ->
            new Fired(
                row.getString("rule_class"),
                row.getString("department"),
                row.getLong("shown_count"),
                row.getLong("silent_count"),
                row.getLong("accepted_count"),
                row.getLong("overridden_count"),
                row.getLong("with_reason")));
  }

  @Override
  public List<FiredPoint> points(Period period, int max) {
    return read(
        "SELECT point_id, MAX(rule_class) AS class, MAX(batch) AS latest_batch,"
            + " MAX(item_name) AS item, "
            + FARED
            + " FROM alert_point",
        period,
        " GROUP BY point_id ORDER BY COUNT(*) DESC, point_id FETCH FIRST ? ROWS ONLY",
        row ->
            new FiredPoint(
                row.getString("point_id"),
                row.getString("class"),
                row.getString("latest_batch"),
                row.getString("item"),
                row.getLong("shown_count"),
                row.getLong("silent_count"),
                row.getLong("accepted_count"),
                row.getLong("overridden_count")),
        max);
  }

  @Override
  public List<Reason> reasons(Period period) {
    return read(
        "SELECT rule_class, department, reason, COUNT(*) AS overridden_count FROM alert",
        period,
        " AND outcome = '"
            + Outcome.OVERRIDDEN
            + "' GROUP BY rule_class, department, reason"
            + " ORDER BY rule_class, department, reason",
        row ->
            new Reason(
                row.getString("rule_class"),
                row.getString("department"),
                row.getString("reason"),
                row.getLong("overridden_count")));
  }

  @Override
  public List<Ignored> ignored() {
    return database.read(
        "读取静默的知识点失败 / reading the points that fell silent failed",
        tx ->
            tx.query(
                "SELECT point_id, rule_class, state, why, changed_at FROM point_silence"
                    + " WHERE state <> ? ORDER BY changed_at DESC, point_id",
                row ->
                    new Ignored(
                        row.getString("point_id"),
                        row.getString("rule_class"),
                        HospitalDay.of(Tx.instant(row, "changed_at")),
                        row.getString("why"),
                        row.getString("state").equals(JdbcAlertStore.SILENT)),
                JdbcAlertStore.RELEASED));
  }
}
