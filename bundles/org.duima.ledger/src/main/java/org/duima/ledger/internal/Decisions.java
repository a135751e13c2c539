package org.duima.ledger.internal;

import java.sql.SQLException;
import java.time.Instant;

/** The audit trail of what people decided. */
final class Decisions {
  void add(Tx tx, Instant now, String who, String what, String about, String why)
      throws SQLException {
    tx.update(
        "INSERT INTO decision (decided_at, who, what, about, why) VALUES (?, ?, ?, ?, ?)",
        now,
        InboxRow.column(who),
        what,
        about,
        InboxRow.column(why));
  }
}
