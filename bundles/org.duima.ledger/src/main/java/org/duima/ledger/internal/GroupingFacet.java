package org.duima.ledger.internal;

import java.sql.SQLException;

/** The groups that the platform put a list into, the newest first. */
final class GroupingFacet implements ListFacet {
  @Override
  public String name() {
    return "grouping";
  }

  @Override
  public Object read(Tx tx, long listId, String setlId) throws SQLException {
    return tx.query(
        "SELECT * FROM grouping_result WHERE setl_id = ?"
            + " ORDER BY settled_month DESC, grouping_method",
        PlatformAnswers::group,
        setlId);
  }
}
