package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duima.engine.internal.DoorNode.await;
import static org.duima.engine.internal.DoorNode.bytes;
import static org.duima.engine.internal.DoorNode.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duima.broker.internal.Broker;
import org.duima.broker.internal.BrokerSettings;
import org.duima.broker.internal.Brokers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route of the queue, with the embedded broker. */
@Timeout(120)
class QueueRouteTest {
  private static final long WAIT_MS = 20_000;
  private static final String REFUSED = "duima.in.refused";

  @TempDir Path home;
  private Broker broker;
  private Connection connection;
  private Session session;
  private DoorNode node;

  @BeforeEach
  void open() throws JMSException {
    broker = Brokers.open(BrokerSettings.of(Map.of(), home.resolve("data")));
    connection = broker.connections().createConnection();
    connection.start();
    session = connection.createSession();
  }

  @AfterEach
  void close() throws JMSException {
    if (node != null) {
      node.close();
    }
    connection.close();
    broker.close();
  }

  private void start() throws Exception {
    start(false);
  }

  private void start(boolean storeAway) throws Exception {
    Map<String, Object> beans =
        Map.of("connectionFactory", (ConnectionFactory) broker.connections());
    node = new DoorNode(home, "16-jms.xml", Map.of("maxFrameBytes", "500000"), beans, storeAway);
  }

  private BytesMessage inBytes(byte[] body) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(body);
    return message;
  }

  private void send(Message message) throws JMSException {
    try (MessageProducer producer = session.createProducer(session.createQueue("duima.in"))) {
      producer.send(message);
    }
  }

  private Message receive(String queue) throws JMSException {
    try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
      return consumer.receive(WAIT_MS);
    }
  }

  private int depth(String queue) {
    try {
      Queue place = session.createQueue(queue);
      try (QueueBrowser browser = session.createBrowser(place)) {
        return Collections.list(browser.getEnumeration()).size();
      }
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void storesTextAndBytesInTheirOrder() throws Exception {
    send(inBytes(bytes(message("J1"))));
    send(session.createTextMessage(message("J2")));
    send(session.createTextMessage("{\"infno\":\"2401\",\"msgid\":\"J3\",\"input\":{}}"));
    start();
    await(() -> node.stored.size() == 3);
    assertThat(node.storedIds()).containsExactly("J1", "J2", "J3");
    await(() -> depth("duima.in") == 0);
  }

  @Test
  void encodesTextAsTheMessageDeclares() throws Exception {
    send(session.createTextMessage(message("G1").replace("UNICODE UTF-8", "GB 18030-2000")));
    start();
    await(() -> node.stored.size() == 1);
    assertThat(new String(node.stored.get(0).body(), "GB18030")).contains("溥测");
  }

  @Test
  void movesWhatItRefusesWithItsReasonAndItsContent() throws Exception {
    byte[] letter = bytes("亲爱的同事".repeat(20_000));
    BytesMessage message = inBytes(letter);
    message.setStringProperty("system", "EMR");
    message.setJMSCorrelationID("C7");
    send(message);
    start();
    try (MessageConsumer consumer = session.createConsumer(session.createQueue(REFUSED))) {
      BytesMessage refused = (BytesMessage) consumer.receive(WAIT_MS);
      assertThat(refused.getStringProperty(Outcome.OUTCOME)).isEqualTo("refused");
      assertThat(refused.getStringProperty(Outcome.REASON)).contains("认不出格式", "no known format");
      assertThat(refused.getStringProperty("system")).isEqualTo("EMR");
      assertThat(refused.getStringProperty("duima_message_id"))
          .isEqualTo(message.getJMSMessageID());
      assertThat(refused.getJMSCorrelationID()).isEqualTo("C7");
      byte[] body = new byte[(int) refused.getBodyLength()];
      refused.readBytes(body);
      assertThat(body).isEqualTo(letter);
    }
    assertThat(depth("duima.in")).isZero();
    assertThat(node.stored).isEmpty();
  }

  @Test
  void refusesTypesAndSizesThatItDoesNotTake() throws Exception {
    send(session.createObjectMessage("an object"));
    send(session.createTextMessage(message("HUGE") + "x".repeat(600_000)));
    send(inBytes(new byte[600_000]));
    send(session.createTextMessage(message("AFTER")));
    start();
    assertThat(receive(REFUSED).getStringProperty(Outcome.REASON)).contains("文本消息");
    assertThat(receive(REFUSED).getStringProperty(Outcome.REASON)).contains("500000");
    assertThat(receive(REFUSED).getStringProperty(Outcome.REASON)).contains("500000");
    await(() -> node.storedIds().equals(List.of("AFTER")));
  }

  @Test
  void takesPartsAndTellsOfTheOthers() throws Exception {
    send(session.createTextMessage("[{\"infno\":\"2401\"},{\"input\":1}]"));
    start();
    Message refused = receive(REFUSED);
    assertThat(refused.getStringProperty(Outcome.OUTCOME)).isEqualTo("partly");
    assertThat(refused.getIntProperty(Outcome.ACCEPTED)).isEqualTo(1);
    assertThat(refused.getStringProperty(Outcome.REASON))
        .contains("第 2 条 infno", "message 2, infno");
    assertThat(node.stored).hasSize(1);
  }

  @Test
  void answersWhoeverAsksForIt() throws Exception {
    start();
    Queue answers = session.createTemporaryQueue();
    Message text = session.createTextMessage(message("A1").replace("UNICODE UTF-8", "GB18030"));
    text.setJMSReplyTo(answers);
    send(text);
    Message odd = session.createTextMessage("?");
    odd.setJMSReplyTo(answers);
    odd.setJMSCorrelationID("mine");
    send(odd);
    try (MessageConsumer consumer = session.createConsumer(answers)) {
      TextMessage first = (TextMessage) consumer.receive(WAIT_MS);
      assertThat(first.getText()).contains("MSA|AA|A1");
      assertThat(first.getJMSCorrelationID()).isEqualTo(text.getJMSMessageID());
      assertThat(first.getStringProperty(Outcome.OUTCOME)).isEqualTo("accepted");
      TextMessage second = (TextMessage) consumer.receive(WAIT_MS);
      assertThat(second.getText()).contains("认不出格式");
      assertThat(second.getJMSCorrelationID()).isEqualTo("mine");
    }
  }

  @Test
  void isNotHeldUpByAnAskerWhoHasLeft() throws Exception {
    try (Connection asker = broker.connections().createConnection();
        Session own = asker.createSession()) {
      var gone = own.createTemporaryQueue();
      Message first = session.createTextMessage(message("LEFT"));
      first.setJMSReplyTo(gone);
      send(first);
      gone.delete();
    }
    send(session.createTextMessage(message("NEXT")));
    start();
    await(() -> node.stored.size() == 2);
    await(() -> depth("duima.in") == 0);
    assertThat(node.repeats).hasValue(0);
  }

  @Test
  void waitsWithoutEndWhileTheStoreIsAwayAndKeepsTheOrder() throws Exception {
    start();
    node.storeAway = true;
    List<String> ids = DoorNode.ids("W", 20);
    for (String id : ids) {
      send(session.createTextMessage(message(id)));
    }
    // more often than the broker delivers a message before it puts it away
    await(() -> node.attempts.get() >= 7);
    assertThat(depth("DLQ")).isZero();
    assertThat(node.stored).isEmpty();
    node.storeAway = false;
    await(() -> node.stored.size() == ids.size());
    assertThat(node.storedIds()).isEqualTo(ids);
    assertThat(node.repeats).hasValue(0);
    assertThat(depth("DLQ") + depth(REFUSED)).isZero();
  }

  @Test
  void putsNothingAwayHoweverOftenItStopsInBetween() throws Exception {
    List<String> ids = DoorNode.ids("S", 3);
    for (String id : ids) {
      send(session.createTextMessage(message(id)));
    }
    for (int stop = 0; stop < 7; stop++) {
      start(true);
      DoorNode now = node;
      await(() -> now.attempts.get() >= 1);
      node.close();
      node = null;
      java.nio.file.Files.delete(home.resolve("routes/16-jms.xml"));
    }
    start();
    await(() -> node.stored.size() == 3);
    assertThat(node.storedIds()).isEqualTo(ids);
    assertThat(depth("DLQ")).isZero();
  }

  @Test
  void recognisesWhatComesTwice() throws Exception {
    send(session.createTextMessage(message("TWICE")));
    send(session.createTextMessage(message("TWICE")));
    start();
    await(() -> node.repeats.get() == 1);
    assertThat(node.storedIds()).containsExactly("TWICE");
    // without an id of its own the queue's id tells: two messages are two
    send(session.createTextMessage("{\"infno\":\"2401\"}"));
    send(session.createTextMessage("{\"infno\":\"2401\"}"));
    await(() -> node.stored.size() == 3);
    assertThat(node.repeats).hasValue(1);
  }

  @Test
  void goesOnAfterEachRestartOfTheBroker() throws Exception {
    Restartable factory = new Restartable();
    node = new DoorNode(home, "16-jms.xml", Map.of(), Map.of("connectionFactory", factory));
    for (int round = 0; round < 3; round++) {
      connection.close();
      broker.close();
      broker = Brokers.open(BrokerSettings.of(Map.of(), home.resolve("data")));
      factory.current = broker.connections();
      connection = broker.connections().createConnection();
      connection.start();
      session = connection.createSession();
      send(session.createTextMessage(message("R" + round)));
      int wanted = round + 1;
      await(() -> node.stored.size() == wanted);
    }
    assertThat(node.storedIds()).containsExactly("R0", "R1", "R2");
  }

  /** What the node asks for connections; the broker behind it is another after a restart. */
  private final class Restartable implements ConnectionFactory {
    private volatile ConnectionFactory current = broker.connections();

    @Override
    public Connection createConnection() throws JMSException {
      return current.createConnection();
    }

    @Override
    public Connection createConnection(String user, String password) throws JMSException {
      return current.createConnection(user, password);
    }

    @Override
    public jakarta.jms.JMSContext createContext() {
      return current.createContext();
    }

    @Override
    public jakarta.jms.JMSContext createContext(String user, String password) {
      return current.createContext(user, password);
    }

    @Override
    public jakarta.jms.JMSContext createContext(String user, String password, int mode) {
      return current.createContext(user, password, mode);
    }

    @Override
    public jakarta.jms.JMSContext createContext(int mode) {
      return current.createContext(mode);
    }
  }
}
