package org.duima.ledger.internal;

import java.sql.SQLException;

/** One thing that people see of a list beside the list itself. */
interface ListFacet {
  /** Its name in the list's detail. */
  String name();

  /**
   * Reads it.
   *
   * @param setlId setl_id
   * @return plain maps and lists, ready to be written out
   */
  Object read(Tx tx, long listId, String setlId) throws SQLException;
}
