package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.PrintedList;
import org.duima.api.settlement.PrintedList.Mark;

/** Lists as they go on paper. */
final class ListPrints {
  /**
   * Where a list stands.
   *
   * @param version the latest one, 0 for none
   * @param sent null if nothing was to be sent yet
   */
  private record Standing(
      long listId,
      ListDraft.State state,
      int version,
      Submission.State sent,
      int uploadedVersion,
      String serial) {
    boolean isReady() {
      return state == ListDraft.State.READY;
    }

    String word() {
      return ListKeeper.stateZh(state.name(), sent == null ? null : sent.name());
    }

    /** What a version is worth. */
    Mark mark(int printed) {
      boolean taken = sent == Submission.State.SUBMITTED || sent == Submission.State.APPROVED;
      if (taken && printed == uploadedVersion) {
        return Mark.NONE;
      }
      return printed < version ? Mark.REPLACED : Mark.NOT_SUBMITTED;
    }
  }

  private ListPrints() {}

  /**
   * @param version 0 for what the list says now
   */
  static Optional<PrintedList> read(Tx tx, String setlId, int version) throws SQLException {
    List<Standing> found =
        tx.query(
            "SELECT l.list_id, l.state, l.version, s.state AS sent_state, s.uploaded_version,"
                + " s.reference FROM settlement_list l"
                + " LEFT JOIN submission s ON s.setl_id = l.setl_id WHERE l.setl_id = ?",
            ListPrints::standing,
            setlId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Standing list = found.get(0);
    if (version > 0) {
      return ofVersion(tx, setlId, version)
          .map(content -> printed(list, setlId, version, list.mark(version), content));
    }
    int now = list.isReady() ? list.version : 0;
    Mark mark = list.isReady() ? list.mark(now) : Mark.DRAFT;
    return ListContents.read(tx, list.listId)
        .map(content -> printed(list, setlId, now, mark, content));
  }

  private static PrintedList printed(
      Standing list, String setlId, int version, Mark mark, ListContent content) {
    return new PrintedList(setlId, version, list.word(), mark, list.serial, content);
  }

  private static Optional<ListContent> ofVersion(Tx tx, String setlId, int version)
      throws SQLException {
    return tx
        .query(
            "SELECT content FROM list_version WHERE setl_id = ? AND version = ?",
            row -> ListContents.content(row.getBytes(1)),
            setlId,
            version)
        .stream()
        .findFirst()
        .flatMap(content -> content);
  }

  private static Standing standing(ResultSet row) throws SQLException {
    String sent = row.getString("sent_state");
    return new Standing(
        row.getLong("list_id"),
        ListDraft.State.valueOf(row.getString("state")),
        row.getInt("version"),
        sent == null ? null : Submission.State.valueOf(sent),
        row.getInt("uploaded_version"),
        ListKeeper.text(row, "reference"));
  }
}
