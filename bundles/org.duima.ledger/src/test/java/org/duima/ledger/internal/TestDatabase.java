package org.duima.ledger.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.UUID;

/** A fresh database with a pool, as a node has it. */
final class TestDatabase implements AutoCloseable {
  private final HikariDataSource dataSource;

  private TestDatabase(String url, String user) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword("");
    config.setMaximumPoolSize(12);
    config.setConnectionTimeout(5_000);
    dataSource = new HikariDataSource(config);
  }

  static TestDatabase h2Memory() {
    return new TestDatabase("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
  }

  static TestDatabase h2File(Path folder) {
    return new TestDatabase(
        "jdbc:h2:file:" + folder.resolve("ledger").toAbsolutePath() + ";QUERY_CACHE_SIZE=128",
        "sa");
  }

  static TestDatabase at(String url, String user) {
    return new TestDatabase(url, user);
  }

  HikariDataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
