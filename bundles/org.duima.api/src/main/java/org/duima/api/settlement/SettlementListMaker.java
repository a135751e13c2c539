package org.duima.api.settlement;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.encounter.Stay;

/**
 * Makes settlement lists: gate, assembly, checks, wire form. Pure apart from the mapping files held
 * in memory, and safe for use by several threads: equal input gives equal bytes.
 */
public interface SettlementListMaker {
  /**
   * The lists of a stay: one for each settlement, or one {@link ListDraft.State#WAITING} or {@link
   * ListDraft.State#NOT_DUE} draft without setl_id when there is no settlement yet.
   */
  List<ListDraft> draft(Stay stay, Options options);

  /**
   * Checks a 4101 or 4101A document, with or without the envelope.
   *
   * @param document UTF-8 JSON
   * @return findings with JSON paths; a text that is no JSON is a finding too
   */
  List<Finding> check(byte[] document, LocalDateTime now);

  /** Every field of the form, setlinfo of both wire forms together. */
  List<FormField> form();

  /**
   * Whether a field may be corrected to a value.
   *
   * @param value empty to leave the field out
   * @return why not; empty if it may
   */
  Optional<Text> refuseCorrection(ListPath path, String value);

  /**
   * How to draft.
   *
   * @param infno {@code 4101A} or {@code 4101}
   * @param preview also assemble what is not settled, not discharged or not coded yet
   * @param now the hospital's local time
   * @param sinceLastEvent how long ago the last message of the stay arrived; the gate opens after
   *     the configured quiet time
   * @param corrections what people changed by hand on the lists of the stay
   */
  record Options(
      String infno,
      boolean preview,
      LocalDateTime now,
      Duration sinceLastEvent,
      List<Correction> corrections) {
    public Options {
      corrections = List.copyOf(corrections);
    }
  }
}
