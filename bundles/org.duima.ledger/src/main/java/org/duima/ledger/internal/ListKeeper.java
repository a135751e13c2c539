package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duima.api.Finding;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListDraft;

/** Turns drafts into list versions and submissions, within the transaction that saves the stay. */
final class ListKeeper {
  private record Listed(long listId, long stayId, String setlId, int version) {}

  private record Version(int version, byte[] sha256) {}

  private final ArisingDeliveries deliveries;

  ListKeeper(ArisingDeliveries deliveries) {
    this.deliveries = deliveries;
  }

  /**
   * Saves the drafts of a stay.
   *
   * @param dead numbers of dead messages that hold its lists
   */
  void save(Tx tx, long stayId, List<ListFacts.Noted> drafts, List<Long> dead, Instant now)
      throws SQLException {
    Set<String> setlIds = new TreeSet<>();
    drafts.forEach(noted -> setlIds.add(noted.draft().setlId()));
    List<Listed> known = listsOf(tx, stayId, setlIds);
    Map<String, Listed> bySetlId = new HashMap<>();
    known.forEach(list -> bySetlId.put(list.setlId, list));
    if (!setlIds.contains("") && bySetlId.containsKey("")) {
      delete(tx, bySetlId.get("").listId);
    }
    Map<String, Version> latest = latestVersions(tx, setlIds);
    Map<String, Submission> submissions = submissions(tx, setlIds);
    Set<String> done = new HashSet<>();
    for (ListFacts.Noted noted : drafts) {
      String setlId = noted.draft().setlId();
      if (done.add(setlId)) {
        save(tx, stayId, noted, dead, bySetlId.get(setlId), latest, submissions, now);
      }
    }
  }

  /** Forgets a list, which never had a version. */
  static void delete(Tx tx, long listId) throws SQLException {
    tx.update("DELETE FROM settlement_list WHERE list_id = ?", listId);
    ListFacts.delete(tx, listId);
    ListContents.delete(tx, listId);
  }

  private static List<Listed> listsOf(Tx tx, long stayId, Set<String> setlIds) throws SQLException {
    Tx.Row<Listed> reader =
        row ->
            new Listed(
                row.getLong("list_id"),
                row.getLong("stay_id"),
                text(row, "setl_id"),
                row.getInt("version"));
    String columns = "SELECT list_id, stay_id, setl_id, version FROM settlement_list WHERE ";
    List<Listed> lists = tx.query(columns + "stay_id = ?", reader, stayId);
    Set<String> elsewhere = new TreeSet<>(setlIds);
    elsewhere.remove("");
    lists.forEach(list -> elsewhere.remove(list.setlId));
    if (!elsewhere.isEmpty()) {
      lists.addAll(tx.query(columns + "setl_id = ANY(?)", reader, elsewhere));
    }
    return lists;
  }

  static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static Map<String, Version> latestVersions(Tx tx, Set<String> setlIds)
      throws SQLException {
    Map<String, Version> latest = new HashMap<>();
    if (!setlIds.isEmpty()) {
      tx.query(
              "SELECT setl_id, version, sha256 FROM list_version WHERE setl_id = ANY(?)"
                  + " ORDER BY version",
              row -> Map.entry(row.getString(1), new Version(row.getInt(2), row.getBytes(3))),
              setlIds)
          .forEach(entry -> latest.put(entry.getKey(), entry.getValue()));
    }
    return latest;
  }

  private static Map<String, Submission> submissions(Tx tx, Set<String> setlIds)
      throws SQLException {
    Map<String, Submission> submissions = new HashMap<>();
    if (!setlIds.isEmpty()) {
      // locked, so that an answer that is stored meanwhile comes before or after, never between
      tx.query(
              "SELECT * FROM submission WHERE setl_id = ANY(?) ORDER BY setl_id FOR UPDATE",
              row -> submission(row, new byte[0]),
              setlIds)
          .forEach(submission -> submissions.put(submission.setlId(), submission));
    }
    return submissions;
  }

  static Submission submission(ResultSet row, byte[] input) throws SQLException {
    return new Submission(
        row.getString("setl_id"),
        row.getString("psn_no"),
        row.getString("mdtrt_id"),
        row.getString("insured_division"),
        row.getString("institution"),
        row.getString("infno"),
        row.getInt("list_version"),
        input,
        row.getInt("uploaded_version"),
        Submission.State.valueOf(row.getString("state")),
        Submission.Goal.valueOf(row.getString("goal")),
        row.getBoolean("retired"),
        row.getInt("attempts"),
        row.getString("reference"),
        row.getLong("lock_no"),
        row.getBoolean("look"));
  }

  private void save(
      Tx tx,
      long stayId,
      ListFacts.Noted noted,
      List<Long> dead,
      Listed listed,
      Map<String, Version> latest,
      Map<String, Submission> submissions,
      Instant now)
      throws SQLException {
    ListDraft draft = noted.draft();
    boolean deadHold = !dead.isEmpty();
    ListDraft.State state = draft.state();
    List<Finding> findings = new ArrayList<>(draft.findings());
    if (deadHold && state == ListDraft.State.READY) {
      state = ListDraft.State.HELD;
      findings.add(heldByDead(dead));
    }
    byte[] content = ListContents.stored(draft.content());
    Version last = latest.get(draft.setlId());
    int version = last == null ? 0 : last.version;
    boolean settled = !draft.setlId().isEmpty();
    if (settled && state == ListDraft.State.READY) {
      byte[] sha256 = InboxRow.sha256(draft.input());
      boolean changed =
          (last == null || !Arrays.equals(sha256, last.sha256))
              && !isOtherFormAlone(tx, draft, version, submissions.get(draft.setlId()));
      if (changed) {
        version++;
        insertVersion(tx, draft, content, version, sha256, findings, now);
      }
      Submission former = submissions.get(draft.setlId());
      send(tx, draft, version, changed, former, now);
      if (changed || former != null && former.retired()) {
        deliveries.ready(tx, standing(draft, version, former), now);
      }
    } else if (settled
        && state == ListDraft.State.NOT_DUE
        && submissions.containsKey(draft.setlId())) {
      tx.update(
          "UPDATE submission SET retired = TRUE, due_at = ?, attempts = 0,"
              + " lock_no = lock_no + 1, changed_at = ? WHERE setl_id = ? AND retired = FALSE",
          now,
          now,
          draft.setlId());
      Submission former = submissions.get(draft.setlId());
      if (!former.retired()) {
        deliveries.voided(tx, standing(draft, former.listVersion(), former), now);
      }
    }
    long listId = saveList(tx, stayId, draft, state, findings, version, deadHold, listed, now);
    ListFacts.save(tx, listId, state == ListDraft.State.HELD, noted);
    ListContents.save(tx, listId, content);
  }

  private static ArisingDeliveries.Standing standing(
      ListDraft draft, int version, Submission former) {
    return new ArisingDeliveries.Standing(
        draft.setlId(),
        former == null || draft.state() == ListDraft.State.READY
            ? draft.institution()
            : former.institution(),
        version,
        former == null ? Submission.State.NONE : former.state(),
        former == null ? "" : former.reference());
  }

  /** The site changed the wire form: what the platform has taken is not sent again for that. */
  private static boolean isOtherFormAlone(
      Tx tx, ListDraft draft, int version, Submission submission) throws SQLException {
    if (submission == null
        || submission.uploadedVersion() == 0
        || submission.infno().equals(draft.infno())) {
      return false;
    }
    Map<String, Object> content = ListContents.map(ListContents.stored(draft.content()));
    return !content.isEmpty()
        && tx.query(
                "SELECT content FROM list_version WHERE setl_id = ? AND version = ?",
                row -> ListContents.map(row.getBytes(1)),
                draft.setlId(),
                version)
            .contains(content);
  }

  private static Finding heldByDead(List<Long> dead) {
    return Finding.error(
        "ledger.dead-message",
        "",
        "该患者有无法处理的报文（编号 " + dead + "），重发或放弃后清单才能上传",
        "messages of this patient could not be processed (numbers "
            + dead
            + "): resend or discard them first");
  }

  private static void insertVersion(
      Tx tx,
      ListDraft draft,
      byte[] content,
      int version,
      byte[] sha256,
      List<Finding> findings,
      Instant now)
      throws SQLException {
    tx.update(
        "INSERT INTO list_version (setl_id, version, submission_id, infno, sha256, input,"
            + " provenance, findings, content, created_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        draft.setlId(),
        version,
        draft.setlId() + "." + version,
        draft.infno(),
        sha256,
        Deflated.deflate(draft.input()),
        Deflated.deflate(
            LedgerJson.write(draft.provenance()).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        LedgerJson.findings(findings),
        content,
        now);
  }

  private static void send(
      Tx tx, ListDraft draft, int version, boolean changed, Submission submission, Instant now)
      throws SQLException {
    if (submission == null) {
      tx.update(
          "INSERT INTO submission (setl_id, psn_no, mdtrt_id, insured_division, institution,"
              + " infno, list_version, uploaded_version, state, goal, retired, attempts,"
              + " reference, lock_no, due_at, changed_at)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, FALSE, 0, '', 1, ?, ?)",
          draft.setlId(),
          draft.psnNo(),
          draft.mdtrtId(),
          draft.insuredDivision(),
          draft.institution(),
          draft.infno(),
          version,
          Submission.State.NONE,
          Submission.Goal.UPLOAD,
          now,
          now);
      return;
    }
    if (!changed && !submission.retired()) {
      return;
    }
    Submission.State state = submission.state();
    if (state == Submission.State.REFUSED) {
      state = stateOfCorrected(submission.uploadedVersion());
    }
    // a list is taken back to be corrected: the correction goes up, a person submits again
    Submission.Goal goal =
        submission.goal() == Submission.Goal.WITHDRAW ? Submission.Goal.UPLOAD : submission.goal();
    tx.update(
        "UPDATE submission SET psn_no = ?, mdtrt_id = ?, insured_division = ?, institution = ?,"
            + " infno = ?, list_version = ?, state = ?, goal = ?, retired = FALSE, attempts = 0,"
            + " answer = NULL, answer_kind = NULL, lock_no = lock_no + 1, due_at = ?, changed_at = ? WHERE setl_id = ?",
        draft.psnNo(),
        draft.mdtrtId(),
        draft.insuredDivision(),
        draft.institution(),
        draft.infno(),
        version,
        state,
        goal,
        now,
        now,
        draft.setlId());
  }

  /** What was refused is replaced; what the platform took before is still there. */
  static Submission.State stateOfCorrected(int uploadedVersion) {
    return uploadedVersion == 0 ? Submission.State.NONE : Submission.State.UPLOADED;
  }

  private static long saveList(
      Tx tx,
      long stayId,
      ListDraft draft,
      ListDraft.State state,
      List<Finding> findings,
      int version,
      boolean deadHold,
      Listed listed,
      Instant now)
      throws SQLException {
    Object[] values = {
      stayId,
      state,
      draft.reason(),
      LedgerJson.write(draft.waitingFor()),
      LedgerJson.findings(findings),
      version,
      draft.dischargedOn(),
      draft.psnNo(),
      draft.mdtrtId(),
      draft.insuredDivision(),
      draft.institution(),
      draft.infno(),
      deadHold,
      now
    };
    Object[] withKey = Arrays.copyOf(values, values.length + 1);
    if (listed == null) {
      withKey[values.length] = draft.setlId().isEmpty() ? null : draft.setlId();
      return tx.insert(
          "list_id",
          "INSERT INTO settlement_list (stay_id, state, reason, waiting, findings, version,"
              + " discharged_on, psn_no, mdtrt_id, insured_division, institution, infno,"
              + " dead_hold, changed_at, setl_id)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          withKey);
    }
    withKey[values.length] = listed.listId;
    tx.update(
        "UPDATE settlement_list SET stay_id = ?, state = ?, reason = ?, waiting = ?,"
            + " findings = ?, version = ?, discharged_on = ?, psn_no = ?, mdtrt_id = ?,"
            + " insured_division = ?, institution = ?, infno = ?, dead_hold = ?,"
            + " changed_at = ? WHERE list_id = ?",
        withKey);
    return listed.listId;
  }

  /** The word for a list's state: the draft's, or how far a ready one has come. */
  static String state(String listState, String submissionState) {
    ListDraft.State state = ListDraft.State.valueOf(listState);
    if (state != ListDraft.State.READY
        || submissionState == null
        || submissionState.equals(Submission.State.NONE.name())) {
      return state.en();
    }
    return submissionState.toLowerCase(java.util.Locale.ROOT);
  }

  /** The same for people. */
  static String stateZh(String listState, String submissionState) {
    ListDraft.State state = ListDraft.State.valueOf(listState);
    return state != ListDraft.State.READY || submissionState == null
        ? state.zh()
        : Submission.State.valueOf(submissionState).zh();
  }

  static Map<String, Long> countsByState(Tx tx) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    tx.query(
            "SELECT l.state AS list_state, s.state AS sent_state, COUNT(*) AS lists"
                + " FROM settlement_list l LEFT JOIN submission s ON s.setl_id = l.setl_id"
                + " GROUP BY l.state, s.state",
            row ->
                Map.entry(
                    state(row.getString("list_state"), row.getString("sent_state")),
                    row.getLong("lists")))
        .forEach(entry -> counts.merge(entry.getKey(), entry.getValue(), Long::sum));
    return counts;
  }
}
