package org.duima.connector.jms.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.spi.PlatformConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JmsLineTest {
  private static final String INPUT = "{\"setlinfo\":{\"setl_id\":\"S1\",\"psn_name\":\"张三\"}}";

  @TempDir Path home;

  @BeforeEach
  void password() throws Exception {
    Path file = home.resolve("password");
    Files.writeString(file, OutsideArtemis.PASSWORD + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theMessageIsThePayloadWithWhatItIsAbout() throws Exception {
    try (OutsideArtemis artemis = artemis();
        PlatformConnector.Line line = open(artemis, Map.of("queue", "lists"));
        Connection connection = artemis.connect()) {
      line.submit(delivery("D1", Delivery.Subject.ANSWER, 2));
      BytesMessage message = only(connection, "lists");
      byte[] body = new byte[(int) message.getBodyLength()];
      message.readBytes(body);
      assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(INPUT);
      assertThat(message.getJMSType()).isEqualTo("4101A");
      assertThat(message.getJMSCorrelationID()).isEqualTo("S1");
      assertThat(message.getStringProperty("JMSXGroupID")).isEqualTo("S1");
      assertThat(message.getStringProperty("delivery_id")).isEqualTo("D1");
      assertThat(message.getStringProperty("subject")).isEqualTo("answer");
      assertThat(message.getStringProperty("setl_id")).isEqualTo("S1");
      assertThat(message.getStringProperty("fixmedins_code")).isEqualTo("H51010000001");
      assertThat(message.getIntProperty("list_version")).isEqualTo(2);
      assertThat(message.getStringProperty("state")).isEqualTo("submitted");
      assertThat(message.getStringProperty("setl_list_id")).isEqualTo("L1");
      assertThat(message.getStringProperty("told")).isEqualTo("已提交");
      assertThat(message.getStringProperty("arisen_at")).isEqualTo("2026-03-06T03:00:00Z");
    }
  }

  @Test
  void theBrokerKeepsMessagesAndKnowsRepeatsAfterItsRestart() throws Exception {
    Delivery delivery = delivery("D1", Delivery.Subject.LIST, 1);
    try (OutsideArtemis artemis = artemis();
        PlatformConnector.Line line = open(artemis, Map.of("queue", "lists"))) {
      assertThat(line.submit(delivery)).isInstanceOf(Receipt.Accepted.class);
    }
    try (OutsideArtemis artemis = artemis();
        PlatformConnector.Line line = open(artemis, Map.of("queue", "lists"));
        Connection connection = artemis.connect()) {
      assertThat(line.submit(delivery)).isInstanceOf(Receipt.Accepted.class);
      assertThat(only(connection, "lists").getStringProperty("delivery_id")).isEqualTo("D1");
    }
  }

  @Test
  void aTopicWithoutADurableSubscriberIsRefusedSinceItsBrokerWouldDropTheMessage()
      throws Exception {
    try (OutsideArtemis artemis = artemis();
        PlatformConnector.Line line = open(artemis, Map.of("topic", "lists"));
        Connection connection = artemis.connect()) {
      assertThat(line.submit(delivery("D1", Delivery.Subject.LIST, 1)))
          .isInstanceOfSatisfying(
              Receipt.Refused.class,
              refused -> {
                assertThat(refused.kind()).isEqualTo(Receipt.Kind.CONFIGURATION);
                assertThat(refused.code()).isEqualTo("jms.no-subscriber");
              });

      connection.setClientID("region");
      Session session = connection.createSession();
      MessageConsumer subscriber =
          session.createDurableConsumer(session.createTopic("lists"), "lists");
      subscriber.close();
      assertThat(line.submit(delivery("D1", Delivery.Subject.LIST, 1)))
          .isInstanceOf(Receipt.Accepted.class);
      connection.start();
      assertThat(
              OutsideArtemis.take(
                  session.createDurableConsumer(session.createTopic("lists"), "lists"), 1))
          .hasSize(1);
    }
  }

  @Test
  void aWrongPasswordIsAMatterOfConfiguration() throws Exception {
    Files.writeString(home.resolve("password"), "another");
    try (OutsideArtemis artemis = artemis();
        PlatformConnector.Line line = open(artemis, Map.of("queue", "lists"))) {
      assertRefused(line, Receipt.Kind.CONFIGURATION, "jms.security");
    }
  }

  @Test
  void aQueueThatTheBrokerDoesNotHaveIsAMatterOfConfiguration() throws Exception {
    try (OutsideArtemis artemis = artemis();
        PlatformConnector.Line line = open(artemis, Map.of("queue", "closed.lists"))) {
      assertRefused(line, Receipt.Kind.CONFIGURATION, "jms.destination");
    }
  }

  @Test
  void aQueueThatIsFullIsTriedAgainLater() throws Exception {
    try (OutsideArtemis artemis =
            new OutsideArtemis(home.resolve("artemis"), AddressFullMessagePolicy.FAIL, 10_000);
        PlatformConnector.Line line = open(artemis, Map.of("queue", "lists"))) {
      Receipt last = null;
      for (int i = 0; i < 100 && !(last instanceof Receipt.Refused); i++) {
        last = line.submit(delivery("D" + i, Delivery.Subject.LIST, 1));
      }
      assertThat(last)
          .isInstanceOfSatisfying(
              Receipt.Refused.class,
              refused -> assertThat(refused.kind()).isEqualTo(Receipt.Kind.BUSY));
    }
  }

  @Test
  void aBrokerThatMakesSendersWaitHoldsNobodyBeyondTheTimeout() throws Exception {
    try (OutsideArtemis artemis =
            new OutsideArtemis(home.resolve("artemis"), AddressFullMessagePolicy.BLOCK, 10_000);
        PlatformConnector.Line line =
            open(artemis, Map.of("queue", "lists", "timeoutSeconds", "2"));
        Connection connection = artemis.connect()) {
      Receipt last = null;
      int sent = 0;
      while (sent < 100 && !(last instanceof Receipt.Unknown)) {
        last = line.submit(delivery("D" + sent, Delivery.Subject.LIST, 1));
        sent++;
      }
      assertThat(last).isInstanceOf(Receipt.Unknown.class);
      Session session = connection.createSession();
      connection.start();
      MessageConsumer consumer = session.createConsumer(session.createQueue("lists"));
      assertThat(OutsideArtemis.take(consumer, sent - 1)).hasSizeBetween(sent - 1, sent);
      // there is room again
      assertThat(line.submit(delivery("D" + (sent - 1), Delivery.Subject.LIST, 1)))
          .isInstanceOf(Receipt.Accepted.class);
    }
  }

  @Test
  void withoutAUrlTheNodesOwnBrokerIsUsedWhileItIsThere() throws Exception {
    try (OutsideArtemis artemis = artemis();
        Connection connection = artemis.connect()) {
      ConnectionFactory own =
          new ActiveMQConnectionFactory(
              "tcp://127.0.0.1:" + artemis.port(), OutsideArtemis.USER, OutsideArtemis.PASSWORD);
      NodeWithBroker connector = new NodeWithBroker();
      try (PlatformConnector.Line line = connector.open(Map.of("queue", "lists"), home)) {
        assertThat(line.submit(delivery("D1", Delivery.Subject.LIST, 1)))
            .isInstanceOfSatisfying(
                Receipt.Unknown.class, unknown -> assertThat(unknown.sent()).isFalse());
        connector.broker = own;
        assertThat(line.submit(delivery("D1", Delivery.Subject.LIST, 1)))
            .isInstanceOf(Receipt.Accepted.class);
      }
      assertThat(only(connection, "lists").getStringProperty("delivery_id")).isEqualTo("D1");
    }
  }

  private static final class NodeWithBroker extends JmsConnector {
    private volatile ConnectionFactory broker;

    @Override
    protected ConnectionFactory node() {
      return broker;
    }
  }

  @Test
  void listsDoNotLeaveTheMachineInPlainTextUnlessThatIsSaid() {
    Map<String, String> settings = new HashMap<>();
    settings.put("queue", "lists");
    for (String encrypted :
        List.of(
            "tcp://10.0.0.5:61617?sslEnabled=true&trustStorePath=etc/trust.p12",
            "(tcp://10.0.0.5:61617,tcp://10.0.0.6:61617)?sslEnabled=true",
            "tcp://127.0.0.1:61616")) {
      settings.put("url", encrypted);
      assertThat(JmsSettings.of(settings, home).url()).isEqualTo(encrypted);
    }
    for (String plain :
        List.of("tcp://10.0.0.5:61616", "(tcp://127.0.0.1:61616,tcp://10.0.0.6:61616)?ha=true")) {
      settings.put("url", plain);
      assertThatThrownBy(() -> JmsSettings.of(settings, home))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("url: ");
      Map<String, String> allowed = new HashMap<>(settings);
      allowed.put("allowPlainTcp", "true");
      assertThat(JmsSettings.of(allowed, home).url()).isEqualTo(plain);
    }
  }

  private OutsideArtemis artemis() throws Exception {
    return new OutsideArtemis(home.resolve("artemis"), AddressFullMessagePolicy.PAGE, 1_000_000);
  }

  private PlatformConnector.Line open(OutsideArtemis artemis, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("url", "tcp://127.0.0.1:" + artemis.port());
    settings.put("user", OutsideArtemis.USER);
    settings.put("passwordFile", "password");
    settings.put("timeoutSeconds", "5");
    settings.putAll(more);
    return new JmsConnector().open(settings, home);
  }

  private static BytesMessage only(Connection connection, String queue) throws Exception {
    Session session = connection.createSession();
    connection.start();
    List<BytesMessage> all =
        OutsideArtemis.take(session.createConsumer(session.createQueue(queue)), 1);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static void assertRefused(PlatformConnector.Line line, Receipt.Kind kind, String rule) {
    assertThat(line.submit(delivery("D1", Delivery.Subject.LIST, 1)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(kind);
              assertThat(refused.answer().rule()).isEqualTo(rule);
            });
  }

  private static Delivery delivery(String id, Delivery.Subject subject, int version) {
    return new Delivery(
        id,
        "region",
        "S1",
        "H51010000001",
        "4101A",
        version,
        subject,
        Submission.State.SUBMITTED,
        "L1",
        "已提交",
        INPUT.getBytes(StandardCharsets.UTF_8),
        null,
        Instant.parse("2026-03-06T03:00:00Z"),
        0);
  }
}
