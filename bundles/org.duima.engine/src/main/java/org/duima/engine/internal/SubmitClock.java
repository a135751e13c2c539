package org.duima.engine.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.ledger.Outbox;
import org.duima.api.platform.PlatformProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has uploaded lists submitted when their scheduled time has come. A time that passed while the
 * node was down counts when it is up again. Not for use by several threads.
 */
public final class SubmitClock {
  private static final long EVERY_SECONDS = 15;
  private static final Logger LOG = LoggerFactory.getLogger(SubmitClock.class);

  private final Outbox outbox;
  private final Supplier<Optional<PlatformProtocol>> platform;
  private final Clock clock;
  private Instant next = Instant.MIN;

  public SubmitClock(Outbox outbox, Supplier<Optional<PlatformProtocol>> platform, Clock clock) {
    this.outbox = outbox;
    this.platform = platform;
    this.clock = clock;
  }

  /**
   * Looks whether something is due, at most every {@value #EVERY_SECONDS} seconds.
   *
   * @throws org.duima.api.ledger.StoreUnavailableException if the store cannot be reached
   */
  void look() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    platform
        .get()
        .flatMap(protocol -> protocol.submitUploadedUntil(now))
        .ifPresent(
            until -> {
              int lists = outbox.submitUploaded(until, now);
              if (lists > 0) {
                LOG.info("按时提交 {} 份清单 / lists submitted by the schedule", lists);
              }
            });
    next = now.plusSeconds(EVERY_SECONDS);
  }
}
