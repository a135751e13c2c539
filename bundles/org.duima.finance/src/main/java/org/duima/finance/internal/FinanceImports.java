package org.duima.finance.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.duima.api.ledger.FinanceSettlements;
import org.duima.api.report.FinanceRow;
import org.duima.api.report.SettlementImports;

/**
 * Reads the finance office's list of settlements into the ledger. What the office calls its columns
 * is read anew for each file. Safe for use by several threads.
 */
public class FinanceImports implements SettlementImports {
  private final Path headings;
  private final FinanceSettlements ledger;
  private final Clock clock;

  /**
   * @param mappings the hospital's folder of that name
   */
  public FinanceImports(Path mappings, FinanceSettlements ledger, Clock clock) {
    this.headings = mappings.resolve("settlement/finance-columns.csv");
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public Imported importFile(Path file, String name, boolean skipRefused, String who)
      throws IOException {
    SettlementFile read = new SettlementFile(Headings.read(headings), name);
    read.read(file);
    boolean taken = !read.isUnusable() && (read.rowsRefused() == 0 || skipRefused);
    Collection<FinanceRow> rows = taken ? read.settlements() : List.of();
    if (!rows.isEmpty()) {
      ledger.put(rows, name, who, clock.instant());
    }
    return new Imported(read.rowsRead(), rows.size(), read.rowsRefused(), read.findings());
  }
}
