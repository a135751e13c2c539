package org.duima.ledger.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One transaction on one connection: binds values and reads rows. Collections are bound as arrays,
 * for {@code = ANY(?)}.
 */
final class Tx {
  /** Rows of one batch that are sent together. */
  private static final int BATCH_ROWS = 1_000;

  private final Connection connection;
  private final Dialect dialect;

  Tx(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /**
   * Inserts one row.
   *
   * @return the number that the database gave it
   */
  long insert(String keyColumn, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {keyColumn})) {
      bind(statement, values);
      statement.executeUpdate();
      try (ResultSet key = statement.getGeneratedKeys()) {
        key.next();
        return key.getLong(1);
      }
    }
  }

  /**
   * Runs one statement for many rows.
   *
   * @return how many rows each changed
   */
  int[] batch(String sql, Collection<Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return new int[0];
    }
    int[] counts = new int[rows.size()];
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int done = 0;
      int waiting = 0;
      for (Object[] row : rows) {
        bind(statement, row);
        statement.addBatch();
        waiting++;
        if (waiting == BATCH_ROWS || done + waiting == counts.length) {
          System.arraycopy(statement.executeBatch(), 0, counts, done, waiting);
          done += waiting;
          waiting = 0;
        }
      }
    }
    return counts;
  }

  <T> List<T> query(String sql, Row<T> reader, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> result = new ArrayList<>();
        while (rows.next()) {
          result.add(reader.read(rows));
        }
        return result;
      }
    }
  }

  /** New numbers for stays. They are taken even if the transaction is rolled back. */
  List<Long> newStayNumbers(int count) throws SQLException {
    return query(dialect.stayNumbers(), row -> row.getLong(1), count);
  }

  /** New numbers for alerts. They are taken even if the transaction is rolled back. */
  List<Long> newAlertNumbers(int count) throws SQLException {
    return query(dialect.alertNumbers(), row -> row.getLong(1), count);
  }

  Savepoint savepoint() throws SQLException {
    return connection.setSavepoint();
  }

  void rollbackTo(Savepoint savepoint) throws SQLException {
    connection.rollback(savepoint);
  }

  void release(Savepoint savepoint) throws SQLException {
    connection.releaseSavepoint(savepoint);
  }

  private void bind(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private void bind(PreparedStatement statement, int index, Object value) throws SQLException {
    if (value instanceof Instant instant) {
      statement.setObject(index, timestamp(instant));
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else if (value instanceof Enum<?> constant) {
      statement.setString(index, constant.name());
    } else if (value instanceof Collection<?> collection) {
      String type = collection.iterator().next() instanceof Long ? "bigint" : "varchar";
      Array array = connection.createArrayOf(type, collection.toArray());
      statement.setArray(index, array);
    } else {
      statement.setObject(index, value);
    }
  }

  static OffsetDateTime timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  static LocalDateTime local(ResultSet row, String column) throws SQLException {
    return row.getObject(column, LocalDateTime.class);
  }

  static LocalDate date(ResultSet row, String column) throws SQLException {
    return row.getObject(column, LocalDate.class);
  }
}
