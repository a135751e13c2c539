package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.duima.demo.day.Message;
import org.duima.demo.simulator.Behaviour;
import org.duima.demo.simulator.PlatformSimulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} at random moments while messages flow and a platform misbehaves: nothing that was
 * acknowledged is lost, nothing is doubled, and the platform ends with the last right content.
 */
class CrashIT {
  private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);
  private static final Duration SENT = Duration.ofMinutes(4);
  private static final Duration ENDED = Duration.ofMinutes(4);

  /** {@code -Dduima.seed=N} repeats a run's moments and misbehaviour. */
  private final Random dice = new Random(Long.getLong("duima.seed", 20260310L));

  @Test
  @Timeout(420)
  void losesNothingInOneKill() throws Exception {
    drill("crash", new PlayedDay(1), 1);
  }

  @Test
  @Tag("full")
  @Timeout(1_800)
  void losesNothingInTenKills() throws Exception {
    drill("crashes", new PlayedDay(0), 10);
  }

  private void drill(String name, PlayedDay day, int kills) throws Exception {
    long began = System.nanoTime();
    try (DrillNode drill = DrillNode.fresh(name);
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      // lists leave while messages still arrive, so that kills meet every step
      node.set("org.duima.site.cfg", "quietMinutes", "0.02");
      node.start();
      for (List<Message> round : rounds(day.first(), kills)) {
        misbehave(drill.simulator());
        killDuring(drill, senders, round);
      }
      senders.await(SENT);
      drill.simulator().behave();
      for (String setlId : day.accepted()) {
        Node.await(ENDED, () -> PlayedDay.isSubmitted(drill, setlId));
      }
      senders.start(day.later());
      senders.await(SENT);
      day.awaitRight(drill, ENDED);
      assertThat(drill.json("/api/queue?state=dead")).isEmpty();
      assertThat(drill.counts().path("outbox").path("unknown").asInt()).isZero();
      LOG.info(
          "{} stays, {} messages acknowledged, {} sent again, {} kills, {} s; platform: {}",
          day.stays(),
          senders.acknowledged(),
          senders.repeated(),
          kills,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
          drill.simulator().counts());

      node.stop();
      assertThat(node.log()).doesNotContain(day.names().toArray(String[]::new));
      Map<String, Integer> inbox = PlayedDay.inbox(node, senders.acknowledgedIds());
      assertThat(inbox.keySet()).isEqualTo(senders.acknowledgedIds());
      assertThat(inbox.values()).as("copies of each message").containsOnly(1);
    }
  }

  /** The lanes in as many parts as there are kills. */
  private static List<List<Message>> rounds(List<Message> messages, int count) {
    Map<String, List<Message>> lanes = new LinkedHashMap<>();
    messages.forEach(
        message -> lanes.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(message));
    List<List<Message>> rounds = new ArrayList<>();
    int number = 0;
    for (List<Message> lane : lanes.values()) {
      if (rounds.size() < count) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(number++ % count).addAll(lane);
    }
    return rounds;
  }

  /**
   * Sends a round, while lists of earlier rounds leave, and kills the node after a random number of
   * acknowledgements and a random time more.
   */
  private void killDuring(DrillNode drill, Senders senders, List<Message> round)
      throws InterruptedException {
    int wanted = senders.acknowledged() + 1 + dice.nextInt(round.size());
    senders.start(round);
    Node.await(SENT, () -> senders.acknowledged() >= wanted || senders.isDone());
    // often none, sometimes until after the last message, when lists are under way
    TimeUnit.MILLISECONDS.sleep(dice.nextInt(3) == 0 ? dice.nextInt(4_000) : dice.nextInt(50));
    drill.node().kill();
    drill.node().start();
  }

  private void misbehave(PlatformSimulator simulator) {
    List<Behaviour> possible =
        List.of(
            Behaviour.of(Behaviour.Kind.SLOW).delayedMs(800),
            Behaviour.of(Behaviour.Kind.SILENT_AFTER_TAKING).delayedMs(1_500),
            Behaviour.of(Behaviour.Kind.LATE_TAKING).delayedMs(1_000),
            Behaviour.of(Behaviour.Kind.DOWN),
            Behaviour.of(Behaviour.Kind.HTML),
            Behaviour.of(Behaviour.Kind.RATE_LIMIT));
    List<Behaviour> chosen = new ArrayList<>();
    for (Behaviour behaviour : possible) {
      if (dice.nextBoolean()) {
        chosen.add(behaviour.withProbability(0.1 + dice.nextDouble() * 0.3));
      }
    }
    simulator.behave(chosen.toArray(Behaviour[]::new));
  }
}
