package org.duima.ledger.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.duima.api.ledger.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the embedded database from before its tables are changed, so that the former version of
 * the software can go on with it. A PostgreSQL server has copies of its own.
 */
final class SchemaCopy {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaCopy.class);

  /** A larger one would keep the node from its start for minutes. */
  private static final long LARGEST_BYTES = 2L << 30;

  private SchemaCopy() {}

  /**
   * Makes {@code NAME.before-upgrade-from-VERSION.zip} beside the database; one of that name is
   * replaced. It holds the database file under its name.
   *
   * @param version of the tables as they are
   * @throws StoreUnavailableException if it cannot be written, such as on a full disk; the tables
   *     are not changed then
   */
  static void make(DataSource dataSource, Dialect dialect, String version) {
    if (dialect != Dialect.H2) {
      return;
    }
    try (Connection connection = dataSource.getConnection()) {
      Path database = file(connection);
      if (database == null) {
        return;
      }
      long bytes = Files.size(database);
      if (bytes > LARGEST_BYTES) {
        LOG.warn(
            "数据库 {} 有 {} MB，升级前未自动备份 / the database is too large to be copied before its tables"
                + " change",
            database,
            bytes >> 20);
        return;
      }
      String name = database.getFileName().toString().replace(".mv.db", "");
      Path copy = database.resolveSibling(name + ".before-upgrade-from-" + version + ".zip");
      try (PreparedStatement statement = connection.prepareStatement("BACKUP TO ?")) {
        statement.setString(1, copy.toString());
        statement.execute();
      }
      LOG.info("升级前的数据库备份 / copy of the database as it was: {}", copy);
    } catch (SQLException e) {
      throw SqlProblem.unavailable("无法备份数据库 / the database cannot be copied", e);
    } catch (IOException e) {
      throw new StoreUnavailableException("无法备份数据库 / the database cannot be copied", e);
    }
  }

  /** Null for one in memory. */
  private static Path file(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT DATABASE_PATH()")) {
      row.next();
      String path = row.getString(1);
      return path == null ? null : Path.of(path + ".mv.db");
    }
  }
}
