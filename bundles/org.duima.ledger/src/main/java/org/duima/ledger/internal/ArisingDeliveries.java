package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Delivery.Subject;
import org.duima.api.platform.Submission;

/**
 * Makes the deliveries of a settlement, within the transaction that gives cause for them. That
 * transaction has the settlement's submission locked, or inserts it, so that the deliveries of one
 * settlement stand in the order of their causes on any number of nodes.
 */
final class ArisingDeliveries {
  /** What the platform can be said to hold, as opposed to what nobody knows yet. */
  private static final Set<Submission.State> ANSWERS =
      EnumSet.of(
          Submission.State.UPLOADED,
          Submission.State.SUBMITTED,
          Submission.State.APPROVED,
          Submission.State.RETURNED,
          Submission.State.REFUSED);

  private static final Set<Submission.State> TAKEN =
      EnumSet.of(Submission.State.SUBMITTED, Submission.State.APPROVED);

  /**
   * The settlement as the platform knows it.
   *
   * @param version of the list that the state is about
   */
  record Standing(
      String setlId, String institution, int version, Submission.State state, String reference) {}

  /** A version of the list may go out: a new one, or the former one after a refund was undone. */
  void ready(Tx tx, Standing standing, Instant now) throws SQLException {
    for (Deliveries.Wanted destination : destinations(tx, standing.institution())) {
      if (destination.subjects().contains(Subject.LIST) && !destination.whenSubmitted()) {
        tellList(tx, destination.name(), standing, now);
      }
    }
  }

  /** The platform said something that tells a state. */
  void answered(Tx tx, Standing standing, String told, Instant now) throws SQLException {
    if (standing.version() == 0 || !ANSWERS.contains(standing.state())) {
      return;
    }
    for (Deliveries.Wanted destination : destinations(tx, standing.institution())) {
      boolean wantsList = destination.subjects().contains(Subject.LIST);
      boolean listed =
          wantsList
              && destination.whenSubmitted()
              && TAKEN.contains(standing.state())
              && tellList(tx, destination.name(), standing, now);
      if (!listed
          && destination.subjects().contains(Subject.ANSWER)
          && (!wantsList || wasTold(tx, destination.name(), standing))
          && isNews(tx, destination, standing)) {
        insert(tx, destination.name(), Subject.ANSWER, standing, told, now);
      }
    }
  }

  /** The settlement was refunded. A destination that has heard nothing need not hear of it. */
  void voided(Tx tx, Standing standing, Instant now) throws SQLException {
    for (Deliveries.Wanted destination : destinations(tx, standing.institution())) {
      String name = destination.name();
      boolean wantsList = destination.subjects().contains(Subject.LIST);
      if (destination.subjects().contains(Subject.VOID)
          && (!wantsList || mayKnow(tx, name, standing.setlId()))) {
        int sequence = insert(tx, name, Subject.VOID, standing, "", now);
        supersede(tx, name, standing.setlId(), sequence, now);
      } else {
        supersede(tx, name, standing.setlId(), Integer.MAX_VALUE, now);
      }
    }
  }

  /**
   * Tells a destination of a version.
   *
   * @return false if it has been told, or is to be told, of it
   */
  boolean tellList(Tx tx, String destination, Standing standing, Instant now) throws SQLException {
    boolean told =
        tx.query(
                "SELECT subject, list_version FROM delivery WHERE destination = ? AND setl_id = ?"
                    + " AND subject IN (?, ?) AND state <> ?"
                    + " ORDER BY sequence_no DESC FETCH FIRST 1 ROW ONLY",
                row ->
                    row.getString(1).equals(Subject.LIST.name())
                        && row.getInt(2) == standing.version(),
                destination,
                standing.setlId(),
                Subject.LIST,
                Subject.VOID,
                Deliveries.State.SUPERSEDED)
            .contains(true);
    if (told) {
      return false;
    }
    int sequence = insert(tx, destination, Subject.LIST, standing, "", now);
    supersede(tx, destination, standing.setlId(), sequence, now);
    return true;
  }

  private static List<Deliveries.Wanted> destinations(Tx tx, String institution)
      throws SQLException {
    return destinations(tx).stream()
        .filter(one -> one.institutions().isEmpty() || one.institutions().contains(institution))
        .toList();
  }

  /** Those that are configured now. */
  static List<Deliveries.Wanted> destinations(Tx tx) throws SQLException {
    return tx.query(
        "SELECT * FROM destination WHERE active = TRUE ORDER BY name",
        row ->
            new Deliveries.Wanted(
                row.getString("name"),
                Set.copyOf(LedgerJson.records(String.class, row.getString("institutions"))),
                new HashSet<>(LedgerJson.records(Subject.class, row.getString("subjects"))),
                row.getBoolean("when_submitted")));
  }

  private static boolean wasTold(Tx tx, String destination, Standing standing) throws SQLException {
    return !tx.query(
            "SELECT 1 FROM delivery WHERE destination = ? AND setl_id = ? AND subject = ?"
                + " AND list_version = ? AND state <> ?",
            row -> 1,
            destination,
            standing.setlId(),
            Subject.LIST,
            standing.version(),
            Deliveries.State.SUPERSEDED)
        .isEmpty();
  }

  /**
   * Whether it differs from what was said last. A list that is told when it is submitted says its
   * state itself; one that is told before is about a version that the platform does not have.
   */
  private static boolean isNews(Tx tx, Deliveries.Wanted destination, Standing standing)
      throws SQLException {
    return !tx.query(
            "SELECT platform_state, list_version FROM delivery WHERE destination = ?"
                + " AND setl_id = ? AND subject IN (?, ?)"
                + " ORDER BY sequence_no DESC FETCH FIRST 1 ROW ONLY",
            row ->
                row.getString(1).equals(standing.state().name())
                    && row.getInt(2) == standing.version(),
            destination.name(),
            standing.setlId(),
            Subject.ANSWER,
            destination.whenSubmitted() ? Subject.LIST : Subject.ANSWER)
        .contains(true);
  }

  private static boolean mayKnow(Tx tx, String destination, String setlId) throws SQLException {
    return !tx.query(
            "SELECT 1 FROM delivery WHERE destination = ? AND setl_id = ?"
                + " AND (state = ? OR asking = TRUE OR may_know = TRUE)",
            row -> 1,
            destination,
            setlId,
            Deliveries.State.DELIVERED)
        .isEmpty();
  }

  private static int insert(
      Tx tx, String destination, Subject subject, Standing standing, String told, Instant now)
      throws SQLException {
    int sequence =
        1
            + tx.query(
                    "SELECT COALESCE(MAX(sequence_no), 0) FROM delivery"
                        + " WHERE destination = ? AND setl_id = ?",
                    row -> row.getInt(1),
                    destination,
                    standing.setlId())
                .get(0);
    String id =
        "%s.%s.%d.%s.%d"
            .formatted(
                destination,
                standing.setlId(),
                standing.version(),
                subject.name().toLowerCase(Locale.ROOT),
                sequence);
    tx.update(
        "INSERT INTO delivery (delivery_id, destination, setl_id, sequence_no, institution,"
            + " list_version, subject, platform_state, reference, told, state, asking, may_know,"
            + " attempts, arisen_at, changed_at, due_at, lock_no)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE, FALSE, 0, ?, ?, ?, 1)",
        id,
        destination,
        standing.setlId(),
        sequence,
        standing.institution(),
        standing.version(),
        subject,
        standing.state(),
        standing.reference(),
        InboxRow.column(told),
        Deliveries.State.WAITING,
        now,
        now,
        now);
    return sequence;
  }

  /**
   * What stands before a newer version or the refund and is not with the destination is not sent
   * any more: lists that never went out or were refused, answers that were refused, and answers
   * about lists that are left out here.
   */
  private static void supersede(Tx tx, String destination, String setlId, int before, Instant now)
      throws SQLException {
    String change =
        "UPDATE delivery SET state = ?, due_at = NULL, changed_at = ?, lock_no = lock_no + 1"
            + " WHERE destination = ? AND setl_id = ? AND sequence_no < ? AND asking = FALSE AND ";
    tx.update(
        change + "(state = ? OR (state = ? AND subject = ?))",
        Deliveries.State.SUPERSEDED,
        now,
        destination,
        setlId,
        before,
        Deliveries.State.REFUSED,
        Deliveries.State.WAITING,
        Subject.LIST);
    String listsOfIt =
        "(SELECT list_version FROM delivery WHERE destination = ? AND setl_id = ?"
            + " AND sequence_no < ? AND subject = ? AND state ";
    tx.update(
        change
            + "state = ? AND subject = ? AND list_version IN "
            + listsOfIt
            + "= ?) AND list_version NOT IN "
            + listsOfIt
            + "<> ?)",
        Deliveries.State.SUPERSEDED,
        now,
        destination,
        setlId,
        before,
        Deliveries.State.WAITING,
        Subject.ANSWER,
        destination,
        setlId,
        before,
        Subject.LIST,
        Deliveries.State.SUPERSEDED,
        destination,
        setlId,
        before,
        Subject.LIST,
        Deliveries.State.SUPERSEDED);
  }

  /** The same for a delivery that turns out not to be with the destination. */
  void supersedeIfOutdated(Tx tx, String destination, String setlId, Instant now)
      throws SQLException {
    List<Integer> newest =
        tx.query(
            "SELECT sequence_no FROM delivery WHERE destination = ? AND setl_id = ?"
                + " AND subject IN (?, ?) AND state <> ?"
                + " ORDER BY sequence_no DESC FETCH FIRST 1 ROW ONLY",
            row -> row.getInt(1),
            destination,
            setlId,
            Subject.LIST,
            Subject.VOID,
            Deliveries.State.SUPERSEDED);
    if (!newest.isEmpty()) {
      supersede(tx, destination, setlId, newest.get(0), now);
    }
    boolean refunded =
        tx.query(
                "SELECT retired FROM submission WHERE setl_id = ?",
                row -> row.getBoolean(1),
                setlId)
            .contains(true);
    if (refunded && !mayKnow(tx, destination, setlId)) {
      supersede(tx, destination, setlId, Integer.MAX_VALUE, now);
    }
  }
}
