package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.ledger.Corrections;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.ListPath;

/** Corrections by hand in the ledger. Safe for use by several threads and nodes. */
final class JdbcCorrections implements Corrections {
  private final Database database;

  JdbcCorrections(Database database) {
    this.database = database;
  }

  private record Target(long listId, long stayId, boolean approved) {}

  @Override
  public Optional<Text> correct(
      String setlId, ListPath path, String value, String who, String why, Instant now) {
    return database.changeDurably(
        "保存清单修正失败 / storing a correction failed",
        tx -> {
          Optional<Target> list = lock(tx, setlId);
          if (list.isEmpty()) {
            return Optional.of(JdbcOutbox.noSuchList());
          }
          if (list.get().approved) {
            return Optional.of(JdbcOutbox.approved());
          }
          Optional<ListContent> content = ListContents.read(tx, list.get().listId);
          if (content.isEmpty()) {
            return Optional.of(
                new Text("清单还没有内容，待资料到齐", "the list says nothing yet; it waits for data"));
          }
          Optional<String> source = path.sourceValue(content.get());
          if (source.isEmpty()) {
            return Optional.of(new Text("清单上没有这一行：" + path, "the list has no such row: " + path));
          }
          long number =
              tx.insert(
                  "correction_no",
                  "INSERT INTO list_correction (setl_id, path, new_value, replaced, who, made_at,"
                      + " why) VALUES (?, ?, ?, ?, ?, ?, ?)",
                  setlId,
                  path.toString(),
                  InboxRow.column(value.strip()),
                  source.get(),
                  InboxRow.column(who),
                  now,
                  InboxRow.column(why));
          tx.update(
              "UPDATE list_correction SET withdrawn_by = ?, withdrawn_at = ?, withdrawn_why = ?"
                  + " WHERE setl_id = ? AND path = ? AND withdrawn_at IS NULL"
                  + " AND correction_no <> ?",
              InboxRow.column(who),
              now,
              "被修正 " + number + " 取代 / superseded by correction " + number,
              setlId,
              path.toString(),
              number);
          evaluate(tx, list.get().stayId, now);
          return Optional.empty();
        });
  }

  @Override
  public Optional<Text> withdraw(long number, String who, String why, Instant now) {
    return database.changeDurably(
        "撤回清单修正失败 / withdrawing a correction failed",
        tx -> {
          List<String> setlId =
              tx.query(
                  "SELECT setl_id FROM list_correction WHERE correction_no = ?"
                      + " AND withdrawn_at IS NULL",
                  row -> row.getString(1),
                  number);
          Optional<Target> list = setlId.isEmpty() ? Optional.empty() : lock(tx, setlId.get(0));
          if (list.isEmpty()) {
            return Optional.of(noneStands());
          }
          if (list.get().approved) {
            return Optional.of(JdbcOutbox.approved());
          }
          int ended =
              tx.update(
                  "UPDATE list_correction SET withdrawn_by = ?, withdrawn_at = ?,"
                      + " withdrawn_why = ? WHERE correction_no = ? AND withdrawn_at IS NULL",
                  InboxRow.column(who),
                  now,
                  InboxRow.column(why),
                  number);
          if (ended == 0) {
            return Optional.of(noneStands());
          }
          evaluate(tx, list.get().stayId, now);
          return Optional.empty();
        });
  }

  /** The row is locked, so that two people who correct the same place come one after the other. */
  private static Optional<Target> lock(Tx tx, String setlId) throws SQLException {
    List<Target> found =
        tx.query(
            "SELECT list_id, stay_id FROM settlement_list WHERE setl_id = ? FOR UPDATE",
            row -> new Target(row.getLong("list_id"), row.getLong("stay_id"), false),
            setlId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    boolean approved =
        !tx.query(
                "SELECT 1 FROM submission WHERE setl_id = ? AND state = ?",
                row -> row.getInt(1),
                setlId,
                Submission.State.APPROVED)
            .isEmpty();
    return Optional.of(new Target(found.get(0).listId, found.get(0).stayId, approved));
  }

  private static Text noneStands() {
    return new Text("没有此编号的有效修正", "no correction of this number stands");
  }

  private static void evaluate(Tx tx, long stayId, Instant now) throws SQLException {
    tx.update("UPDATE stay SET version = version + 1, due_at = ? WHERE stay_id = ?", now, stayId);
  }

  /** The standing corrections of the lists of some stays, by stay, oldest first. */
  static Map<Long, List<Correction>> standing(Tx tx, Collection<Long> stayIds) throws SQLException {
    Map<Long, List<Correction>> standing = new HashMap<>();
    tx.query(
            "SELECT l.stay_id, c.* FROM list_correction c JOIN settlement_list l"
                + " ON l.setl_id = c.setl_id WHERE l.stay_id = ANY(?)"
                + " AND c.withdrawn_at IS NULL ORDER BY c.correction_no",
            row -> Map.entry(row.getLong("stay_id"), correction(row)),
            stayIds)
        .forEach(
            entry ->
                standing
                    .computeIfAbsent(entry.getKey(), s -> new ArrayList<>())
                    .add(entry.getValue()));
    return standing;
  }

  static Correction correction(ResultSet row) throws SQLException {
    return new Correction(
        row.getLong("correction_no"),
        row.getString("setl_id"),
        ListPath.parse(row.getString("path"))
            .orElseThrow(
                () -> new IllegalStateException("存储的路径无法读取 / a stored path cannot be read")),
        row.getString("new_value"),
        row.getString("replaced"),
        row.getString("who"),
        Tx.instant(row, "made_at"),
        row.getString("why"));
  }
}
