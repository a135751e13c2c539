package org.duima.ledger.internal;

import java.sql.SQLException;

/** What destinations beside the national platform were told of a list, the newest first. */
final class DeliveryFacet implements ListFacet {
  private static final int MOST = 100;

  @Override
  public String name() {
    return "deliveries";
  }

  @Override
  public Object read(Tx tx, long listId, String setlId) throws SQLException {
    return tx.query(
        "SELECT * FROM delivery WHERE setl_id = ? ORDER BY delivery_no DESC"
            + " FETCH FIRST ? ROWS ONLY",
        JdbcDeliveries::shown,
        setlId,
        MOST);
  }
}
