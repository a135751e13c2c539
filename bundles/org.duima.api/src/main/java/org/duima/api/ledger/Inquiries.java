package org.duima.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;

/**
 * Questions to the platform with what came of them. Stored before they are asked and asked again
 * after a stop in the middle, so nothing is lost. Safe for use by several threads. Every method
 * throws {@link StoreUnavailableException} if the store cannot be reached.
 */
public interface Inquiries {
  /** Where an inquiry stands. */
  enum State {
    /** Not answered yet. */
    OPEN,
    /** Answered, and the answer is stored. */
    DONE,
    /** Given up, with the reason. */
    FAILED
  }

  /**
   * Stores a question. One that is open already is not stored twice but becomes due now.
   *
   * @param who who wants to know
   * @param reason why; of a reversal it goes to the audit trail
   * @param key of a schedule; a question with a key that was used before is not asked again. Empty
   *     when a person asks
   * @return number of the inquiry, or of the one that was there
   */
  long ask(Inquiry inquiry, String who, String reason, String key, Instant now);

  /** Leases inquiries that are due. */
  List<Open> due(String owner, Instant now, int max, Duration lease);

  /**
   * Stores an answer with what is to be done next, in one transaction. A result of a list and month
   * takes the place of the one before.
   *
   * @return false if the lease was lost; nothing is stored then
   */
  boolean keep(Open open, InquiryAnswer answer, Progress progress, Instant now);

  /** Gives an inquiry back, to be due at a time. */
  void release(Open open, Instant next);

  /**
   * An inquiry that is to be asked.
   *
   * @param page the page to ask for, from 1
   * @param mark of the page before, empty at the first
   * @param failures calls in a row that failed
   * @param lock guards against two workers
   */
  record Open(
      long number, Inquiry inquiry, int page, String mark, int read, int failures, long lock) {
    public Open {
      Objects.requireNonNull(inquiry, "inquiry");
      Objects.requireNonNull(mark, "mark");
    }
  }

  /**
   * How an inquiry goes on.
   *
   * @param inquiry what is asked next, as a rule the same
   * @param page the page that is asked for next
   * @param mark of the page that was read last
   * @param failures calls in a row that failed
   * @param due when it is asked next
   * @param rows what was read from this answer
   * @param note the last trouble or the result in words, Chinese and English; empty for none
   */
  record Progress(
      State state,
      Inquiry inquiry,
      int page,
      String mark,
      int failures,
      Instant due,
      Rows rows,
      String note) {}

  /** Rows of an answer. */
  record Rows(int read, int kept, int refused) {
    public static final Rows NONE = new Rows(0, 0, 0);
  }
}
