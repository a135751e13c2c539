package org.duima.ledger.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.duima.api.Money;
import org.duima.api.ledger.FinanceSettlements;
import org.duima.api.report.FinanceRow;

/** Keeps the finance office's settlements. Safe for use by several threads. */
final class JdbcFinanceSettlements implements FinanceSettlements {
  private final Database database;
  private final Decisions decisions;

  JdbcFinanceSettlements(Database database, Decisions decisions) {
    this.database = database;
    this.decisions = decisions;
  }

  @Override
  public void put(Collection<FinanceRow> rows, String fileName, String who, Instant at) {
    List<Object[]> values = new ArrayList<>(rows.size());
    for (FinanceRow row : rows) {
      values.add(
          new Object[] {
            InboxRow.column(row.mdtrtId()),
            InboxRow.column(row.psnNo()),
            InboxRow.column(row.department()),
            row.settledAt(),
            row.total().fen(),
            fen(row.fund()),
            fen(row.account()),
            row.refunded(),
            InboxRow.column(fileName),
            InboxRow.column(who),
            at,
            InboxRow.column(row.setlId())
          });
    }
    database.changeDurably(
        "保存财务结算失败 / storing the finance office's settlements failed",
        tx -> {
          int[] known =
              tx.batch(
                  "UPDATE finance_settlement SET mdtrt_id = ?, psn_no = ?, department = ?,"
                      + " settled_at = ?, total_fen = ?, fund_fen = ?, account_fen = ?,"
                      + " refunded = ?, file_name = ?, imported_by = ?, imported_at = ?"
                      + " WHERE setl_id = ?",
                  values);
          List<Object[]> fresh = new ArrayList<>();
          for (int i = 0; i < known.length; i++) {
            if (known[i] == 0) {
              fresh.add(values.get(i));
            }
          }
          tx.batch(
              "INSERT INTO finance_settlement (mdtrt_id, psn_no, department, settled_at, total_fen,"
                  + " fund_fen, account_fen, refunded, file_name, imported_by, imported_at,"
                  + " setl_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              fresh);
          decisions.add(
              tx,
              at,
              who,
              "import-settlements",
              InboxRow.column(fileName),
              rows.size() + " settlements");
          return null;
        });
  }

  private static Long fen(Money money) {
    return money == null ? null : money.fen();
  }
}
