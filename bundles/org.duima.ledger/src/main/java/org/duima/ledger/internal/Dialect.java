package org.duima.ledger.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What H2 and PostgreSQL say differently. */
enum Dialect {
  H2(
      "SELECT NEXT VALUE FOR arrival_number FROM SYSTEM_RANGE(1, ?)",
      "SELECT NEXT VALUE FOR stay_number FROM SYSTEM_RANGE(1, ?)",
      "SELECT NEXT VALUE FOR alert_number FROM SYSTEM_RANGE(1, ?)",
      "VARBINARY(1000000)",
      "BLOB",
      "1000") {
    @Override
    void begin(Connection connection, boolean durable) {
      // durability comes after the commit
    }

    /** Neither a commit nor WRITE_DELAY=0 makes H2 sync its file; this does. */
    @Override
    void afterDurableCommit(Connection connection) throws SQLException {
      execute(connection, "CHECKPOINT SYNC");
    }

    /** An embedded database has one writer. */
    @Override
    void beginWriter(Connection connection) {
      begin(connection, true);
    }
  },
  POSTGRESQL(
      "SELECT nextval('arrival_number') FROM generate_series(1, ?)",
      "SELECT nextval('stay_number') FROM generate_series(1, ?)",
      "SELECT nextval('alert_number') FROM generate_series(1, ?)",
      "BYTEA",
      "BYTEA",
      "1") {
    /**
     * The server may have been set to answer before it has synced. And a plan that was made for all
     * values while the tables were empty reads whole tables when they are not.
     */
    @Override
    void begin(Connection connection, boolean durable) throws SQLException {
      execute(connection, durable ? CUSTOM_PLANS + "; " + SYNC : CUSTOM_PLANS);
    }

    @Override
    void afterDurableCommit(Connection connection) {
      // the commit has synced
    }

    /** Keeps arrival numbers in the order of commits, and finds repeats that reach two nodes. */
    @Override
    void beginWriter(Connection connection) throws SQLException {
      execute(
          connection,
          CUSTOM_PLANS + "; " + SYNC + "; SELECT pg_advisory_xact_lock(" + WRITER_LOCK + ")");
    }
  };

  /** Any number that nothing else in the database uses for a lock: the letters "duima". */
  private static final long WRITER_LOCK = 0x6475696d61L;

  private static final String CUSTOM_PLANS = "SET LOCAL plan_cache_mode TO force_custom_plan";
  private static final String SYNC = "SET LOCAL synchronous_commit TO on";

  /** H2's columns hold at most this many bytes; longer bodies go to the large column. */
  static final int COLUMN_BYTES = 1_000_000;

  private final String arrivalNumbers;
  private final String stayNumbers;
  private final String alertNumbers;
  private final String bytesType;
  private final String largeType;
  private final String sequenceCache;

  Dialect(
      String arrivalNumbers,
      String stayNumbers,
      String alertNumbers,
      String bytesType,
      String largeType,
      String sequenceCache) {
    this.arrivalNumbers = arrivalNumbers;
    this.stayNumbers = stayNumbers;
    this.alertNumbers = alertNumbers;
    this.bytesType = bytesType;
    this.largeType = largeType;
    this.sequenceCache = sequenceCache;
  }

  /**
   * Called at the start of a transaction.
   *
   * @param durable whether it must survive a power cut
   */
  abstract void begin(Connection connection, boolean durable) throws SQLException;

  /** Called after the commit of a durable transaction; when it returns, that is on disk. */
  abstract void afterDurableCommit(Connection connection) throws SQLException;

  /** Begins a durable transaction that inserts messages: one node at a time. */
  abstract void beginWriter(Connection connection) throws SQLException;

  /** Query with the count as its parameter. */
  String arrivalNumbers() {
    return arrivalNumbers;
  }

  /** Query with the count as its parameter. */
  String stayNumbers() {
    return stayNumbers;
  }

  /** Query with the count as its parameter. */
  String alertNumbers() {
    return alertNumbers;
  }

  String bytesType() {
    return bytesType;
  }

  String largeType() {
    return largeType;
  }

  String sequenceCache() {
    return sequenceCache;
  }

  /**
   * The dialect of a connection.
   *
   * @throws SQLException if the database is neither
   */
  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "H2" -> H2;
      case "PostgreSQL" -> POSTGRESQL;
      default ->
          throw new SQLException(
              "不支持的数据库 / unsupported database: " + product + " (H2, PostgreSQL)", "0A000");
    };
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
