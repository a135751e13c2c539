package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.duima.api.RawMessage;
import org.duima.api.ledger.MessageWork;

/** Hands out lanes and records what became of their messages. Safe for use by several threads. */
final class LaneWork implements MessageWork {
  /** A batch is cut before its bodies take more memory than this. */
  private static final long MAX_BATCH_BYTES = 32L << 20;

  private static final String LEASE_FAILED = "领取报文失败 / leasing messages failed";

  private final Database database;
  private final InboxWriter inbox;
  private final EventRecorder recorder;
  private final Decisions decisions;
  private final Clock clock;

  LaneWork(
      Database database,
      InboxWriter inbox,
      EventRecorder recorder,
      Decisions decisions,
      Clock clock) {
    this.database = database;
    this.inbox = inbox;
    this.recorder = recorder;
    this.decisions = decisions;
    this.clock = clock;
  }

  @Override
  public Optional<Batch> lease(String owner, int max, Duration lease, Set<String> without) {
    Instant now = clock.instant();
    return database.change(
        LEASE_FAILED,
        tx -> {
          for (Oldest oldest : freeLanesWithWork(tx, now, without)) {
            // never the same twice, so that a former owner cannot be mistaken for the present one
            long token = ThreadLocalRandom.current().nextLong();
            int taken =
                tx.update(
                    "UPDATE lane SET leased_by = ?, lease_token = ?, leased_until = ?"
                        + " WHERE lane = ? AND (leased_until IS NULL OR leased_until < ?)",
                    owner,
                    token,
                    now.plus(lease),
                    oldest.lane,
                    now);
            if (taken == 1) {
              List<Stored> messages = messages(tx, oldest.lane, max, without);
              if (!messages.isEmpty()) {
                return Optional.of(new Batch(oldest.lane, owner, token, messages));
              }
              free(tx, oldest.lane, token);
            }
          }
          return Optional.empty();
        });
  }

  private record Oldest(int lane, long arrivalNo) {}

  /** Formats are looked at only while one is away: it takes a look into the inbox itself. */
  private static List<Oldest> freeLanesWithWork(Tx tx, Instant now, Set<String> without)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    String wanted = "";
    if (!without.isEmpty()) {
      wanted =
          " AND EXISTS (SELECT 1 FROM inbox i WHERE i.arrival_no = p.work_no - l.lane * "
              + Lanes.laneStep()
              + " AND NOT i.format = ANY(?))";
      values.add(List.copyOf(without));
    }
    values.add(now);
    List<Oldest> lanes =
        tx.query(
            "SELECT l.lane, (SELECT p.work_no FROM pending p WHERE p.work_no >= l.lane * "
                + Lanes.laneStep()
                + " AND p.work_no < (l.lane + 1) * "
                + Lanes.laneStep()
                + wanted
                + " ORDER BY p.work_no FETCH FIRST 1 ROW ONLY) AS oldest FROM lane l"
                + " WHERE l.leased_until IS NULL OR l.leased_until < ?",
            row -> {
              long workNo = row.getLong(2);
              return row.wasNull() ? null : new Oldest(row.getInt(1), Lanes.arrivalOfWork(workNo));
            },
            values.toArray());
    lanes.removeIf(lane -> lane == null);
    lanes.sort(Comparator.comparingLong(Oldest::arrivalNo));
    return lanes;
  }

  private static List<Stored> messages(Tx tx, int lane, int max, Set<String> without)
      throws SQLException {
    record Size(long arrivalNo, int bytes) {}
    List<Object> values =
        new ArrayList<>(
            List.of(Lanes.firstWorkOf(lane), Lanes.firstWorkOf(lane), Lanes.firstWorkOf(lane + 1)));
    if (!without.isEmpty()) {
      values.add(List.copyOf(without));
    }
    values.add(max);
    List<Size> sizes =
        tx.query(
            "SELECT p.work_no, i.body_size FROM pending p JOIN inbox i"
                + " ON i.arrival_no = p.work_no - ?"
                + " WHERE p.work_no >= ? AND p.work_no < ?"
                + (without.isEmpty() ? "" : " AND NOT i.format = ANY(?)")
                + " ORDER BY p.work_no"
                + " FETCH FIRST ? ROWS ONLY",
            row -> new Size(Lanes.arrivalOfWork(row.getLong(1)), row.getInt(2)),
            values.toArray());
    List<Long> numbers = new ArrayList<>();
    long bytes = 0;
    for (Size size : sizes) {
      bytes += size.bytes;
      if (!numbers.isEmpty() && bytes > MAX_BATCH_BYTES) {
        break;
      }
      numbers.add(size.arrivalNo);
    }
    return numbers.isEmpty()
        ? List.of()
        : tx.query(
            "SELECT arrival_no, received_at, format, sender, control_id, message_type, lane_key,"
                + " body, body_large FROM inbox WHERE arrival_no = ANY(?) ORDER BY arrival_no",
            LaneWork::stored,
            numbers);
  }

  static Stored stored(ResultSet row) throws SQLException {
    byte[] body = row.getBytes("body");
    if (body == null) {
      body = row.getBytes("body_large");
    }
    return new Stored(
        row.getLong("arrival_no"),
        new RawMessage(
            row.getString("format"),
            row.getString("sender"),
            row.getString("control_id"),
            row.getString("message_type"),
            row.getString("lane_key"),
            Deflated.inflate(body),
            Tx.instant(row, "received_at")));
  }

  @Override
  public Map<String, Stored> holding(
      String format, Set<String> names, long arrivalNumber, Predicate<String> sender) {
    return names.isEmpty()
        ? Map.of()
        : database.read(
            "查找被引用的资源失败 / looking for what a message names failed",
            tx -> new Holders(tx, format, sender).of(names, arrivalNumber));
  }

  @Override
  public boolean record(Batch batch, List<Outcome> outcomes) {
    Map<Long, Stored> byNumber = new HashMap<>();
    batch.messages().forEach(stored -> byNumber.put(stored.arrivalNumber(), stored));
    Set<Long> seen = new HashSet<>();
    List<EventRecorder.Understood> understood = new ArrayList<>();
    List<EventRecorder.Dead> dead = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Stored stored = byNumber.get(outcome.arrivalNumber());
      if (stored == null || !seen.add(outcome.arrivalNumber())) {
        throw new IllegalArgumentException(
            "message " + outcome.arrivalNumber() + " is not in the batch, or twice");
      }
      if (outcome instanceof Outcome.Applied applied) {
        EventRecorder.prepare(stored, applied)
            .ifPresentOrElse(
                understood::add,
                () -> dead.add(new EventRecorder.Dead(stored, EventRecorder.unusableEvents())));
      } else if (outcome instanceof Outcome.Dead died) {
        dead.add(new EventRecorder.Dead(stored, died.reason()));
      }
    }
    boolean done =
        database.change(
            "登记报文结果失败 / recording messages failed",
            tx -> {
              if (free(tx, batch.lane(), batch.leaseToken()) == 0) {
                return false;
              }
              List<Object[]> work = new ArrayList<>();
              for (long number : seen) {
                work.add(new Object[] {Lanes.workNo(batch.lane(), number)});
              }
              tx.batch("DELETE FROM pending WHERE work_no = ?", work);
              recorder.record(tx, understood, dead, clock.instant());
              return true;
            });
    if (done) {
      inbox.processed(seen.size());
    }
    return done;
  }

  @Override
  public void release(Batch batch) {
    database.change(
        "释放报文失败 / releasing messages failed", tx -> free(tx, batch.lane(), batch.leaseToken()));
  }

  /** Ends a lease; the row stays locked until the transaction ends. */
  private static int free(Tx tx, int lane, long token) throws SQLException {
    return tx.update(
        "UPDATE lane SET leased_by = NULL, lease_token = NULL, leased_until = NULL"
            + " WHERE lane = ? AND lease_token = ?",
        lane,
        token);
  }

  @Override
  public boolean resend(long arrivalNumber, String who, String reason) {
    Instant now = clock.instant();
    boolean done =
        database.changeDurably(
            "重发失败 / resending failed",
            tx -> {
              Optional<String> laneKey = changeDead(tx, arrivalNumber, "resent", now);
              if (laneKey.isEmpty()) {
                return false;
              }
              tx.update(
                  "INSERT INTO pending (work_no) VALUES (?)",
                  Lanes.workNo(Lanes.of(laneKey.get()), arrivalNumber));
              decisions.add(tx, now, who, "resend", "message " + arrivalNumber, reason);
              return true;
            });
    if (done) {
      inbox.processed(-1);
    }
    return done;
  }

  @Override
  public boolean discard(long arrivalNumber, String who, String reason) {
    Instant now = clock.instant();
    return database.changeDurably(
        "放弃报文失败 / discarding failed",
        tx -> {
          Optional<String> laneKey = changeDead(tx, arrivalNumber, "discarded", now);
          if (laneKey.isEmpty()) {
            return false;
          }
          recorder.deadChanged(tx, Set.of(laneKey.get()), now);
          decisions.add(tx, now, who, "discard", "message " + arrivalNumber, reason);
          return true;
        });
  }

  private static Optional<String> changeDead(Tx tx, long arrivalNo, String state, Instant now)
      throws SQLException {
    int changed =
        tx.update(
            "UPDATE dead_message SET state = ?, changed_at = ? WHERE arrival_no = ?"
                + " AND state = 'dead'",
            state,
            now,
            arrivalNo);
    return changed == 0
        ? Optional.empty()
        : Optional.of(
            tx.query(
                    "SELECT lane_key FROM dead_message WHERE arrival_no = ?",
                    row -> row.getString(1),
                    arrivalNo)
                .get(0));
  }
}
