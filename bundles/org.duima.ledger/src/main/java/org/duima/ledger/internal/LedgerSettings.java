package org.duima.ledger.internal;

import java.time.Duration;

/**
 * How the ledger behaves.
 *
 * @param inboxLimit unprocessed messages at which the inbox takes no more
 * @param waitingBytes bytes of messages handed over and not stored yet at which it takes no more
 * @param repeatWindow how far back a message is recognised as a repeat
 * @param debounce how long after an event its stay is evaluated, so that messages that come
 *     together are evaluated together
 * @param alertRetentionDays for how many days hits are kept that nobody saw or answered
 */
public record LedgerSettings(
    int inboxLimit,
    long waitingBytes,
    Duration repeatWindow,
    Duration debounce,
    int alertRetentionDays) {
  public static final LedgerSettings DEFAULT =
      new LedgerSettings(200_000, 256L << 20, Duration.ofDays(30), Duration.ofSeconds(1), 400);

  public LedgerSettings {
    if (inboxLimit < 1) {
      throw new IllegalArgumentException("inboxLimit: 应为正整数 / must be positive");
    }
    if (waitingBytes < 1) {
      throw new IllegalArgumentException("waitingBytes: 应为正整数 / must be positive");
    }
    if (alertRetentionDays < 1) {
      throw new IllegalArgumentException("alertRetentionDays: 应为正整数 / must be positive");
    }
    if (repeatWindow.isNegative() || debounce.isNegative()) {
      throw new IllegalArgumentException("时间不能为负 / durations must not be negative");
    }
  }
}
