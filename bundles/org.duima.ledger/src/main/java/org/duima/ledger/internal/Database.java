package org.duima.ledger.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Runs transactions and says what their failure means. Safe for use by several threads. */
final class Database {
  private static final int TRIES = 20;

  private final DataSource dataSource;
  private final Dialect dialect;

  Database(DataSource dataSource, Dialect dialect) {
    this.dataSource = dataSource;
    this.dialect = dialect;
  }

  /** Work inside a transaction. It may run more than once. */
  interface Work<T> {
    T in(Tx tx) throws SQLException;
  }

  /** Thrown by work that found that another transaction had been faster. */
  static final class ConflictException extends SQLException {
    private static final long serialVersionUID = 1L;

    ConflictException(String what) {
      super(what, "40001");
    }
  }

  Dialect dialect() {
    return dialect;
  }

  DataSource dataSource() {
    return dataSource;
  }

  /**
   * Runs a transaction that may be lost in a power cut, because it would be done again.
   *
   * @param what for the exception text
   * @throws org.duima.api.ledger.StoreUnavailableException if the database cannot do it
   */
  <T> T change(String what, Work<T> work) {
    return run(what, work, false);
  }

  /** Runs a transaction that is on disk when this returns. */
  <T> T changeDurably(String what, Work<T> work) {
    return run(what, work, true);
  }

  /** Reads a consistent answer as far as single statements give it. */
  <T> T read(String what, Work<T> work) {
    return run(what, work, false);
  }

  private <T> T run(String what, Work<T> work, boolean durable) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work, durable);
      } catch (SQLException e) {
        if (attempt == TRIES || SqlProblem.of(e) != SqlProblem.CONFLICT) {
          throw SqlProblem.unavailable(what, e);
        }
        LockSupport.parkNanos(
            TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(500L * attempt)));
      }
    }
  }

  private <T> T once(Work<T> work, boolean durable) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      try {
        connection.setAutoCommit(false);
        dialect.begin(connection, durable);
        T result = work.in(new Tx(connection, dialect));
        connection.commit();
        if (durable) {
          dialect.afterDurableCommit(connection);
        }
        connection.setAutoCommit(true);
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  /**
   * A pool closes a connection that met a timeout, so rolling back may fail, too; what counts is
   * why the work failed.
   */
  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
