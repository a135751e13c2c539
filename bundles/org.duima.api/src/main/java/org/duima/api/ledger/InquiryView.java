package org.duima.api.ledger;

import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what the platform answered to {@link Inquiries}, for people. Values are maps of JSON-like
 * data, as in {@link LedgerView}; details of quality control hold patient data. Every method throws
 * {@link StoreUnavailableException} if the store cannot be reached.
 */
public interface InquiryView {
  /** Inquiries, the newest first. */
  List<Map<String, Object>> inquiries(int max);

  /** One inquiry by its number. */
  Optional<Map<String, Object>> inquiry(long number);

  /** Quality control results of a month of settlement, list by list. */
  Map<String, Object> quality(YearMonth month, int max);

  /** Grouping results of a month of settlement, list by list. */
  Map<String, Object> grouping(YearMonth month, int max);

  /**
   * The platform's numbers of a month beside ours, for each institution, with the differences
   * named.
   */
  List<Map<String, Object>> counts(YearMonth month);
}
