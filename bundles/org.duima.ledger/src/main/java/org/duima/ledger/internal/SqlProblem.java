package org.duima.ledger.internal;

import java.sql.SQLException;
import org.duima.api.ledger.StoreUnavailableException;

/** What an SQL error means for the caller. */
enum SqlProblem {
  /** The values cannot be stored: too long, wrong characters. Trying again does not help. */
  CONTENT,
  /** Another transaction was in the way: try again at once. */
  CONFLICT,
  /** The database or the way to it. */
  WORLD;

  static SqlProblem of(SQLException e) {
    for (SQLException at = e; at != null; at = at.getNextException()) {
      SqlProblem problem = ofState(at.getSQLState());
      if (problem != WORLD) {
        return problem;
      }
    }
    return WORLD;
  }

  private static SqlProblem ofState(String state) {
    if (state == null) {
      return WORLD;
    }
    // 23505 unique; 40… serialization and deadlock; HYT00 and 90131 are H2's lock timeout and
    // concurrent update
    if (state.equals("23505")
        || state.startsWith("40")
        || state.equals("HYT00")
        || state.equals("90131")) {
      return CONFLICT;
    }
    // 22 data, 23 constraint, 54 program limit (index entry too large)
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54")
        ? CONTENT
        : WORLD;
  }

  /**
   * The exception that callers see. Drivers put values into their messages, so only the states are
   * taken over.
   */
  static StoreUnavailableException unavailable(String what, SQLException e) {
    return new StoreUnavailableException(what + " (SQLState " + states(e) + ")", withoutValues(e));
  }

  static String states(SQLException e) {
    StringBuilder states = new StringBuilder();
    for (SQLException at = e; at != null; at = at.getNextException()) {
      if (states.indexOf(String.valueOf(at.getSQLState())) < 0) {
        states.append(states.isEmpty() ? "" : ", ").append(at.getSQLState());
      }
    }
    return states.toString();
  }

  private static SQLException withoutValues(SQLException e) {
    SQLException plain =
        new SQLException(e.getClass().getSimpleName(), e.getSQLState(), e.getErrorCode());
    plain.setStackTrace(e.getStackTrace());
    return plain;
  }
}
