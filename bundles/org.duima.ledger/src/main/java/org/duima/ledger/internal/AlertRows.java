package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.duima.api.Money;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertStore.AlertRecord;
import org.duima.api.alert.OrderRequest;

/**
 * What came of an order as rows, made before the transaction so that a record that cannot be
 * written is found out by itself.
 */
final class AlertRows {
  /** Points of an alert that are kept by themselves; its detail has all of them. */
  static final int PLACES = 1 << 10;

  /** Alerts, details and points by alert; the first column of each is the number. */
  private final List<Object[]> alerts = new ArrayList<>();

  private final List<Object[]> details = new ArrayList<>();
  private final List<List<Object[]>> points = new ArrayList<>();
  private final Day day;
  private final long[] counts;

  private record Day(LocalDate day, String department) {
    /** All nodes change the rows in this order, so that they never wait for each other in turn. */
    static final Comparator<Day> ORDER =
        Comparator.comparing(Day::day).thenComparing(Day::department);

    Day {
      Objects.requireNonNull(day, "day");
    }
  }

  private AlertRows(Day day, long[] counts) {
    this.day = day;
    this.counts = counts;
  }

  /**
   * Encodes a record.
   *
   * @throws RuntimeException if it cannot be written; a defect of whoever made it
   */
  static AlertRows of(AlertRecord record) {
    List<Alert> all = record.answer().alerts();
    long shown = all.stream().filter(Alert::isShown).count();
    AlertRows rows =
        new AlertRows(
            new Day(record.day(), InboxRow.column(record.department())),
            new long[] {
              1,
              record.interrupted() ? 1 : 0,
              record.answer().missed().isEmpty() ? 0 : 1,
              record.answer().cannotTell(),
              shown,
              all.size() - shown
            });
    all.forEach(alert -> rows.add(record, alert));
    return rows;
  }

  /** Whether somebody sees one of its alerts, so that it must not be lost. */
  static boolean isShown(AlertRecord record) {
    return record.answer().alerts().stream().anyMatch(Alert::isShown);
  }

  private void add(AlertRecord record, Alert alert) {
    OrderRequest request = record.answer().request();
    String ruleClass = InboxRow.column(alert.ruleClass().id());
    Objects.requireNonNull(record.at(), "at");
    alerts.add(
        new Object[] {
          null,
          InboxRow.column(alert.id()),
          record.at(),
          day.day,
          ruleClass,
          InboxRow.column(request.institution()),
          day.department,
          InboxRow.column(record.orderer()),
          request.scene().id(),
          InboxRow.column(request.door()),
          InboxRow.column(request.id()),
          alert.reaction().letter(),
          alert.isShown(),
          alert.silence().map(Alert.Silence::id).orElse(null),
          alert.amount().map(Money::fen).orElse(null)
        });
    details.add(new Object[] {null, LedgerJson.deflated(AlertDetail.of(record, alert))});
    Map<String, String> batches = new TreeMap<>();
    for (int i = 0; i < alert.points().size(); i++) {
      batches.putIfAbsent(
          InboxRow.column(alert.points().get(i)), InboxRow.column(AlertDetail.batch(alert, i)));
    }
    String items = InboxRow.column(String.join("、", alert.itemNames()));
    points.add(
        batches.entrySet().stream()
            .limit(PLACES)
            .map(
                point ->
                    new Object[] {
                      null,
                      point.getKey(),
                      ruleClass,
                      point.getValue(),
                      items,
                      day.department,
                      record.at(),
                      day.day,
                      alert.isShown()
                    })
            .toList());
  }

  /** Number of an alert's first point; those of the next alert begin {@link #PLACES} later. */
  static long firstPoint(long alertNo) {
    return alertNo * PLACES;
  }

  /** Stores the alerts of several orders and counts the orders. */
  static void store(Tx tx, List<AlertRows> group) throws SQLException {
    int count = group.stream().mapToInt(rows -> rows.alerts.size()).sum();
    if (count > 0) {
      List<Object[]> alerts = new ArrayList<>(count);
      List<Object[]> details = new ArrayList<>(count);
      List<Object[]> points = new ArrayList<>();
      List<Long> numbers = tx.newAlertNumbers(count);
      for (AlertRows rows : group) {
        for (int i = 0; i < rows.alerts.size(); i++) {
          Long number = numbers.get(alerts.size());
          rows.alerts.get(i)[0] = number;
          rows.details.get(i)[0] = number;
          long place = firstPoint(number);
          for (Object[] point : rows.points.get(i)) {
            point[0] = place++;
          }
          alerts.add(rows.alerts.get(i));
          details.add(rows.details.get(i));
          points.addAll(rows.points.get(i));
        }
      }
      tx.batch(
          "INSERT INTO alert (alert_no, alert_id, asked_at, on_day, rule_class, institution,"
              + " department, orderer, scene, door, request_id, reaction, shown, silence,"
              + " amount_fen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          alerts);
      tx.batch("INSERT INTO alert_detail (alert_no, body) VALUES (?, ?)", details);
      tx.batch(
          "INSERT INTO alert_point (point_no, point_id, rule_class, batch, item_name, department,"
              + " asked_at, on_day, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          points);
    }
    count(tx, group);
  }

  private static void count(Tx tx, List<AlertRows> group) throws SQLException {
    Map<Day, long[]> days = new TreeMap<>(Day.ORDER);
    for (AlertRows rows : group) {
      long[] sums = days.computeIfAbsent(rows.day, day -> new long[rows.counts.length]);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += rows.counts[i];
      }
    }
    List<Object[]> values = new ArrayList<>();
    days.forEach(
        (day, sums) ->
            values.add(
                new Object[] {
                  sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], day.day, day.department
                }));
    int[] changed =
        tx.batch(
            "UPDATE alert_day SET judged = judged + ?, interrupted = interrupted + ?,"
                + " missed = missed + ?, cannot_tell = cannot_tell + ?, shown = shown + ?,"
                + " silent = silent + ? WHERE on_day = ? AND department = ?",
            values);
    List<Object[]> fresh = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 0) {
        fresh.add(values.get(i));
      }
    }
    tx.batch(
        "INSERT INTO alert_day (judged, interrupted, missed, cannot_tell, shown, silent, on_day,"
            + " department) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        fresh);
  }
}
