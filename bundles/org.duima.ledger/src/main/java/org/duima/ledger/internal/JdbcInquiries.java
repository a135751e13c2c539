package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.ledger.Inquiries;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;

/** Inquiries as rows that are leased, like submissions. Safe for use by several threads. */
final class JdbcInquiries implements Inquiries {
  private static final int LONGEST_NOTE = 2_000;

  private final Database database;
  private final Decisions decisions;

  JdbcInquiries(Database database, Decisions decisions) {
    this.database = database;
    this.decisions = decisions;
  }

  @Override
  public long ask(Inquiry inquiry, String who, String reason, String key, Instant now) {
    String question = LedgerJson.inquiry(inquiry);
    return database.changeDurably(
        "登记查询失败 / storing an inquiry failed",
        tx -> {
          List<Long> asked =
              tx.query(
                  "SELECT inquiry_no FROM inquiry WHERE schedule_key = ?",
                  row -> row.getLong(1),
                  key);
          if (!asked.isEmpty()) {
            return asked.get(0);
          }
          if (inquiry instanceof Inquiry.Reversal reversal) {
            decisions.add(
                tx, now, who, "reverse-" + reversal.infno(), "message " + reversal.msgid(), reason);
          }
          List<Long> open =
              tx.query(
                  "SELECT inquiry_no FROM inquiry WHERE question = ? AND state = ?",
                  row -> row.getLong(1),
                  question,
                  State.OPEN);
          if (!open.isEmpty()) {
            tx.update(
                "UPDATE inquiry SET due_at = ?, failures = 0 WHERE inquiry_no = ?",
                now,
                open.get(0));
            return open.get(0);
          }
          return tx.insert(
              "inquiry_no",
              "INSERT INTO inquiry (kind, institution, question, schedule_key, state, page,"
                  + " page_mark, failures, rows_read, rows_kept, rows_refused, note, asked_by,"
                  + " reason, asked_at, due_at, lock_no)"
                  + " VALUES (?, ?, ?, ?, ?, 1, '', 0, 0, 0, 0, '', ?, ?, ?, ?, 1)",
              inquiry.kind(),
              inquiry.institution(),
              question,
              key.isEmpty() ? null : key,
              State.OPEN,
              InboxRow.column(who),
              InboxRow.column(reason),
              now,
              now);
        });
  }

  @Override
  public List<Open> due(String owner, Instant now, int max, Duration lease) {
    return database.change(
        "领取查询失败 / leasing inquiries failed",
        tx -> {
          List<Open> free =
              tx.query(
                  "SELECT * FROM inquiry WHERE state = ? AND due_at <= ?"
                      + " AND (leased_until IS NULL OR leased_until < ?)"
                      + " ORDER BY due_at, inquiry_no FETCH FIRST ? ROWS ONLY",
                  JdbcInquiries::open,
                  State.OPEN,
                  now,
                  now,
                  max);
          List<Open> mine = new ArrayList<>();
          for (Open open : free) {
            int taken =
                tx.update(
                    "UPDATE inquiry SET leased_by = ?, leased_until = ?, lock_no = lock_no + 1"
                        + " WHERE inquiry_no = ? AND lock_no = ?",
                    owner,
                    now.plus(lease),
                    open.number(),
                    open.lock());
            if (taken == 1) {
              mine.add(locked(open));
            }
          }
          return mine;
        });
  }

  private static Open open(ResultSet row) throws SQLException {
    return new Open(
        row.getLong("inquiry_no"),
        LedgerJson.inquiry(row.getString("question")),
        row.getInt("page"),
        row.getString("page_mark"),
        row.getInt("rows_read"),
        row.getInt("failures"),
        row.getLong("lock_no"));
  }

  private static Open locked(Open open) {
    return new Open(
        open.number(),
        open.inquiry(),
        open.page(),
        open.mark(),
        open.read(),
        open.failures(),
        open.lock() + 1);
  }

  @Override
  public boolean keep(Open open, InquiryAnswer answer, Progress progress, Instant now) {
    return database.changeDurably(
        "登记查询结果失败 / storing an answer failed",
        tx -> {
          // the row is locked first, so that the answers of two workers do not mix
          int mine = advance(tx, open, progress, now);
          if (mine == 1) {
            store(tx, open, answer, now);
            if (progress.state() == State.DONE) {
              PlatformAnswers.outdate(tx, open.inquiry(), open.number());
            }
          }
          return mine == 1;
        });
  }

  private static int advance(Tx tx, Open open, Progress progress, Instant now) throws SQLException {
    boolean goesOn = progress.state() == State.OPEN;
    return tx.update(
        "UPDATE inquiry SET state = ?, question = ?, page = ?, page_mark = ?, failures = ?,"
            + " rows_read = rows_read + ?, rows_kept = rows_kept + ?,"
            + " rows_refused = rows_refused + ?, note = ?, due_at = ?, finished_at = ?,"
            + " leased_by = NULL, leased_until = NULL, lock_no = lock_no + 1"
            + " WHERE inquiry_no = ? AND lock_no = ? AND state = ?",
        progress.state(),
        LedgerJson.inquiry(progress.inquiry()),
        progress.page(),
        progress.mark(),
        progress.failures(),
        progress.rows().read(),
        progress.rows().kept(),
        progress.rows().refused(),
        note(progress.note()),
        goesOn ? progress.due() : null,
        goesOn ? null : now,
        open.number(),
        open.lock(),
        State.OPEN);
  }

  private static String note(String note) {
    String text = InboxRow.column(note);
    return text.length() > LONGEST_NOTE ? text.substring(0, LONGEST_NOTE) : text;
  }

  private static void store(Tx tx, Open open, InquiryAnswer answer, Instant now)
      throws SQLException {
    if (answer instanceof InquiryAnswer.Quality quality
        && open.inquiry() instanceof Inquiry.QualityResults asked) {
      PlatformAnswers.putQuality(tx, asked, quality.rows(), open.number(), now);
    } else if (answer instanceof InquiryAnswer.Groups groups
        && open.inquiry() instanceof Inquiry.Grouping asked) {
      PlatformAnswers.putGroups(tx, asked, groups.rows(), open.number(), now);
    } else if (answer instanceof InquiryAnswer.Counted counted
        && open.inquiry() instanceof Inquiry.Counts asked) {
      PlatformAnswers.putCounts(tx, asked, counted.counts(), now);
    }
  }

  @Override
  public void release(Open open, Instant next) {
    database.change(
        "释放查询失败 / releasing an inquiry failed",
        tx ->
            tx.update(
                "UPDATE inquiry SET due_at = ?, leased_by = NULL, leased_until = NULL,"
                    + " lock_no = lock_no + 1 WHERE inquiry_no = ? AND lock_no = ?",
                next,
                open.number(),
                open.lock()));
  }
}
