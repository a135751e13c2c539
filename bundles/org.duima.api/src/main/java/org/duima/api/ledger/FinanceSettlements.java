package org.duima.api.ledger;

import java.time.Instant;
import java.util.Collection;
import org.duima.api.report.FinanceRow;

/** Keeps what the finance office says was settled. Safe for use by several threads. */
public interface FinanceSettlements {
  /**
   * Stores rows durably in one transaction, by setl_id; a known one is replaced.
   *
   * @param fileName where they came from, kept with who brought them
   * @throws StoreUnavailableException if the store cannot be reached; nothing was stored then
   */
  void put(Collection<FinanceRow> rows, String fileName, String who, Instant at);
}
