package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.duima.api.settlement.ListContent;

/** What lists say as they stand now. */
final class ListContents {
  private ListContents() {}

  /**
   * Saves it, within the transaction that saves the list.
   *
   * @param stored see {@link #stored}, null where nothing was assembled
   */
  static void save(Tx tx, long listId, byte[] stored) throws SQLException {
    if (stored == null) {
      delete(tx, listId);
      return;
    }
    if (tx.update("UPDATE list_content SET content = ? WHERE list_id = ?", stored, listId) == 0) {
      tx.update("INSERT INTO list_content (list_id, content) VALUES (?, ?)", listId, stored);
    }
  }

  static void delete(Tx tx, long listId) throws SQLException {
    tx.update("DELETE FROM list_content WHERE list_id = ?", listId);
  }

  /** Its stored form; null for none. */
  static byte[] stored(ListContent content) {
    return content == null
        ? null
        : Deflated.deflate(LedgerJson.write(content).getBytes(StandardCharsets.UTF_8));
  }

  /** What a list says now; empty where nothing was assembled. */
  static Optional<ListContent> read(Tx tx, long listId) throws SQLException {
    return tx
        .query(
            "SELECT content FROM list_content WHERE list_id = ?",
            row -> LedgerJson.record(ListContent.class, text(row.getBytes(1))),
            listId)
        .stream()
        .findFirst();
  }

  /** What {@link #stored} made; empty for none. */
  static Optional<ListContent> content(byte[] stored) {
    return stored == null
        ? Optional.empty()
        : Optional.of(LedgerJson.record(ListContent.class, text(stored)));
  }

  /** What {@link #stored} made, as plain maps; empty for none. */
  static Map<String, Object> map(byte[] stored) {
    return stored == null ? Map.of() : LedgerJson.map(text(stored));
  }

  private static String text(byte[] stored) {
    return new String(Deflated.inflate(stored), StandardCharsets.UTF_8);
  }
}
