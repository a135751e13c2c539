package org.duima.ledger.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.duima.api.ledger.StoreUnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** Brings a database to the tables that this version needs. */
final class LedgerSchema {
  private LedgerSchema() {}

  /**
   * Migrates, after a copy of an embedded database that has something in it. Several nodes may do
   * so at the same time.
   *
   * @throws StoreUnavailableException if the database cannot be reached, a migration fails, or a
   *     later version of the software has migrated it already
   */
  static Database migrate(DataSource dataSource) {
    Dialect dialect = dialectOf(dataSource);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader own = LedgerSchema.class.getClassLoader();
    // Flyway looks for its plug-ins and for the scripts through the context class loader
    thread.setContextClassLoader(own);
    try {
      Flyway flyway =
          Flyway.configure(own)
              .dataSource(dataSource)
              .locations("classpath:db/migration")
              .placeholders(
                  Map.of(
                      "bytes", dialect.bytesType(),
                      "large", dialect.largeType(),
                      "cache", dialect.sequenceCache()))
              .load();
      MigrationInfoService versions = flyway.info();
      refuseNewer(versions);
      if (versions.current() != null && versions.pending().length > 0) {
        SchemaCopy.make(dataSource, dialect, versions.current().getVersion().getVersion());
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException("数据库迁移失败 / migrating the database failed", e);
    } finally {
      thread.setContextClassLoader(before);
    }
    return new Database(dataSource, dialect);
  }

  /** Tables of a later version may mean something that this one would get wrong. */
  private static void refuseNewer(MigrationInfoService versions) {
    for (MigrationInfo version : versions.applied()) {
      if (version.getState() == MigrationState.FUTURE_SUCCESS) {
        throw new StoreUnavailableException(
            "数据库已由更新的版本升级（V%s），本版本不能使用；请装回新版本，或恢复升级前的备份 / the database was migrated by a later version, which this one cannot use: install that one again, or restore the copy made before it"
                .formatted(version.getVersion()),
            null);
      }
    }
  }

  private static Dialect dialectOf(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return Dialect.of(connection);
    } catch (SQLException e) {
      throw SqlProblem.unavailable("无法连接数据库 / cannot connect to the database", e);
    }
  }
}
