package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.duima.api.ledger.AccessStore;

/**
 * API keys as SHA-256 hashes. The keys are long random texts, so a plain hash cannot be guessed
 * back. Safe for use by several threads.
 */
final class JdbcAccessStore implements AccessStore {
  private final Database database;
  private final Clock clock;

  JdbcAccessStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<String> holderOf(String apiKey) {
    List<String> holders =
        database.read(
            "查询密钥失败 / looking up a key failed",
            tx ->
                tx.query(
                    "SELECT holder FROM api_key WHERE sha256 = ? AND revoked_at IS NULL",
                    row -> row.getString(1),
                    hash(apiKey)));
    return holders.stream().findFirst();
  }

  /** A key of the same name with another text is revoked; a revoked text stays revoked. */
  @Override
  public void ensureKey(String name, String apiKey) {
    if (apiKey.isBlank()) {
      throw new IllegalArgumentException("密钥为空 / the key is empty");
    }
    String hash = hash(apiKey);
    Instant now = clock.instant();
    database.changeDurably(
        "保存密钥失败 / storing a key failed",
        tx -> {
          tx.update(
              "UPDATE api_key SET revoked_at = ? WHERE holder = ? AND sha256 <> ?"
                  + " AND revoked_at IS NULL",
              now,
              name,
              hash);
          List<Integer> known =
              tx.query("SELECT 1 FROM api_key WHERE sha256 = ?", row -> row.getInt(1), hash);
          if (known.isEmpty()) {
            tx.update(
                "INSERT INTO api_key (sha256, holder, created_at) VALUES (?, ?, ?)",
                hash,
                name,
                now);
          }
          return null;
        });
  }

  private static String hash(String apiKey) {
    return HexFormat.of().formatHex(InboxRow.sha256(apiKey.getBytes(StandardCharsets.UTF_8)));
  }
}
