package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.duima.api.site.NodeStatus.AnswerTimes;
import org.junit.jupiter.api.Test;

class AnswerClockTest {
  @Test
  void countsAnAnswerAtTheFirstBoundThatItKeeps() {
    AnswerClock clock = new AnswerClock();
    clock.answered(System.nanoTime());
    clock.answered(System.nanoTime() - TimeUnit.SECONDS.toNanos(7));
    clock.answered(System.nanoTime() - TimeUnit.SECONDS.toNanos(70));

    AnswerTimes times = clock.times();

    assertThat(times.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
    assertThat(times.counts().get(times.upToSeconds().indexOf(10.0))).isEqualTo(1);
    assertThat(times.counts().get(times.upToSeconds().size())).as("longer than any").isEqualTo(1);
    assertThat(times.sumSeconds()).isGreaterThan(77.0);
  }
}
