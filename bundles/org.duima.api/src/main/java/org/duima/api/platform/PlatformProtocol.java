package org.duima.api.platform;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;

/**
 * Speaks the platform's protocol: makes requests, reads answers, decides the next call. It sends
 * nothing itself; a route does. Safe for use by several threads.
 */
public interface PlatformProtocol {
  /**
   * The next call for a submission.
   *
   * @return empty when nothing is to be done (goal reached, final state, refused content)
   */
  Optional<CallKind> next(Submission submission);

  /**
   * Until when a list must have been uploaded to be submitted now by the schedule.
   *
   * @return empty where lists are not submitted by a schedule
   */
  Optional<Instant> submitUploadedUntil(Instant now);

  /** Whether a sign-in must come before other calls of an institution now. */
  boolean needsSignIn(String institution, Instant now);

  /**
   * Makes a request.
   *
   * @param submission may be any of the institution's for a sign-in
   */
  Request request(Submission submission, CallKind call, Instant now);

  /** Reads an answer. Never throws for what the platform sends. */
  Receipt read(Submission submission, Request request, int httpStatus, byte[] body);

  /** The submission after a call ended. */
  Submission after(Submission submission, CallKind call, Receipt receipt);

  /**
   * When to look again after a call.
   *
   * @return null when nothing is left to do
   */
  Instant nextAttempt(Submission after, Receipt receipt, Instant now);

  /** What a receipt means for people: who must do what. */
  Text advice(Receipt receipt);

  /**
   * A request ready to be sent.
   *
   * @param call what it is
   * @param msgid the message id in it
   * @param url absolute URL
   * @param headers HTTP headers, signature among them; never log them
   * @param body bytes to be sent
   */
  record Request(
      CallKind call, String msgid, String url, Map<String, String> headers, byte[] body) {
    public Request {
      headers = Map.copyOf(headers);
    }
  }
}
