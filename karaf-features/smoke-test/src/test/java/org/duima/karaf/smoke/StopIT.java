package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.duima.demo.day.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping a node in good order while its senders do not care. */
@Timeout(300)
class StopIT {
  private static final Duration SENT = Duration.ofMinutes(3);

  @Test
  void stopsWithinThirtySecondsWhileMessagesFlowAndLosesNone() {
    DrillNode drill = DrillNode.shared();
    Node node = drill.node();
    List<Message> messages = new PlayedDay(2).first();
    long before = drill.stored();
    List<String> errors = node.errors();
    try (Senders senders = new Senders(node)) {
      senders.start(messages);
      Node.await(SENT, () -> senders.acknowledged() >= messages.size() / 4);
      assertThat(senders.isDone()).as("messages still flow").isFalse();
      long began = System.nanoTime();
      Node.Output output = node.launcher("stop").requireSuccess();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      assertThat(output.text()).doesNotContain("killing");
      assertThat(node.process()).isEmpty();
      assertThat(senders.isDone()).as("the stop came before the last message").isFalse();

      node.start();
      senders.await(SENT);
      assertThat(senders.acknowledged()).isEqualTo(messages.size());
    }
    drill.awaitApplied(SENT);
    assertThat(drill.stored() - before).isEqualTo(messages.size());
    assertThat(node.errors()).as("no further errors").isEqualTo(errors);
  }
}
