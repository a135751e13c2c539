package org.duima.broker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {

  private static final long WAIT_MS = 10_000;

  @TempDir Path data;

  @Test
  void keepsADurableMessageOverARestart() throws Exception {
    try (Broker broker = Brokers.open(settings(Map.of()))) {
      send(broker.connections(), "lists", "4101A 已接收");
    }
    try (Broker broker = Brokers.open(settings(Map.of()))) {
      assertThat(receive(broker.connections(), "lists")).isEqualTo("4101A 已接收");
    }
  }

  @Test
  void isHealthyWhileItRunsAndNotAfterwards() {
    Broker broker = Brokers.open(settings(Map.of()));
    try (BrokerHealth health = new BrokerHealth(broker.connections())) {
      assertThat(health.check().up()).isTrue();
      broker.close();
      assertThat(health.check().up()).isFalse();
      assertThat(health.check().critical()).isFalse();
    }
  }

  @Test
  void hasTheMessageOnDiskWhenSendReturns() throws Exception {
    Path copy = data.resolve("copy");
    try (Broker broker = Brokers.open(settings(Map.of()))) {
      send(broker.connections(), "lists", "before the power failed");
      copyTree(data.resolve("broker"), copy.resolve("broker"));
    }
    try (Broker broker = Brokers.open(BrokerSettings.of(Map.of(), copy))) {
      assertThat(receive(broker.connections(), "lists")).isEqualTo("before the power failed");
    }
  }

  @Test
  void movesAMessageThatKeepsFailingToTheDeadLetterQueue() throws Exception {
    Map<String, String> twoAttempts = Map.of("deliveryAttempts", "2", "redeliveryDelayMs", "0");
    try (Broker broker = Brokers.open(settings(twoAttempts))) {
      send(broker.connections(), "in", "poison");
      try (Connection connection = broker.connections().createConnection()) {
        connection.start();
        for (int attempt = 0; attempt < 2; attempt++) {
          try (Session session = connection.createSession(Session.SESSION_TRANSACTED);
              MessageConsumer consumer = session.createConsumer(session.createQueue("in"))) {
            assertThat(consumer.receive(WAIT_MS)).isNotNull();
            session.rollback();
          }
        }
      }
      assertThat(receive(broker.connections(), EmbeddedBroker.DEAD_LETTER_QUEUE))
          .isEqualTo("poison");
    }
  }

  @Test
  void refusesAMessageForAFullQueueAndKeepsTheOthers() throws Exception {
    Map<String, String> small = Map.of("memoryMegabytes", "1", "queueMegabytes", "2");
    int sent = 0;
    try (Broker broker = Brokers.open(settings(small))) {
      ConnectionFactory connections = broker.connections();
      JMSException refusal = null;
      while (refusal == null && sent < 1_000) {
        try {
          sendBytes(connections, "full", 100_000);
          sent++;
        } catch (JMSException e) {
          refusal = e;
        }
      }
      assertThat(refusal).as("refusal after %d messages", sent).isNotNull();
      assertThat(sent).isBetween(10, 100);
      assertThat(drain(connections, "full")).isEqualTo(sent);
    }
  }

  @Test
  void letsOthersInOverTcpWithTheirPasswordOnly() throws Exception {
    Path password = Files.writeString(data.resolve("password"), "s3cret\n");
    String acceptor = "127.0.0.1:" + freePort();
    Map<String, String> listening =
        Map.of("acceptor", acceptor, "user", "his", "passwordFile", password.toString());
    try (Broker broker = Brokers.open(settings(listening))) {
      send(broker.connections(), "lists", "for the HIS");
      try (ActiveMQConnectionFactory right =
              new ActiveMQConnectionFactory("tcp://" + acceptor, "his", "s3cret");
          ActiveMQConnectionFactory wrong =
              new ActiveMQConnectionFactory("tcp://" + acceptor, "his", "guess");
          ActiveMQConnectionFactory nobody = new ActiveMQConnectionFactory("tcp://" + acceptor)) {
        assertThat(receive(right, "lists")).isEqualTo("for the HIS");
        assertThatThrownBy(wrong::createConnection).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(nobody::createConnection).isInstanceOf(JMSSecurityException.class);
      }
    }
  }

  @Test
  void reachesABrokerOutsideOnceItIsThere() throws Exception {
    Path password = Files.writeString(data.resolve("password"), "s3cret");
    String acceptor = "127.0.0.1:" + freePort();
    Map<String, String> access = Map.of("user", "node", "passwordFile", password.toString());
    Map<String, String> outside = new HashMap<>(access);
    outside.put("url", "tcp://" + acceptor);
    Map<String, String> listening = new HashMap<>(access);
    listening.put("user", "hospital");
    listening.put("acceptor", acceptor);
    outside.put("user", "hospital");
    try (Broker node = Brokers.open(settings(outside))) {
      assertThatThrownBy(() -> send(node.connections(), "lists", "nobody there"))
          .isInstanceOf(JMSException.class);
      try (Broker other = Brokers.open(settings(listening))) {
        send(node.connections(), "lists", "hello");
        assertThat(receive(other.connections(), "lists")).isEqualTo("hello");
      }
    }
  }

  private BrokerSettings settings(Map<String, String> properties) {
    return BrokerSettings.of(properties, data);
  }

  private static void send(ConnectionFactory connections, String queue, String text)
      throws JMSException {
    try (Connection connection = connections.createConnection();
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue(queue))) {
      producer.send(session.createTextMessage(text));
    }
  }

  private static void sendBytes(ConnectionFactory connections, String queue, int size)
      throws JMSException {
    try (Connection connection = connections.createConnection();
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue(queue))) {
      BytesMessage message = session.createBytesMessage();
      message.writeBytes(new byte[size]);
      producer.send(message);
    }
  }

  private static String receive(ConnectionFactory connections, String queue) throws JMSException {
    try (Connection connection = connections.createConnection();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
      connection.start();
      Message message = consumer.receive(WAIT_MS);
      return message == null ? null : ((TextMessage) message).getText();
    }
  }

  private static int drain(ConnectionFactory connections, String queue) throws JMSException {
    int count = 0;
    try (Connection connection = connections.createConnection();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
      connection.start();
      while (consumer.receive(2_000) != null) {
        count++;
      }
    }
    return count;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
