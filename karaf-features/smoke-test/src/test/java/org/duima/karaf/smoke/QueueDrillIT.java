package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Node and outside broker die in turn while messages are taken: none is lost, none is doubled. */
@Tag("full")
@Timeout(900)
class QueueDrillIT {
  private static final Logger LOG = LoggerFactory.getLogger(QueueDrillIT.class);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int MESSAGES = 500;
  private static final int KILLS = 3;

  @Test
  void losesAndDoublesNothingWhenNodeAndBrokerAreKilled() throws Exception {
    try (DrillNode drill = DrillNode.fresh("queue-drill");
        OutsideBroker broker =
            new OutsideBroker(drill.node().home().resolve("data/outside-broker"))) {
      Node node = drill.node();
      node.set("org.duima.site.cfg", "sender.*|TESTHOSP", "H50010300001");
      node.set("org.duima.broker.cfg", "url", broker.url());
      broker.start();
      TreeSet<String> sent = send(broker);

      // the broker comes back with what was queued before anybody took it
      broker.kill();
      broker.start();
      node.start();
      for (int kill = 1; kill <= KILLS; kill++) {
        long wanted = (long) MESSAGES * kill / (KILLS + 2);
        Node.await(LIMIT, () -> drill.stored() >= wanted);
        node.kill();
        node.start();
        LOG.info("node killed with {} stored", drill.stored());
        if (drill.stored() < MESSAGES) {
          broker.kill();
          broker.start();
        }
      }
      Node.await(LIMIT, () -> drill.stored() >= MESSAGES);
      Node.await(LIMIT, () -> depth(broker, "duima.in") == 0);
      assertThat(depth(broker, "DLQ")).isZero();
      drill.awaitApplied(LIMIT);
      node.stop();
      Map<String, Integer> inbox = PlayedDay.inbox(node, sent);
      assertThat(inbox.keySet()).isEqualTo(sent);
      assertThat(inbox.values()).as("copies of each message").containsOnly(1);
    }
  }

  private static TreeSet<String> send(OutsideBroker broker) throws JMSException {
    TreeSet<String> ids =
        IntStream.range(0, MESSAGES)
            .mapToObj("QD%04d"::formatted)
            .collect(Collectors.toCollection(TreeSet::new));
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.url());
        Connection connection = factory.createConnection();
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("duima.in"))) {
      for (String id : ids) {
        producer.send(session.createTextMessage(Adt.admission(id, "V" + id).text()));
      }
    }
    return ids;
  }

  private static int depth(OutsideBroker broker, String queue) {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.url());
        Connection connection = factory.createConnection();
        Session session = connection.createSession();
        QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
      connection.start();
      return Collections.list(browser.getEnumeration()).size();
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }
}
