package org.duima.engine.internal;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duima.api.site.NodeStatus.AnswerTimes;

/** Counts answers by the time that they took. Safe for use by several threads. */
final class AnswerClock {
  private static final List<Double> UP_TO_SECONDS =
      List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

  private final List<LongAdder> counts =
      Stream.generate(LongAdder::new).limit(UP_TO_SECONDS.size() + 1).toList();
  private final LongAdder sumNanos = new LongAdder();

  /** Counts an answer to what came at a {@link System#nanoTime}. */
  void answered(long cameAt) {
    long nanos = System.nanoTime() - cameAt;
    int slot =
        IntStream.range(0, UP_TO_SECONDS.size())
            .filter(i -> nanos <= UP_TO_SECONDS.get(i) * 1e9)
            .findFirst()
            .orElse(UP_TO_SECONDS.size());
    counts.get(slot).increment();
    sumNanos.add(nanos);
  }

  AnswerTimes times() {
    return new AnswerTimes(
        UP_TO_SECONDS, counts.stream().map(LongAdder::sum).toList(), sumNanos.sum() / 1e9);
  }
}
