package org.duima.api.platform;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the platform in its protocol: makes requests, reads answers, knows when to ask. It sends
 * nothing itself; a route does. Safe for use by several threads.
 */
public interface PlatformInquiries {
  /**
   * Makes the request for a page of an inquiry, or the sign-in that must come first.
   *
   * @param page from 1; of no meaning where the answer is one
   * @throws IllegalArgumentException naming the key of the configuration that is missing
   */
  Call request(Inquiry inquiry, int page, Instant now);

  /** Reads an answer. Never throws for what the platform sends. */
  InquiryAnswer read(Inquiry inquiry, Call call, int httpStatus, byte[] body);

  /** What the site's schedule wants to be asked by now. The same all day long. */
  List<Planned> scheduled(Instant now);

  /**
   * When to ask again after a failure.
   *
   * @param failures calls in a row that failed, at least 1
   * @return empty when it is not worth it
   */
  Optional<Instant> nextAttempt(Receipt receipt, int failures, Instant now);

  /** The bounds that the site has set. */
  Bounds bounds();

  /**
   * A question of the schedule.
   *
   * @param key the same for the same question of the same day
   */
  record Planned(String key, Inquiry inquiry) {}

  /**
   * How much is taken.
   *
   * @param pages of one inquiry
   * @param downloadBytes of one file as it is sent
   */
  record Bounds(int pages, int downloadBytes) {}

  /**
   * A request ready to be sent.
   *
   * @param infno transaction
   * @param msgid the message id in it
   * @param url absolute URL
   * @param headers HTTP headers, signature among them; never log them
   * @param body bytes to be sent
   */
  record Call(String infno, String msgid, String url, Map<String, String> headers, byte[] body) {
    public Call {
      headers = Map.copyOf(headers);
    }
  }
}
