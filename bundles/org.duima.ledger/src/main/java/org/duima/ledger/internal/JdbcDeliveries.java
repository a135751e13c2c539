package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.Text;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Delivery.Subject;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;

/** Deliveries as rows that are leased, like submissions. Safe for use by several threads. */
final class JdbcDeliveries implements Deliveries {
  /** Of one settlement the next goes out when the one before has ended. */
  private static final String FIRST =
      "NOT EXISTS (SELECT 1 FROM delivery e WHERE e.setl_id = d.setl_id"
          + " AND e.destination = d.destination AND e.sequence_no < d.sequence_no"
          + " AND e.state IN ('WAITING', 'REFUSED'))";

  /** A list that is kept back may be asked for, and is not handed over. */
  private static final String MAY_GO_OUT =
      "(d.asking = TRUE OR d.subject <> 'LIST' OR EXISTS (SELECT 1 FROM settlement_list l"
          + " WHERE l.setl_id = d.setl_id AND "
          + JdbcOutbox.FREE
          + "))";

  private static final String COLUMNS =
      "SELECT d.*, v.infno, v.input, v.content FROM delivery d JOIN list_version v"
          + " ON v.setl_id = d.setl_id AND v.version = d.list_version";

  private final Database database;
  private final Decisions decisions;
  private final ArisingDeliveries arising;

  JdbcDeliveries(Database database, Decisions decisions, ArisingDeliveries arising) {
    this.database = database;
    this.decisions = decisions;
    this.arising = arising;
  }

  @Override
  public void wanted(List<Wanted> destinations, Set<String> unread) {
    database.changeDurably(
        "登记投递目的地失败 / storing the destinations failed",
        tx -> {
          Set<String> known =
              new HashSet<>(
                  tx.query(
                      "SELECT name FROM destination ORDER BY name FOR UPDATE",
                      row -> row.getString(1)));
          for (Wanted wanted : destinations) {
            put(tx, wanted, known.contains(wanted.name()));
            known.remove(wanted.name());
          }
          known.removeAll(unread);
          for (String gone : new TreeSet<>(known)) {
            tx.update("UPDATE destination SET active = FALSE WHERE name = ?", gone);
          }
          return null;
        });
  }

  private static void put(Tx tx, Wanted wanted, boolean known) throws SQLException {
    tx.update(
        known
            ? "UPDATE destination SET institutions = ?, subjects = ?, when_submitted = ?,"
                + " active = TRUE WHERE name = ?"
            : "INSERT INTO destination (institutions, subjects, when_submitted, active, name)"
                + " VALUES (?, ?, ?, TRUE, ?)",
        LedgerJson.write(List.copyOf(new TreeSet<>(wanted.institutions()))),
        LedgerJson.write(List.copyOf(new TreeSet<>(wanted.subjects()))),
        wanted.whenSubmitted(),
        wanted.name());
  }

  private record Free(long number, long lock) {}

  @Override
  public List<Due> due(
      String owner, Set<String> destinations, Instant now, int max, Duration lease) {
    if (destinations.isEmpty()) {
      return List.of();
    }
    return database.change(
        "领取投递任务失败 / leasing deliveries failed",
        tx -> {
          List<Free> free =
              tx.query(
                  "SELECT d.delivery_no, d.lock_no FROM delivery d WHERE d.destination = ANY(?)"
                      + " AND d.due_at <= ? AND d.state = 'WAITING'"
                      + " AND (d.leased_until IS NULL OR d.leased_until < ?) AND "
                      + FIRST
                      + " AND "
                      + MAY_GO_OUT
                      + " ORDER BY d.due_at, d.delivery_no FETCH FIRST ? ROWS ONLY",
                  row -> new Free(row.getLong(1), row.getLong(2)),
                  destinations,
                  now,
                  now,
                  max);
          List<Due> mine = new ArrayList<>();
          for (Free one : free) {
            int taken =
                tx.update(
                    "UPDATE delivery SET leased_by = ?, leased_until = ?, lock_no = lock_no + 1"
                        + " WHERE delivery_no = ? AND lock_no = ?",
                    owner,
                    now.plus(lease),
                    one.number(),
                    one.lock());
            if (taken == 1) {
              mine.addAll(
                  tx.query(
                      COLUMNS + " WHERE d.delivery_no = ?", JdbcDeliveries::due, one.number()));
            }
          }
          return mine;
        });
  }

  private static Due due(ResultSet row) throws SQLException {
    Delivery delivery =
        new Delivery(
            row.getString("delivery_id"),
            row.getString("destination"),
            row.getString("setl_id"),
            row.getString("institution"),
            row.getString("infno"),
            row.getInt("list_version"),
            Subject.valueOf(row.getString("subject")),
            Submission.State.valueOf(row.getString("platform_state")),
            row.getString("reference"),
            row.getString("told"),
            Deflated.inflate(row.getBytes("input")),
            ListContents.content(row.getBytes("content")).orElse(null),
            Tx.instant(row, "arisen_at"),
            row.getInt("attempts"));
    return new Due(delivery, row.getBoolean("asking"), row.getLong("lock_no"));
  }

  @Override
  public boolean begin(Due due, Instant now, Duration lease) {
    return database.changeDurably(
        "登记投递失败 / recording a delivery failed",
        tx -> {
          boolean mine =
              !tx.query(
                      "SELECT 1 FROM delivery d WHERE d.delivery_id = ? AND d.lock_no = ?"
                          + " AND d.state = 'WAITING' AND "
                          + MAY_GO_OUT
                          + " FOR UPDATE",
                      row -> 1,
                      due.delivery().id(),
                      due.lock())
                  .isEmpty();
          if (mine) {
            tx.update(
                "UPDATE delivery SET asking = TRUE, begun_at = ?, leased_until = ?"
                    + " WHERE delivery_id = ?",
                now,
                now.plus(lease),
                due.delivery().id());
          } else {
            tx.update(
                "UPDATE delivery SET leased_by = NULL, leased_until = NULL"
                    + " WHERE delivery_id = ? AND lock_no = ?",
                due.delivery().id(),
                due.lock());
          }
          return mine;
        });
  }

  @Override
  public void finish(Due due, Receipt receipt, Instant now, Instant next) {
    boolean has =
        receipt instanceof Receipt.Accepted
            || receipt instanceof Receipt.Held held && held.present() && held.equal();
    State state = has ? State.DELIVERED : next == null ? State.REFUSED : State.WAITING;
    // an answer to a question other than yes or no leaves it open
    boolean asking =
        !has
            && !(receipt instanceof Receipt.Held)
            && (due.ask() || receipt instanceof Receipt.Unknown unknown && unknown.sent());
    // a destination that cannot be asked says that it has nothing
    boolean mayKnow = due.ask() || asking;
    // that it is absent is no success yet: what is lost each time must not be sent ever faster
    int failures = receipt instanceof Receipt.Held ? 0 : 1;
    database.changeDurably(
        "登记投递结果失败 / recording the result of a delivery failed",
        tx -> {
          int changed =
              tx.update(
                  "UPDATE delivery SET state = ?, asking = ?, attempts = ?, receipt = ?,"
                      + (mayKnow ? " may_know = TRUE," : "")
                      + " due_at = ?, changed_at = ?, leased_by = NULL, leased_until = NULL,"
                      + " lock_no = lock_no + 1"
                      + " WHERE delivery_id = ? AND lock_no = ? AND state = 'WAITING'",
                  state,
                  asking,
                  state == State.WAITING ? due.delivery().attempts() + failures : 0,
                  InboxRow.column(LedgerJson.receipt(receipt)),
                  state == State.WAITING ? next : null,
                  now,
                  due.delivery().id(),
                  due.lock());
          if (changed == 1 && !has && !asking) {
            arising.supersedeIfOutdated(
                tx, due.delivery().destination(), due.delivery().setlId(), now);
          }
          return changed;
        });
  }

  @Override
  public void release(Due due, Instant next) {
    database.change(
        "释放投递任务失败 / releasing a delivery failed",
        tx ->
            tx.update(
                "UPDATE delivery SET due_at = COALESCE(?, due_at), leased_by = NULL,"
                    + " leased_until = NULL, lock_no = lock_no + 1"
                    + " WHERE delivery_id = ? AND lock_no = ?",
                next,
                due.delivery().id(),
                due.lock()));
  }

  @Override
  public List<Map<String, Object>> list(String destination, String state, int max) {
    List<Object> values = new ArrayList<>();
    StringBuilder where = new StringBuilder(" WHERE TRUE");
    if (!destination.isEmpty()) {
      where.append(" AND destination = ?");
      values.add(destination);
    }
    if (!state.isEmpty()) {
      where.append(" AND state = ?");
      values.add(state.toUpperCase(Locale.ROOT));
    }
    values.add(max);
    return database.read(
        "读取投递记录失败 / reading deliveries failed",
        tx ->
            tx.query(
                "SELECT * FROM delivery"
                    + where
                    + " ORDER BY delivery_no DESC FETCH FIRST ? ROWS ONLY",
                JdbcDeliveries::shown,
                values.toArray()));
  }

  /** A delivery for people: without the list itself. */
  static Map<String, Object> shown(ResultSet row) throws SQLException {
    State state = State.valueOf(row.getString("state"));
    boolean asking = row.getBoolean("asking");
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", row.getString("delivery_id"));
    shown.put("destination", row.getString("destination"));
    shown.put("setlId", row.getString("setl_id"));
    shown.put("version", row.getInt("list_version"));
    shown.put("subject", row.getString("subject").toLowerCase(Locale.ROOT));
    shown.put("platformState", row.getString("platform_state").toLowerCase(Locale.ROOT));
    shown.put("state", state.id());
    shown.put("stateText", state.text());
    shown.put("resultUnknown", asking);
    shown.put("attempts", row.getInt("attempts"));
    JdbcLedgerView.put(shown, "arisenAt", Tx.instant(row, "arisen_at"));
    JdbcLedgerView.put(shown, "begunAt", Tx.instant(row, "begun_at"));
    JdbcLedgerView.put(shown, "changedAt", Tx.instant(row, "changed_at"));
    JdbcLedgerView.put(shown, "nextAt", Tx.instant(row, "due_at"));
    if (row.getString("receipt") != null && state != State.DELIVERED) {
      Map<String, Object> receipt = LedgerJson.map(row.getString("receipt"));
      shown.put("code", receipt.getOrDefault("code", ""));
      shown.put("reason", receipt.getOrDefault("reason", receipt.getOrDefault("message", "")));
    }
    return shown;
  }

  @Override
  public List<Standing> standing() {
    return database.read(
        "读取投递记录失败 / reading deliveries failed",
        tx ->
            tx.query(
                "SELECT d.destination, d.state, COUNT(*) AS deliveries,"
                    + " MIN(CASE WHEN d.state <> 'WAITING' OR "
                    + MAY_GO_OUT
                    + " THEN d.arisen_at END) AS oldest"
                    + " FROM delivery d GROUP BY d.destination, d.state"
                    + " ORDER BY d.destination, d.state",
                row ->
                    new Standing(
                        row.getString("destination"),
                        State.valueOf(row.getString("state")),
                        row.getLong("deliveries"),
                        Tx.instant(row, "oldest"))));
  }

  @Override
  public Optional<Text> command(
      String id, Command command, String who, String reason, Instant now) {
    return database.changeDurably(
        "登记投递操作失败 / recording a command failed",
        tx -> {
          List<State> found =
              tx.query(
                  "SELECT state FROM delivery WHERE delivery_id = ? FOR UPDATE",
                  row -> State.valueOf(row.getString(1)),
                  id);
          if (found.isEmpty()) {
            return Optional.of(new Text("没有这个投递", "there is no such delivery"));
          }
          State state = found.get(0);
          if (state != State.WAITING && state != State.REFUSED) {
            return Optional.of(
                new Text("投递" + state.text().zh() + "，无需处理", "the delivery is " + state.id()));
          }
          boolean resend = command == Command.RESEND;
          // a call under way keeps its lease: nobody hands over beside it
          tx.update(
              "UPDATE delivery SET state = ?, attempts = 0, due_at = ?, changed_at = ?,"
                  + " lock_no = lock_no + 1 WHERE delivery_id = ?",
              resend ? State.WAITING : State.DISCARDED,
              resend ? now : null,
              now,
              id);
          decisions.add(
              tx, now, who, command.name().toLowerCase(Locale.ROOT), "delivery " + id, reason);
          return Optional.empty();
        });
  }

  @Override
  public int catchUp(
      String destination, YearMonth discharged, int max, String who, String reason, Instant now) {
    return database.changeDurably(
        "补投清单失败 / catching up failed",
        tx -> {
          Optional<Wanted> wanted =
              ArisingDeliveries.destinations(tx).stream()
                  .filter(one -> one.name().equals(destination))
                  .findFirst();
          if (wanted.isEmpty()) {
            return -1;
          }
          int arisen = 0;
          for (ArisingDeliveries.Standing list : untold(tx, wanted.get(), discharged, max)) {
            arisen += arising.tellList(tx, destination, list, now) ? 1 : 0;
          }
          decisions.add(
              tx, now, who, "catch-up", "destination " + destination + " " + discharged, reason);
          return arisen;
        });
  }

  private static List<ArisingDeliveries.Standing> untold(
      Tx tx, Wanted wanted, YearMonth discharged, int max) throws SQLException {
    String version = wanted.whenSubmitted() ? "s.uploaded_version" : "s.list_version";
    List<Object> values =
        new ArrayList<>(List.of(discharged.atDay(1), discharged.plusMonths(1).atDay(1)));
    if (!wanted.institutions().isEmpty()) {
      values.add(wanted.institutions());
    }
    values.addAll(List.of(wanted.name(), max));
    return tx.query(
        "SELECT s.*, "
            + version
            + " AS told_version FROM submission s JOIN settlement_list l ON l.setl_id = s.setl_id"
            + " WHERE l.discharged_on >= ? AND l.discharged_on < ? AND s.retired = FALSE AND "
            + JdbcOutbox.FREE
            + (wanted.whenSubmitted() ? " AND s.state IN ('SUBMITTED', 'APPROVED')" : "")
            + (wanted.institutions().isEmpty() ? "" : " AND s.institution = ANY(?)")
            + " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.setl_id = s.setl_id"
            + " AND d.destination = ? AND d.subject = 'LIST' AND d.state <> 'SUPERSEDED')"
            + " ORDER BY s.setl_id FETCH FIRST ? ROWS ONLY FOR UPDATE",
        row ->
            new ArisingDeliveries.Standing(
                row.getString("setl_id"),
                row.getString("institution"),
                row.getInt("told_version"),
                Submission.State.valueOf(row.getString("state")),
                row.getString("reference")),
        values.toArray());
  }
}
