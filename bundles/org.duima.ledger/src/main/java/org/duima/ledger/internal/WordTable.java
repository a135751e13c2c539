package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A table whose rows are written once and then spoken of by number. Numbers are kept in memory;
 * several nodes agree on them through a unique hash over the row. Safe for use by several threads.
 */
final class WordTable {
  /** Far more than a hospital has; beyond it memory is given back and read again. */
  private static final int MAX_CACHED = 100_000;

  private final Database database;
  private final String select;
  private final String insert;
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

  WordTable(Database database, String table, String number, List<String> columns) {
    this.database = database;
    select = "SELECT " + number + " FROM " + table + " WHERE identity = ?";
    insert =
        "INSERT INTO "
            + table
            + " (identity, "
            + String.join(", ", columns)
            + ") VALUES (?"
            + ", ?".repeat(columns.size())
            + ")";
  }

  /**
   * The number of a row, in a transaction of its own: a row that is written and then not used does
   * no harm.
   */
  int number(List<Object> row) {
    String words = row.stream().map(String::valueOf).collect(Collectors.joining("\u001f"));
    Integer known = numbers.get(words);
    if (known != null) {
      return known;
    }
    byte[] identity = InboxRow.sha256(words.getBytes(StandardCharsets.UTF_8));
    int number =
        database.change(
            "登记编码失败 / storing the words of a list failed", tx -> numberOf(tx, identity, row));
    if (numbers.size() >= MAX_CACHED) {
      numbers.clear();
    }
    numbers.put(words, number);
    return number;
  }

  /** A row that another node writes at the same time is a conflict; the second try finds it. */
  private int numberOf(Tx tx, byte[] identity, List<Object> row) throws SQLException {
    List<Integer> found = tx.query(select, r -> r.getInt(1), identity);
    if (found.isEmpty()) {
      Object[] values = new Object[row.size() + 1];
      values[0] = identity;
      System.arraycopy(row.toArray(), 0, values, 1, row.size());
      tx.update(insert, values);
      found = tx.query(select, r -> r.getInt(1), identity);
    }
    return found.get(0);
  }
}
