package org.duima.ledger.internal;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.mapping.CodeDecision;

/** Coders' decisions in the ledger. Safe for use by several threads and nodes. */
final class JdbcCodeDecisions implements CodeDecisions {
  private static final String READ_FAILED = "读取编码决定失败 / reading decisions on codes failed";

  private final Database database;

  JdbcCodeDecisions(Database database) {
    this.database = database;
  }

  @Override
  public CodeDecision decide(CodeDecision decision) {
    Code source = decision.source();
    if (source.value().isEmpty() && decision.sourceName().isBlank()) {
      throw new IllegalArgumentException("编码与名称不能都为空 / neither code nor name is given");
    }
    if (decision.target().value().isEmpty() || decision.target().system() != source.system()) {
      throw new IllegalArgumentException(
          "目标编码为空或类别不同 / the target is empty or of another code system");
    }
    CodeDecision stored = asStored(decision, 0);
    String sourceKey = ListFacts.sourceKey(stored.source(), stored.sourceName());
    byte[] standing = standing(sourceKey, stored);
    return database.changeDurably(
        "保存编码决定失败 / storing a decision on a code failed",
        tx -> {
          long number = insert(tx, stored, sourceKey);
          // another node that decides the same waits here, or is found and taken back below
          tx.update(
              "UPDATE code_decision SET standing = NULL, withdrawn_by = ?, withdrawn_at = ?,"
                  + " withdrawn_why = ? WHERE standing = ?",
              stored.who(),
              stored.decidedAt(),
              "被决定 " + number + " 取代 / superseded by decision " + number,
              standing);
          tx.update(
              "UPDATE code_decision SET standing = ? WHERE decision_no = ?", standing, number);
          return asStored(stored, number);
        });
  }

  private static long insert(Tx tx, CodeDecision decision, String sourceKey) throws SQLException {
    return tx.insert(
        "decision_no",
        "INSERT INTO code_decision (source_key, code_system, edition, code, name, department,"
            + " target_edition, target_code, valid_from, valid_to, who, decided_at, why)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sourceKey,
        decision.source().system().id(),
        decision.source().edition(),
        decision.source().value(),
        decision.sourceName(),
        decision.department(),
        decision.target().edition(),
        decision.target().value(),
        decision.validFrom(),
        decision.validTo(),
        decision.who(),
        decision.decidedAt(),
        decision.why());
  }

  /** What reading it back gives. */
  private static CodeDecision asStored(CodeDecision decision, long number) {
    Code source = decision.source();
    Code target = decision.target();
    return new CodeDecision(
        number,
        new Code(
            source.system(), InboxRow.column(source.edition()), InboxRow.column(source.value())),
        InboxRow.column(decision.sourceName().trim()),
        InboxRow.column(decision.department().trim()),
        new Code(
            target.system(), InboxRow.column(target.edition()), InboxRow.column(target.value())),
        decision.validFrom(),
        decision.validTo(),
        InboxRow.column(decision.who()),
        Tx.timestamp(decision.decidedAt()).toInstant(),
        InboxRow.column(decision.why()));
  }

  private static byte[] standing(String sourceKey, CodeDecision decision) {
    String words =
        String.join("\u001f", sourceKey, decision.source().edition(), decision.department());
    return InboxRow.sha256(words.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean withdraw(long number, String who, String why, Instant at) {
    return database.changeDurably(
        "撤回编码决定失败 / withdrawing a decision on a code failed",
        tx ->
            tx.update(
                    "UPDATE code_decision SET standing = NULL, withdrawn_by = ?,"
                        + " withdrawn_at = ?, withdrawn_why = ?"
                        + " WHERE decision_no = ? AND standing IS NOT NULL",
                    InboxRow.column(who),
                    at,
                    InboxRow.column(why),
                    number)
                == 1);
  }

  @Override
  public List<CodeDecision> standing() {
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                "SELECT * FROM code_decision WHERE standing IS NOT NULL ORDER BY decision_no",
                JdbcCodeDecisions::decision));
  }

  @Override
  public List<Past> history(int max) {
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                "SELECT * FROM code_decision ORDER BY decision_no DESC FETCH FIRST ? ROWS ONLY",
                row ->
                    new Past(
                        decision(row),
                        ListKeeper.text(row, "withdrawn_by"),
                        Tx.instant(row, "withdrawn_at"),
                        ListKeeper.text(row, "withdrawn_why")),
                max));
  }

  /** Every decision counts once when it is made and once when it ends. */
  @Override
  public long revision() {
    return database
        .read(
            READ_FAILED,
            tx ->
                tx.query(
                    "SELECT COUNT(*) + COUNT(withdrawn_at) FROM code_decision",
                    row -> row.getLong(1)))
        .get(0);
  }

  private static CodeDecision decision(ResultSet row) throws SQLException {
    CodeSystem system = CodeSystem.ofId(row.getString("code_system"));
    return new CodeDecision(
        row.getLong("decision_no"),
        new Code(system, row.getString("edition"), row.getString("code")),
        row.getString("name"),
        row.getString("department"),
        new Code(system, row.getString("target_edition"), row.getString("target_code")),
        Tx.date(row, "valid_from"),
        Tx.date(row, "valid_to"),
        row.getString("who"),
        Tx.instant(row, "decided_at"),
        row.getString("why"));
  }
}
