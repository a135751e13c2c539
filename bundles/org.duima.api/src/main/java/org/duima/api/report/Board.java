package org.duima.api.report;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.duima.api.Text;
import org.osgi.annotation.versioning.ProviderType;

/** The lists that the insurance office works on, as rows. Safe for use by several threads. */
@ProviderType
public interface Board {
  /**
   * Rows, the most urgent first: by due date, then by discharge.
   *
   * @throws org.duima.api.ledger.StoreUnavailableException if the store cannot be reached
   */
  Page rows(Query query);

  /**
   * What to show.
   *
   * @param month of discharge, or of settlement where there is no stay; null for all
   * @param department the hospital's own code, empty for all
   * @param state id of a {@link ListStage}, {@code due} for all that is not done yet, {@code
   *     overdue}, {@code soon} for what becomes so within the days of warning, or empty for all
   * @param search part of a setl_id, mdtrt_id or stay id; empty for all
   * @param max most rows
   */
  record Query(YearMonth month, String department, String state, String search, int max) {}

  /**
   * One row.
   *
   * @param list what the ledger knows
   * @param stage how far it has come
   * @param dueOn last day in time, null without a deadline
   * @param daysLeft from today to {@code dueOn}, negative if overdue; null without
   */
  record Row(ListStatus list, ListStage stage, LocalDate dueOn, Long daysLeft) {}

  /**
   * Rows with the sums over all that fits month, department and search.
   *
   * @param total rows that fit the whole query
   * @param counts by id of stage, and {@code due}, {@code overdue} and {@code soon}
   * @param amountsFen the same keys
   * @param owed on whom waiting lists wait, most lists first
   * @param departments that have lists, by code
   */
  record Page(
      List<Row> rows,
      long total,
      Map<String, Long> counts,
      Map<String, Long> amountsFen,
      List<Owed> owed,
      Map<String, String> departments) {
    public Page {
      rows = List.copyOf(rows);
      owed = List.copyOf(owed);
    }
  }

  /** How many lists wait for somebody. */
  record Owed(Text owedBy, long lists) {}
}
