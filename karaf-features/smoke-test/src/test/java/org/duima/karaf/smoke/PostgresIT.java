package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.duima.demo.day.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A node whose ledger is in PostgreSQL, in good days and bad ones. */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class PostgresIT {
  private static final Duration SENT = Duration.ofMinutes(3);
  private static final Duration ENDED = Duration.ofMinutes(4);

  private static Postgres postgres;
  private static DrillNode drill;
  private static Node node;

  @BeforeAll
  static void boots() throws IOException {
    Optional<Postgres> started = Postgres.start();
    assumeTrue(started.isPresent(), "没有安装 PostgreSQL / PostgreSQL is not installed");
    postgres = started.get();
    drill = DrillNode.fresh("postgres");
    node = drill.node();
    String file = "org.ops4j.datasource-duima.cfg";
    node.set(file, "osgi.jdbc.driver.name", "PostgreSQL JDBC Driver");
    node.set(file, "url", postgres.url());
    node.set("org.duima.site.cfg", "quietMinutes", "0.02");
    node.start();
  }

  @AfterAll
  static void ends() throws IOException {
    try {
      if (drill != null) {
        drill.close();
      }
    } finally {
      if (postgres != null) {
        postgres.close();
      }
    }
  }

  @Test
  @Order(1)
  void endsTheDayAsOnH2AlsoWhenKilled() {
    PlayedDay day = new PlayedDay(1);
    List<Message> messages = day.first();
    try (Senders senders = new Senders(node)) {
      senders.start(messages);
      Node.await(SENT, () -> senders.acknowledged() >= messages.size() / 2);
      node.kill();
      node.start();
      senders.await(SENT);
    }
    day.awaitRight(drill, ENDED);
    assertThat(drill.stored()).isEqualTo(messages.size());
    assertThat(drill.json("/api/queue")).isEmpty();
  }

  /** Nothing is acknowledged that is not stored, and nobody has to start the node again. */
  @Test
  @Order(2)
  void refusesForNowWhileTheDatabaseIsDown() throws IOException {
    long before = drill.stored();
    postgres.stop();
    try (Mllp sender = new Mllp(node.mllpPort())) {
      Mllp.Answer answer = sender.send(Adt.admission("DOWN1", "DV00001").bytes());
      assertThat(answer.all()).containsExactly("AE DOWN1");
      assertThat(node.post("/api/transactions", "{\"infno\":\"2401\",\"input\":{}}").statusCode())
          .isEqualTo(503);
      assertThat(node.get("/health").statusCode()).isEqualTo(503);
      assertThat(node.get("/health/ready").statusCode()).isEqualTo(503);

      postgres.startAgain();
      Node.await(SENT, () -> node.get("/health/ready").statusCode() == 200);
      assertThat(sender.send(Adt.admission("DOWN1", "DV00001").bytes()).code()).isEqualTo("AA");
    }
    drill.awaitApplied(SENT);
    drill.awaitStay("DV00001", SENT);
    assertThat(drill.stored() - before).isEqualTo(1);
  }

  @Test
  @Order(3)
  void stopsWithinThirtySecondsWhileTheDatabaseIsFrozen() throws IOException {
    postgres.freeze();
    try {
      long began = System.nanoTime();
      node.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      assertThat(node.process()).isEmpty();
    } finally {
      postgres.thaw();
    }
    node.start();
    try (Mllp sender = new Mllp(node.mllpPort())) {
      assertThat(sender.send(Adt.admission("THAW1", "DV00002").bytes()).code()).isEqualTo("AA");
    }
    drill.awaitStay("DV00002", SENT);
  }
}
