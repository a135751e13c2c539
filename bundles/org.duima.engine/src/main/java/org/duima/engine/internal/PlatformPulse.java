package org.duima.engine.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.Text;
import org.duima.api.platform.Receipt;
import org.duima.api.site.HealthCheck;

/** Whether the platform has been answering. Safe for use by several threads. */
public final class PlatformPulse implements HealthCheck {
  private static final int TOO_MANY = 3;

  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile Text reason = new Text("", "");

  /**
   * Takes note of how a call ended. An answer that refuses a list is an answer all the same.
   *
   * @param advice what it means for people, without patient data
   */
  void beat(Receipt receipt, Text advice) {
    if (isAnswer(receipt)) {
      failuresInARow.set(0);
    } else {
      reason = advice;
      failuresInARow.incrementAndGet();
    }
  }

  private static boolean isAnswer(Receipt receipt) {
    if (receipt instanceof Receipt.Refused refused) {
      return switch (refused.kind()) {
        case DATA, STATE, ASK -> true;
        case CONFIGURATION, BUSY -> false;
      };
    }
    return receipt instanceof Receipt.Accepted || receipt instanceof Receipt.Held;
  }

  @Override
  public String name() {
    return "platform";
  }

  /** Not critical: lists wait in the outbox until the platform is back. */
  @Override
  public Health check() {
    int failures = failuresInARow.get();
    return failures < TOO_MANY
        ? new Health(true, false, new Text("正常", "answers"))
        : new Health(
            false,
            false,
            new Text(
                "连续 " + failures + " 次未成功：" + reason.zh(),
                failures + " calls in a row without success: " + reason.en()));
  }
}
