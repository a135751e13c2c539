package org.duima.ledger.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.duima.api.ledger.StoreUnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database to the tables that this version needs. */
final class LedgerSchema {
  private LedgerSchema() {}

  /**
   * Migrates. Several nodes may do so at the same time.
   *
   * @throws StoreUnavailableException if the database cannot be reached or a migration fails
   */
  static Database migrate(DataSource dataSource) {
    Dialect dialect = dialectOf(dataSource);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader own = LedgerSchema.class.getClassLoader();
    // Flyway looks for its plug-ins and for the scripts through the context class loader
    thread.setContextClassLoader(own);
    try {
      Flyway.configure(own)
          .dataSource(dataSource)
          .locations("classpath:db/migration")
          .placeholders(
              Map.of(
                  "bytes", dialect.bytesType(),
                  "large", dialect.largeType(),
                  "cache", dialect.sequenceCache()))
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException("数据库迁移失败 / migrating the database failed", e);
    } finally {
      thread.setContextClassLoader(before);
    }
    return new Database(dataSource, dialect);
  }

  private static Dialect dialectOf(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return Dialect.of(connection);
    } catch (SQLException e) {
      throw SqlProblem.unavailable("无法连接数据库 / cannot connect to the database", e);
    }
  }
}
