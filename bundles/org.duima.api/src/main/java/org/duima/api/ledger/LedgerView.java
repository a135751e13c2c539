package org.duima.api.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.settlement.PrintedList;

/**
 * Reads for people and monitors. Values are maps of JSON-like data (strings, numbers, lists, maps)
 * ready to be written out; they hold patient data only where the caller is logged in.
 */
public interface LedgerView {
  /**
   * Messages that need a person.
   *
   * @param state {@code dead}, {@code unassigned}, {@code unknown} (a list whose fate the platform
   *     has not confirmed), or empty for all
   */
  List<Map<String, Object>> queue(String state, int max);

  /**
   * A stay by any of its names: visit number, mdtrt_id, setl_id or the ledger's own id. Why it
   * waits or is held, its messages, settlements, list versions, answers.
   */
  Optional<Map<String, Object>> stay(String id);

  /**
   * A list by its setl_id: its state, everything it says with where each value came from, findings,
   * versions, attempts, answers and what people did with it.
   */
  Optional<Map<String, Object>> list(String setlId);

  /**
   * A list as it goes on paper.
   *
   * @param version which version; 0 for what the list says now
   * @return empty if there is no such list or version, or nothing was kept of what it said
   */
  Optional<PrintedList> printed(String setlId, int version);

  /** Lists, filtered by setl_id where given and by month of discharge where given. */
  List<Map<String, Object>> lists(List<String> setlIds, YearMonth month, int max);

  /**
   * An alert by its id (card uuid, jr_id): what was said to whom, on which evidence, and every
   * feedback.
   */
  Optional<Map<String, Object>> alert(String id);

  /**
   * Alerts and hits that nobody saw, the newest first: what was said and what became of it, without
   * the evidence and without what names a patient or a visit.
   */
  List<Map<String, Object>> alerts(AlertSearch search, int max);

  /**
   * Counts: messages by state, stays by phase, lists by state, oldest waiting message, orders
   * judged today, …
   */
  Map<String, Object> counts(Instant now);

  /** Whether the store answers, within a second. */
  boolean isUp();
}
