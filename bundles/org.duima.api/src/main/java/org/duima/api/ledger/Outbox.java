package org.duima.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;

/**
 * Lists on their way to the platform: one open submission for each settlement, a submission id for
 * each list version, a msgid for each attempt, all stored before anything is sent.
 */
public interface Outbox {
  /**
   * Leases submissions that have something to do.
   *
   * @throws StoreUnavailableException if the store cannot be reached
   */
  List<Submission> due(String owner, Instant now, int max, Duration lease);

  /**
   * Stores an attempt before it is sent. From then until {@link #finish} the submission is {@link
   * Submission.State#UNKNOWN} in the store (except for a sign-in or a query), so that a node which
   * stops in between, or a lease that runs out, leads to a question and never to a second upload.
   *
   * @param msgid the message id that it will carry
   * @param request the exact bytes of the request
   * @return false if the submission has changed since it was leased; nothing must be sent then
   */
  boolean begin(Submission submission, CallKind call, String msgid, byte[] request, Instant now);

  /**
   * Stores how an attempt ended and what the submission is now.
   *
   * @param after the submission after the answer, as the flow decided
   * @param next when it is due again, null when nothing is left to do
   */
  void finish(Submission after, String msgid, Receipt receipt, Instant now, Instant next);

  /** Gives a leased submission back unchanged, due again at the given time. */
  void release(Submission submission, Instant next);

  /** Accepted lists that have not been published to the queue of accepted lists yet. */
  List<Published> unpublished(int max);

  /** Marks a list version as published. */
  void published(Published list);

  /**
   * An accepted list version for publishing.
   *
   * @param id stable over repeats: the submission id, for duplicate detection
   * @param setlId setl_id
   * @param version list version
   * @param body the accepted bytes
   */
  record Published(String id, String setlId, int version, byte[] body) {}

  /**
   * Changes what a person wants of a list.
   *
   * @return empty if done, else why not
   */
  Optional<org.duima.api.Text> command(
      String setlId, Command command, String who, String reason, Instant now);

  /**
   * Has the schedule submit what was uploaded until then and that nobody keeps back, withdrew or
   * submitted. Does nothing the second time.
   *
   * @return how many lists
   */
  int submitUploaded(Instant uploadedUntil, Instant now);

  /** What a person can ask for. */
  enum Command {
    /** Keep it back until released. */
    HOLD,
    /** Let it go again. */
    RELEASE,
    /** 4102: submit it (state 0 or 3 to 1). */
    SUBMIT,
    /** 4102: take it back (state 1 to 0). */
    WITHDRAW,
    /** Upload the last version again. */
    RESEND
  }
}
