package org.duima.engine.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.Text;
import org.duima.api.platform.Answer;
import org.duima.api.platform.Receipt;
import org.duima.api.site.HealthCheck;

/** Whether the platform has been answering. Safe for use by several threads. */
public final class PlatformPulse implements HealthCheck {
  private static final int TOO_MANY = 3;

  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile Text reason = new Text("", "");

  /** Takes note of how a call ended. An answer that refuses a list is an answer all the same. */
  void beat(Receipt receipt) {
    if (isAnswer(receipt)) {
      failuresInARow.set(0);
    } else {
      reason = reason(receipt);
      failuresInARow.incrementAndGet();
    }
  }

  /** Without the platform's own words, which can quote patient data. */
  private static Text reason(Receipt receipt) {
    Answer answer =
        receipt instanceof Receipt.Refused refused
            ? refused.answer()
            : receipt instanceof Receipt.Unknown unknown ? unknown.answer() : null;
    return answer == null ? new Text("没有应答", "no answer") : answer.told();
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
