package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.duima.demo.regional.RegionalSimulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A hospital's day told to a regional platform over FHIR and to a queue of a broker outside: both
 * hear of everything once, also when the node is killed in between.
 */
class ConnectorIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String TOKEN = "a-token-of-the-drill";
  private static final String QUEUE = "lists";
  private static final String REFUNDED = "JS2603007401";
  private static final long WAIT_MS = 10_000;

  @Test
  @Tag("full")
  @Timeout(420)
  void bothDestinationsHearOfEverythingOnce() throws Exception {
    drill("connector", new PlayedDay(1), Set.of(), false);
  }

  @Test
  @Tag("full")
  @Timeout(900)
  void theyHearOfAWholeDayWithItsRefundsThoughTheNodeIsKilled() throws Exception {
    drill("connectors", new PlayedDay(0), Set.of(REFUNDED), true);
  }

  /**
   * @param killed whether the node is killed while it hands over; what was under way then is asked
   *     for when its lease has run out, after a minute and a half
   */
  private static void drill(String name, PlayedDay day, Set<String> refunded, boolean killed)
      throws Exception {
    try (DrillNode drill = DrillNode.fresh(name);
        RegionalSimulator region = new RegionalSimulator(0, "Bearer " + TOKEN);
        Broker broker = new Broker(drill.node().home().resolveSibling(name + "-artemis"));
        Senders senders = new Senders(drill.node())) {
      Node node = drill.node();
      node.set("org.duima.site.cfg", "quietMinutes", "0.02");
      secret(node.home().resolve("region-token"));
      String regional = "org.duima.destination-region.cfg";
      node.set(regional, "connector", "fhir");
      node.set(regional, "url", region.baseUrl().toString());
      node.set(regional, "tokenFile", "region-token");
      node.set(regional, "retryFirstSeconds", "1");
      String queued = "org.duima.destination-queue.cfg";
      node.set(queued, "connector", "jms");
      node.set(queued, "url", "tcp://127.0.0.1:" + broker.port());
      node.set(queued, "queue", QUEUE);
      node.set(queued, "retryFirstSeconds", "1");
      node.start();

      senders.start(day.first());
      if (killed) {
        Node.await(LIMIT, () -> region.transactions() >= 3);
        node.kill();
        node.start();
      }
      senders.await(LIMIT);
      for (String setlId : day.accepted()) {
        Node.await(LIMIT, () -> PlayedDay.isSubmitted(drill, setlId));
        // so that there is something to take back
        Node.await(LIMIT, () -> claimed(region).containsKey(setlId));
      }
      senders.start(day.later());
      senders.await(LIMIT);
      day.awaitRight(drill, LIMIT);
      Node.await(LIMIT, () -> drill.json("/api/deliveries?state=waiting").isEmpty());
      assertThat(drill.json("/api/deliveries?state=refused")).isEmpty();

      TreeMap<String, String> claims = claimed(region);
      assertThat(region.claims()).as("one for each settlement").hasSize(claims.size());
      assertThat(claims).containsValue("active");
      for (String setlId : refunded) {
        assertThat(claims).containsEntry(setlId, "cancelled");
      }
      assertThat(submittedOnce(region)).isNotEmpty();
      List<String> messages = broker.take();
      assertThat(messages).doesNotHaveDuplicates();
      for (String setlId : refunded) {
        assertThat(messages).anyMatch(id -> id.contains(setlId) && id.contains(".void"));
      }
      assertThat(messages).containsAll(delivered(drill, "queue"));

      node.stop();
      assertThat(node.log()).doesNotContain(day.names().toArray(String[]::new));
      assertThat(node.log()).doesNotContain(TOKEN);
    }
  }

  private static void secret(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, TOKEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Status of the Claim of each settlement. */
  private static TreeMap<String, String> claimed(RegionalSimulator region) {
    TreeMap<String, String> claims = new TreeMap<>();
    for (JsonNode claim : region.claims()) {
      claims.put(
          identifier(claim.path("identifier"), "urn:nhsa:setl-id"), claim.path("status").asText());
    }
    return claims;
  }

  /** Settlements of which it was told that they are submitted. */
  private static Set<String> submittedOnce(RegionalSimulator region) {
    Set<String> deliveries = new HashSet<>();
    Set<String> submitted = new HashSet<>();
    for (JsonNode response : region.responses()) {
      assertThat(deliveries.add(identifier(response.path("identifier"), "urn:duima:delivery")))
          .isTrue();
      if (response.at("/extension/0/valueCoding/code").asText().equals("1")) {
        submitted.add(response.at("/request/identifier/value").asText());
      }
    }
    return submitted;
  }

  private static String identifier(JsonNode identifiers, String system) {
    for (JsonNode identifier : identifiers) {
      if (identifier.path("system").asText().equals(system)) {
        return identifier.path("value").asText();
      }
    }
    return "";
  }

  private static Set<String> delivered(DrillNode drill, String destination) {
    Set<String> delivered = new HashSet<>();
    for (JsonNode one : drill.json("/api/deliveries?state=delivered&destination=" + destination)) {
      delivered.add(one.path("id").asText());
    }
    assertThat(delivered).isNotEmpty();
    return delivered;
  }

  /** An Artemis in the process of the test. */
  private static final class Broker implements AutoCloseable {
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    Broker(Path directory) throws Exception {
      ConfigurationImpl configuration = new ConfigurationImpl();
      configuration
          .setJournalType(JournalType.NIO)
          .setJournalDirectory(directory.resolve("journal").toString())
          .setBindingsDirectory(directory.resolve("bindings").toString())
          .setLargeMessagesDirectory(directory.resolve("large").toString())
          .setPagingDirectory(directory.resolve("paging").toString())
          .setSecurityEnabled(false)
          .setJMXManagementEnabled(false);
      configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:0?protocols=CORE");
      server.setConfiguration(configuration);
      server.start();
    }

    int port() {
      return server.getActiveMQServer().getRemotingService().getAcceptor("tcp").getActualPort();
    }

    /** Ids of the deliveries on the queue, in their order. */
    List<String> take() throws JMSException {
      try (ActiveMQConnectionFactory factory =
              new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port());
          Connection connection = factory.createConnection()) {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
        connection.start();
        List<String> ids = new ArrayList<>();
        Message next = consumer.receive(WAIT_MS);
        while (next != null) {
          ids.add(next.getStringProperty("delivery_id"));
          next = consumer.receive(WAIT_MS / 10);
        }
        return ids;
      }
    }

    @Override
    public void close() throws Exception {
      server.stop();
    }
  }
}
