package org.duima.engine.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.Text;
import org.duima.api.platform.Receipt;
import org.duima.api.site.HealthCheck;

/** Whether the platform has been answering. Safe for use by several threads. */
public final class PlatformPulse implements HealthCheck {
  private static final int TOO_MANY = 3;

  private final AtomicInteger failuresInARow = new AtomicInteger();

  /** Takes note of how a call ended. An answer that refuses a list is an answer all the same. */
  void beat(Receipt receipt) {
    boolean answered =
        receipt instanceof Receipt.Accepted
            || receipt instanceof Receipt.Held
            || receipt instanceof Receipt.Refused refused
                && (refused.kind() == Receipt.Kind.DATA || refused.kind() == Receipt.Kind.STATE);
    if (answered) {
      failuresInARow.set(0);
    } else {
      failuresInARow.incrementAndGet();
    }
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
            new Text("连续 " + failures + " 次未成功", failures + " calls in a row without success"));
  }
}
