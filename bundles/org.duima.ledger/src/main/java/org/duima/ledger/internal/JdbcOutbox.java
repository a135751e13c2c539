package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.ledger.Outbox;
import org.duima.api.platform.Answer;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.platform.Submission.Goal;
import org.duima.api.platform.Submission.State;
import org.duima.api.settlement.ListDraft;

/**
 * Submissions, their attempts and answers. A submission is leased to one worker; while an attempt
 * has no stored answer its id stands in the submission, so that a worker that stops in the middle
 * leaves behind that the result is not known. Safe for use by several threads.
 */
final class JdbcOutbox implements Outbox {
  /** May go out: complete and checked, and neither a person nor a dead message keeps it back. */
  static final String FREE =
      "l.state = '"
          + ListDraft.State.READY.name()
          + "' AND l.held_by IS NULL AND l.dead_hold = FALSE";

  /** A submitted list with nothing to send, whose fate is asked for from time to time. */
  private static final String WATCHED =
      "(s.state = '"
          + State.SUBMITTED.name()
          + "' AND s.uploaded_version = s.list_version AND s.retired = FALSE AND s.goal <> '"
          + Goal.WITHDRAW.name()
          + "')";

  /** Asking and taking back is also for lists that must not go out. */
  private static final String CLAIMABLE =
      "(("
          + FREE
          + ") OR s.state = '"
          + State.UNKNOWN.name()
          + "' OR s.open_msgid IS NOT NULL OR s.look = TRUE OR "
          + WATCHED
          + " OR (l.held_by IS NULL AND (s.retired = TRUE"
          + " OR s.goal = '"
          + Goal.WITHDRAW.name()
          + "')))";

  /** Who submits by the schedule, in the audit trail. */
  private static final String SCHEDULE = "schedule";

  private final Database database;
  private final Decisions decisions;
  private final ArisingDeliveries deliveries;

  JdbcOutbox(Database database, Decisions decisions, ArisingDeliveries deliveries) {
    this.database = database;
    this.decisions = decisions;
    this.deliveries = deliveries;
  }

  @Override
  public List<Submission> due(String owner, Instant now, int max, Duration lease) {
    return database.change(
        "领取待上传清单失败 / leasing submissions failed",
        tx -> {
          List<String> ids =
              tx.query(
                  "SELECT s.setl_id FROM submission s JOIN settlement_list l"
                      + " ON l.setl_id = s.setl_id WHERE s.due_at <= ?"
                      + " AND (s.leased_until IS NULL OR s.leased_until < ?) AND "
                      + CLAIMABLE
                      // looking after lists never delays sending others
                      + " ORDER BY CASE WHEN "
                      + WATCHED
                      + " AND s.look = FALSE THEN 1 ELSE 0 END, s.due_at FETCH FIRST ? ROWS ONLY",
                  row -> row.getString(1),
                  now,
                  now,
                  max);
          List<String> mine = new ArrayList<>();
          ids.sort(null);
          for (String setlId : ids) {
            int taken =
                tx.update(
                    "UPDATE submission SET leased_by = ?, leased_until = ?,"
                        + " lock_no = lock_no + 1, lease_lock = lock_no + 1 WHERE setl_id = ?"
                        + " AND due_at <= ? AND (leased_until IS NULL OR leased_until < ?)",
                    owner,
                    now.plus(lease),
                    setlId,
                    now,
                    now);
            if (taken == 1) {
              interruptOpenAttempt(tx, setlId, now);
              mine.add(setlId);
            }
          }
          return mine.isEmpty() ? List.of() : submissions(tx, mine);
        });
  }

  private static List<Submission> submissions(Tx tx, List<String> setlIds) throws SQLException {
    return tx.query(
        "SELECT s.*, v.input FROM submission s JOIN list_version v"
            + " ON v.setl_id = s.setl_id AND v.version = s.list_version"
            + " WHERE s.setl_id = ANY(?) ORDER BY s.due_at",
        row -> ListKeeper.submission(row, Deflated.inflate(row.getBytes("input"))),
        setlIds);
  }

  /** The answer of a worker that lost its lease is not known. */
  private static void interruptOpenAttempt(Tx tx, String setlId, Instant now) throws SQLException {
    record Open(String msgid, CallKind call) {}
    List<Open> open =
        tx.query(
            "SELECT a.msgid, a.call_kind FROM submission s JOIN attempt a"
                + " ON a.msgid = s.open_msgid WHERE s.setl_id = ?",
            row -> new Open(row.getString(1), CallKind.valueOf(row.getString(2))),
            setlId);
    if (open.isEmpty()) {
      return;
    }
    Receipt.Unknown interrupted = new Receipt.Unknown(true, "interrupted");
    tx.update(
        "UPDATE attempt SET answered_at = ?, outcome = 'interrupted', receipt = ?"
            + " WHERE msgid = ?",
        now,
        LedgerJson.receipt(interrupted),
        open.get(0).msgid);
    boolean changesPlatform =
        open.get(0).call != CallKind.QUERY && open.get(0).call != CallKind.SIGN_IN;
    tx.update("UPDATE submission SET open_msgid = NULL WHERE setl_id = ?", setlId);
    if (changesPlatform) {
      tx.update("UPDATE submission SET state = ? WHERE setl_id = ?", State.UNKNOWN, setlId);
    }
  }

  @Override
  public boolean begin(
      Submission submission, CallKind call, String msgid, byte[] request, Instant now) {
    boolean brings = call == CallKind.UPLOAD || call == CallKind.SUBMIT;
    boolean asks = call == CallKind.QUERY || call == CallKind.SIGN_IN;
    return database.changeDurably(
        "登记上传请求失败 / recording an attempt failed",
        tx -> {
          List<String> owner =
              tx.query(
                  "SELECT s.leased_by FROM submission s JOIN settlement_list l"
                      + " ON l.setl_id = s.setl_id WHERE s.setl_id = ? AND s.lock_no = ?"
                      + " AND s.lease_lock = ? AND s.open_msgid IS NULL"
                      + (brings ? " AND " + FREE : asks ? "" : " AND l.held_by IS NULL")
                      + " FOR UPDATE",
                  row -> row.getString(1),
                  submission.setlId(),
                  submission.lock(),
                  submission.lock());
          if (owner.isEmpty()) {
            free(tx, submission);
            return false;
          }
          tx.update(
              "INSERT INTO attempt (msgid, setl_id, call_kind, list_version, goal, begun_by,"
                  + " request, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              msgid,
              submission.setlId(),
              call,
              submission.listVersion(),
              submission.goal(),
              owner.get(0),
              Deflated.deflate(request),
              now);
          tx.update(
              "UPDATE submission SET open_msgid = ?, state = ?, changed_at = ? WHERE setl_id = ?",
              msgid,
              asks ? submission.state() : State.UNKNOWN,
              now,
              submission.setlId());
          return true;
        });
  }

  private record Row(
      long lock,
      long leaseLock,
      int listVersion,
      int uploadedVersion,
      Goal goal,
      boolean look,
      boolean retired,
      String remark) {}

  @Override
  public void finish(Submission after, String msgid, Receipt receipt, Instant now, Instant next) {
    database.changeDurably(
        "登记平台回执失败 / recording a receipt failed",
        tx -> {
          List<Row> open =
              tx.query(
                  "SELECT lock_no, lease_lock, list_version, uploaded_version, goal, look,"
                      + " retired, remark FROM submission WHERE setl_id = ? AND open_msgid = ? FOR UPDATE",
                  row ->
                      new Row(
                          row.getLong("lock_no"),
                          row.getLong("lease_lock"),
                          row.getInt("list_version"),
                          row.getInt("uploaded_version"),
                          Goal.valueOf(row.getString("goal")),
                          row.getBoolean("look"),
                          row.getBoolean("retired"),
                          row.getString("remark")),
                  after.setlId(),
                  msgid);
          tx.update(
              "UPDATE attempt SET answered_at = ?, outcome = ?, receipt = ? WHERE msgid = ?",
              now,
              outcome(receipt),
              LedgerJson.receipt(receipt),
              msgid);
          // a late answer after the lease was lost is kept; the state is being asked for anyway
          if (!open.isEmpty()) {
            store(tx, after, receipt, open.get(0), now, next);
          }
          return null;
        });
  }

  private void store(Tx tx, Submission after, Receipt receipt, Row row, Instant now, Instant next)
      throws SQLException {
    // a new version, a person's wish or a refund came while the call was under way
    boolean changed = row.lock != row.leaseLock;
    State state = after.state();
    if (state == State.REFUSED && row.listVersion != after.listVersion()) {
      state = ListKeeper.stateOfCorrected(after.uploadedVersion());
    }
    // what was said of a version that is corrected meanwhile is history
    Answer answer = row.listVersion == after.listVersion() ? answer(receipt) : null;
    tx.update(
        "UPDATE submission SET state = ?, uploaded_version = ?, reference = ?, attempts = ?,"
            + " goal = ?, due_at = ?, open_msgid = NULL, leased_by = NULL, leased_until = NULL,"
            + " lease_lock = NULL, lock_no = lock_no + 1, changed_at = ?, look = ?, answer = ?,"
            + " answer_kind = ?, remark = ? WHERE setl_id = ?",
        state,
        after.uploadedVersion(),
        after.reference(),
        changed ? 0 : after.attempts(),
        changed ? row.goal : after.goal(),
        changed ? now : next,
        now,
        changed ? row.look : after.look(),
        answer == null ? null : LedgerJson.write(AnswerFacets.summary(answer)),
        answer == null ? null : answer.kind(),
        remark(receipt, row.remark),
        after.setlId());
    if (after.uploadedVersion() > 0 && after.uploadedVersion() != row.uploadedVersion) {
      accept(tx, after.setlId(), after.uploadedVersion(), now);
    }
    if (!row.retired) {
      tell(tx, after, state, answer, now);
    }
  }

  /** A refusal is about the version that was sent, anything else about the one that is there. */
  private void tell(Tx tx, Submission after, State state, Answer answer, Instant now)
      throws SQLException {
    int version = state == State.REFUSED ? after.listVersion() : after.uploadedVersion();
    deliveries.answered(
        tx,
        new ArisingDeliveries.Standing(
            after.setlId(), after.institution(), version, state, after.reference()),
        answer == null ? "" : answer.told().toString(),
        now);
  }

  private static Answer answer(Receipt receipt) {
    if (receipt instanceof Receipt.Refused refused) {
      return refused.answer();
    }
    return receipt instanceof Receipt.Unknown unknown ? unknown.answer() : null;
  }

  private static String remark(Receipt receipt, String former) {
    return receipt instanceof Receipt.Held held ? InboxRow.column(held.remark()) : former;
  }

  private static void accept(Tx tx, String setlId, int version, Instant now) throws SQLException {
    int first =
        tx.update(
            "UPDATE list_version SET accepted_at = ? WHERE setl_id = ? AND version = ?"
                + " AND accepted_at IS NULL",
            now,
            setlId,
            version);
    if (first == 1) {
      tx.update("INSERT INTO publication (setl_id, version) VALUES (?, ?)", setlId, version);
    }
  }

  private static String outcome(Receipt receipt) {
    if (receipt instanceof Receipt.Accepted) {
      return "accepted";
    } else if (receipt instanceof Receipt.Held) {
      return "held";
    } else if (receipt instanceof Receipt.Refused) {
      return "refused";
    }
    return "unknown";
  }

  @Override
  public void release(Submission submission, Instant next) {
    database.change(
        "释放清单失败 / releasing a submission failed",
        tx -> {
          // what changed meanwhile is due when the change said so
          tx.update(
              "UPDATE submission SET due_at = ? WHERE setl_id = ? AND lock_no = ?"
                  + " AND lease_lock = ? AND open_msgid IS NULL",
              next,
              submission.setlId(),
              submission.lock(),
              submission.lock());
          free(tx, submission);
          return null;
        });
  }

  private static void free(Tx tx, Submission submission) throws SQLException {
    tx.update(
        "UPDATE submission SET leased_by = NULL, leased_until = NULL, lease_lock = NULL"
            + " WHERE setl_id = ? AND lease_lock = ? AND open_msgid IS NULL",
        submission.setlId(),
        submission.lock());
  }

  @Override
  public List<Published> unpublished(int max) {
    return database.read(
        "读取待发布清单失败 / reading unpublished lists failed",
        tx ->
            tx.query(
                "SELECT v.submission_id, v.setl_id, v.version, v.input FROM publication p"
                    + " JOIN list_version v ON v.setl_id = p.setl_id AND v.version = p.version"
                    + " ORDER BY v.accepted_at, v.setl_id FETCH FIRST ? ROWS ONLY",
                row ->
                    new Published(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        Deflated.inflate(row.getBytes(4))),
                max));
  }

  @Override
  public void published(Published list) {
    Instant now = Instant.now();
    database.change(
        "登记发布失败 / recording a publication failed",
        tx -> {
          tx.update(
              "DELETE FROM publication WHERE setl_id = ? AND version = ?",
              list.setlId(),
              list.version());
          return tx.update(
              "UPDATE list_version SET published_at = ? WHERE setl_id = ? AND version = ?",
              now,
              list.setlId(),
              list.version());
        });
  }

  @Override
  public Optional<Text> command(
      String setlId, Command command, String who, String reason, Instant now) {
    return database.changeDurably(
        "登记清单操作失败 / recording a command failed",
        tx -> {
          List<Submission> found =
              tx.query(
                  "SELECT * FROM submission WHERE setl_id = ? FOR UPDATE",
                  row -> ListKeeper.submission(row, new byte[0]),
                  setlId);
          Optional<Text> refusal =
              switch (command) {
                case HOLD -> hold(tx, setlId, who, reason, now);
                case RELEASE -> letGo(tx, setlId, now);
                case SUBMIT -> submit(tx, found, setlId, now);
                case WITHDRAW -> withdraw(tx, found, setlId, now);
                case RESEND -> resend(tx, found, setlId, now);
                case QUERY -> query(tx, found, setlId, now);
              };
          if (refusal.isEmpty()) {
            decisions.add(
                tx,
                now,
                who,
                command.name().toLowerCase(java.util.Locale.ROOT),
                "list " + setlId,
                reason);
          }
          return refusal;
        });
  }

  @Override
  public int submitUploaded(Instant uploadedUntil, Instant now) {
    return database.changeDurably(
        "按时提交登记失败 / recording the scheduled submission failed",
        tx -> {
          List<String> due =
              tx.query(
                  "SELECT s.setl_id FROM submission s JOIN settlement_list l"
                      + " ON l.setl_id = s.setl_id JOIN list_version v ON v.setl_id = s.setl_id"
                      + " AND v.version = s.uploaded_version WHERE s.state = ? AND s.goal = ?"
                      + " AND s.retired = FALSE AND s.uploaded_version = s.list_version"
                      + " AND v.accepted_at <= ? AND "
                      + FREE
                      + " ORDER BY s.setl_id FOR UPDATE",
                  row -> row.getString(1),
                  State.UPLOADED,
                  Goal.UPLOAD,
                  uploadedUntil);
          for (String setlId : due) {
            want(tx, setlId, Goal.SUBMIT, now);
            decisions.add(tx, now, SCHEDULE, "submit", "list " + setlId, "");
          }
          return due.size();
        });
  }

  private static Optional<Text> hold(Tx tx, String setlId, String who, String reason, Instant now)
      throws SQLException {
    int changed =
        tx.update(
            "UPDATE settlement_list SET held_by = ?, held_why = ?, held_at = ?"
                + " WHERE setl_id = ?",
            InboxRow.column(who),
            InboxRow.column(reason),
            now,
            setlId);
    return changed == 0 ? Optional.of(noSuchList()) : Optional.empty();
  }

  private static Optional<Text> letGo(Tx tx, String setlId, Instant now) throws SQLException {
    int changed =
        tx.update(
            "UPDATE settlement_list SET held_by = NULL, held_why = NULL, held_at = NULL"
                + " WHERE setl_id = ?",
            setlId);
    if (changed == 0) {
      return Optional.of(noSuchList());
    }
    tx.update(
        "UPDATE submission SET due_at = ?, lock_no = lock_no + 1, changed_at = ?"
            + " WHERE setl_id = ?",
        now,
        now,
        setlId);
    return Optional.empty();
  }

  private static Optional<Text> submit(Tx tx, List<Submission> found, String setlId, Instant now)
      throws SQLException {
    if (found.isEmpty()) {
      return Optional.of(notReady());
    }
    Submission submission = found.get(0);
    if (submission.retired()) {
      return Optional.of(
          new Text("结算已撤销，清单不再提交", "the settlement was refunded; its list is not submitted"));
    }
    if (submission.state() == State.APPROVED) {
      return Optional.of(approved());
    }
    if (submission.state() == State.SUBMITTED && !submission.isOutdated()) {
      return Optional.of(new Text("清单已提交", "the list is submitted already"));
    }
    want(tx, setlId, Goal.SUBMIT, now);
    return Optional.empty();
  }

  private static Optional<Text> withdraw(Tx tx, List<Submission> found, String setlId, Instant now)
      throws SQLException {
    if (found.isEmpty()) {
      return Optional.of(notReady());
    }
    if (found.get(0).state() == State.APPROVED) {
      return Optional.of(approved());
    }
    want(tx, setlId, Goal.WITHDRAW, now);
    return Optional.empty();
  }

  private static Optional<Text> resend(Tx tx, List<Submission> found, String setlId, Instant now)
      throws SQLException {
    if (found.isEmpty()) {
      return Optional.of(notReady());
    }
    State state = found.get(0).state();
    if (state == State.APPROVED) {
      return Optional.of(approved());
    }
    // with an unknown result the platform is asked first; the version counts as not uploaded
    tx.update(
        "UPDATE submission SET uploaded_version = 0, state = ?, goal = ?, attempts = 0,"
            + " answer = NULL, answer_kind = NULL, lock_no = lock_no + 1, due_at = ?,"
            + " changed_at = ? WHERE setl_id = ?",
        state == State.REFUSED ? State.NONE : state,
        found.get(0).goal() == Goal.WITHDRAW ? Goal.UPLOAD : found.get(0).goal(),
        now,
        now,
        setlId);
    return Optional.empty();
  }

  private static Optional<Text> query(Tx tx, List<Submission> found, String setlId, Instant now)
      throws SQLException {
    if (found.isEmpty()) {
      return Optional.of(notReady());
    }
    tx.update(
        "UPDATE submission SET look = TRUE, attempts = 0, lock_no = lock_no + 1, due_at = ?,"
            + " changed_at = ? WHERE setl_id = ?",
        now,
        now,
        setlId);
    return Optional.empty();
  }

  private static void want(Tx tx, String setlId, Goal goal, Instant now) throws SQLException {
    tx.update(
        "UPDATE submission SET goal = ?, attempts = 0, lock_no = lock_no + 1, due_at = ?,"
            + " changed_at = ? WHERE setl_id = ?",
        goal,
        now,
        now,
        setlId);
  }

  static Text noSuchList() {
    return new Text("没有这个结算清单", "there is no such list");
  }

  private static Text notReady() {
    return new Text("清单尚未生成，无可上传的版本", "there is no list version to work on yet");
  }

  static Text approved() {
    return new Text("平台已审核通过，不能更改", "the platform has approved it; it cannot be changed");
  }
}
