package org.duima.api.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.Finding;

/** Brings the finance office's list of settlements into the ledger. Safe for several threads. */
public interface SettlementImports {
  /**
   * Reads a whole file, and if nothing in it is wrong stores it in one transaction. A settlement
   * that is known already is replaced by what the file says now; one that the file does not name
   * stays.
   *
   * @param file CSV, tab separated text, XLSX, or a zip of one text file
   * @param name of the file as its owner knows it
   * @param skipRefused whether to store the good rows of a file that has refused ones
   * @param who for the audit trail
   * @return what became of it; errors name row and column, and nothing was stored then unless
   *     refused rows were to be skipped
   * @throws IOException if the file cannot be read
   * @throws org.duima.api.ledger.StoreUnavailableException if the store cannot be reached; nothing
   *     was stored then
   */
  Imported importFile(Path file, String name, boolean skipRefused, String who) throws IOException;

  /**
   * What became of a file.
   *
   * @param read rows with data
   * @param kept settlements stored; a settlement with its refund on another row counts once
   * @param refused rows with an error
   * @param findings with row and column in the path
   */
  record Imported(int read, int kept, int refused, List<Finding> findings) {
    public Imported {
      findings = List.copyOf(findings);
    }
  }
}
