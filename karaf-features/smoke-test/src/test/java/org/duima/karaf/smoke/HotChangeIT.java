package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.duima.demo.day.Message;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles, route files and mapping files change under a flow of messages: none is lost, none
 * doubled, order is kept, and what is broken is refused while the former goes on.
 */
class HotChangeIT {
  private static final Logger LOG = LoggerFactory.getLogger(HotChangeIT.class);
  private static final Duration SENT = Duration.ofMinutes(4);
  private static final Duration ENDED = Duration.ofMinutes(4);

  /** {@code -Dduima.seed=N} repeats a run; {@code -Dduima.changes=N} makes the long one shorter. */
  private static final long SEED = Long.getLong("duima.seed", System.nanoTime());

  private static final int CHANGES = Integer.getInteger("duima.changes", 200);

  /** What a bundle that was let go may leave behind in all, far below one engine per change. */
  private static final int MORE_THREADS = 60;

  private static final int MORE_CLASSES = 3_500;

  /** A room alone has some hundred. */
  private static final int MORE_CLASSES_OF_A_CHANGE = 50;

  @Test
  @Tag("full")
  @Timeout(420)
  void losesNothingInAChangeOfEachKind() throws Exception {
    drill("hot-change", new PlayedDay(1), List.of(HotChanges.Kind.values()));
  }

  @Test
  @Tag("full")
  @Timeout(3_600)
  void losesNothingInTwoHundredChanges() throws Exception {
    Random dice = new Random(SEED);
    List<HotChanges.Kind> kinds = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      kinds.add(HotChanges.Kind.values()[dice.nextInt(HotChanges.Kind.values().length)]);
    }
    drill("hot-changes", new PlayedDay(0), kinds);
  }

  private static void drill(String name, PlayedDay day, List<HotChanges.Kind> kinds)
      throws Exception {
    LOG.info("seed {} ({} changes)", SEED, kinds.size());
    long began = System.nanoTime();
    Path distribution = Path.of(System.getProperty("duima.distribution"));
    try (DrillNode drill = DrillNode.fresh(name);
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      // lists leave while messages still arrive, so that changes meet every step
      node.set("org.duima.site.cfg", "quietMinutes", "0.02");
      node.start();
      HotJars jars =
          new HotJars(Files.createDirectories(node.home().resolve("data/hot")), distribution);
      HotChanges changes = new HotChanges(node, jars, new Random(SEED));
      Map<String, Integer> acknowledged;
      double threads;
      double classes;
      SteadyLoad load = new SteadyLoad(node);
      try (load) {
        Node.await(SENT, () -> load.count() >= 100 && load.orders() >= 5);
        threads = metric(node, "jvm_threads_current ");
        classes = metric(node, "jvm_classes_currently_loaded ");
        List<List<Message>> rounds = rounds(day.first(), kinds.size());
        for (int i = 0; i < kinds.size(); i++) {
          if (i < rounds.size()) {
            senders.start(rounds.get(i));
          }
          long from = System.nanoTime();
          changes.make(kinds.get(i));
          LOG.info(
              "{} {} in {} ms; {} messages acknowledged",
              i + 1,
              kinds.get(i),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from),
              load.count());
          assertThat(load.troubles()).as("seed %d", SEED).isEmpty();
        }
        changes.undo();
        senders.await(SENT);
        int before = load.count();
        Node.await(SENT, () -> load.count() > before + 20);
        load.close();
        acknowledged = load.acknowledged();
        LOG.info(
            "{} messages acknowledged, {} sent again; {} orders answered, {} not; {} refusals",
            load.count(),
            load.repeated(),
            load.orders(),
            load.ordersUnanswered(),
            changes.refusals());
        assertThat(load.orders()).isGreaterThan(load.ordersUnanswered());
      }
      for (String setlId : day.accepted()) {
        Node.await(ENDED, () -> PlayedDay.isSubmitted(drill, setlId));
      }
      senders.start(day.later());
      senders.await(SENT);
      day.awaitRight(drill, ENDED);
      assertThat(drill.json("/api/queue?state=dead")).isEmpty();
      assertThat(drill.counts().path("outbox").path("unknown").asInt()).isZero();
      assertThat(node.post(CdsOrder.PATH, ORDER.json()).body()).contains("GZ10000301004000");

      collectGarbage(node);
      assertThat(metric(node, "jvm_threads_current ")).isLessThan(threads + MORE_THREADS);
      assertThat(metric(node, "jvm_classes_currently_loaded "))
          .isLessThan(classes + MORE_CLASSES + kinds.size() * MORE_CLASSES_OF_A_CHANGE);
      LOG.info(
          "threads {} → {}, classes {} → {}; {} s, seed {}; platform: {}",
          threads,
          metric(node, "jvm_threads_current "),
          classes,
          metric(node, "jvm_classes_currently_loaded "),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
          SEED,
          drill.simulator().counts());

      node.stop();
      Map<String, Integer> inbox = PlayedDay.inbox(node, senders.acknowledgedIds());
      assertThat(inbox.keySet()).isEqualTo(senders.acknowledgedIds());
      assertThat(inbox.values()).as("copies of each message").containsOnly(1);
      assertThat(node.log()).doesNotContain(day.names().toArray(String[]::new));
      assertKept(node, acknowledged);
    }
  }

  private static final CdsOrder ORDER =
      CdsOrder.of("HCEND").drug("1", CdsOrder.FINASTERIDE, "非那雄胺片");

  /** The ledger holds each message of the load once, in its patient's order, with its event. */
  private static void assertKept(Node node, Map<String, Integer> acknowledged) {
    String url =
        "jdbc:h2:file:"
            + node.home().resolve("data/db/duima")
            + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    Map<String, List<Integer>> found = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url, "duima", "");
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT control_id FROM inbox WHERE control_id LIKE 'HOT-%' ORDER BY arrival_no")) {
        while (rows.next()) {
          String[] parts = rows.getString(1).split("-");
          found
              .computeIfAbsent(parts[1], visit -> new ArrayList<>())
              .add(Integer.parseInt(parts[2]));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT COUNT(*) FROM inbox i WHERE NOT EXISTS (SELECT 1 FROM event e"
                  + " WHERE e.event_no >= i.arrival_no * 65536"
                  + " AND e.event_no < (i.arrival_no + 1) * 65536)"
                  + " AND i.control_id LIKE 'HOT-%'")) {
        rows.next();
        assertThat(rows.getInt(1)).as("stored and not applied").isZero();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(acknowledged.keySet());
    acknowledged.forEach(
        (visit, count) -> {
          List<Integer> expected = new ArrayList<>();
          for (int i = 1; i <= count; i++) {
            expected.add(i);
          }
          assertThat(found.get(visit)).as("messages of " + visit).isEqualTo(expected);
        });
  }

  private static double metric(Node node, String name) {
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private static void collectGarbage(Node node) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(node.process().orElseThrow().pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(jcmd.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(jcmd.exitValue()).isZero();
  }

  /** The lanes in as many parts as there are changes. */
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
}
