package org.duima.connector.jms.internal;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection with the one thread that uses it. It connects when there is something to send and
 * again after the connection broke. Safe for use by several threads.
 */
final class Sender {
  /** Artemis drops a message whose value of it was seen at this address before. */
  static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final JmsSettings settings;
  private final Broker broker;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "duima-connector-jms");
            made.setDaemon(true);
            return made;
          });
  private final AtomicBoolean broken = new AtomicBoolean();
  private volatile Connection connection;
  private volatile boolean closed;
  private Session session;
  private MessageProducer producer;

  Sender(JmsSettings settings, Broker broker) {
    this.settings = settings;
    this.broker = broker;
  }

  /** Sends when those before are sent. */
  Future<Receipt> send(Attempt attempt) {
    try {
      return thread.submit(() -> sendNow(attempt));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(Receipts.notReached());
    }
  }

  private Receipt sendNow(Attempt attempt) {
    if (closed || !attempt.reach(Attempt.Stage.WAITING, Attempt.Stage.CONNECTING)) {
      return Receipts.notReached();
    }
    try {
      connect();
      Optional<Receipt> lost = broker.lost(session);
      if (lost.isPresent()) {
        return lost.get();
      }
      BytesMessage message = message(attempt.delivery());
      if (!attempt.reach(Attempt.Stage.CONNECTING, Attempt.Stage.HANDED_OUT)) {
        return Receipts.notReached();
      }
      // returns when the broker has it on disk
      producer.send(message);
      return Receipts.accepted(message.getJMSMessageID());
    } catch (JMSException e) {
      disconnect();
      return told(e, attempt);
    }
  }

  private Receipt told(JMSException failure, Attempt attempt) {
    Receipt certain = Receipts.certain(failure);
    if (certain != null) {
      return certain;
    }
    if (broker.isFull(failure)) {
      return Receipts.full();
    }
    return attempt.stage() == Attempt.Stage.HANDED_OUT
        ? Receipts.notConfirmed()
        : Receipts.notReached();
  }

  private void connect() throws JMSException {
    if (connection != null && !broken.get()) {
      return;
    }
    disconnect();
    broken.set(false);
    Connection made = broker.connect();
    connection = made;
    made.setExceptionListener(failure -> broken.set(true));
    session = made.createSession(false, Session.AUTO_ACKNOWLEDGE);
    Destination destination =
        settings.isTopic()
            ? session.createTopic(settings.destination())
            : session.createQueue(settings.destination());
    producer = session.createProducer(destination);
    producer.setDeliveryMode(DeliveryMode.PERSISTENT);
    if (closed) {
      // closed while it connected
      disconnect();
      throw new JMSException("closed");
    }
  }

  private BytesMessage message(Delivery delivery) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(delivery.input());
    message.setJMSType(delivery.infno());
    message.setJMSCorrelationID(delivery.setlId());
    message.setStringProperty(DUPLICATE_ID, delivery.id());
    // those of one settlement go to one of several receivers, in order
    message.setStringProperty("JMSXGroupID", delivery.setlId());
    message.setStringProperty("delivery_id", delivery.id());
    message.setStringProperty("subject", delivery.subject().name().toLowerCase(Locale.ROOT));
    message.setStringProperty("setl_id", delivery.setlId());
    message.setStringProperty("fixmedins_code", delivery.institution());
    message.setStringProperty("infno", delivery.infno());
    message.setIntProperty("list_version", delivery.listVersion());
    message.setStringProperty("state", delivery.state().name().toLowerCase(Locale.ROOT));
    message.setStringProperty("setl_list_id", delivery.reference());
    message.setStringProperty("told", delivery.told());
    message.setStringProperty("arisen_at", delivery.arisenAt().toString());
    message.setStringProperty("content_type", "application/json; charset=utf-8");
    return message;
  }

  private void disconnect() {
    Connection before = connection;
    connection = null;
    session = null;
    producer = null;
    close(before);
  }

  /** Ends the connection; returns at once, since a client that hangs may also hang in closing. */
  void close() {
    closed = true;
    thread.shutdown();
    Connection before = connection;
    if (before != null) {
      Thread closing = new Thread(() -> close(before), "duima-connector-jms-close");
      closing.setDaemon(true);
      closing.start();
    }
  }

  private static void close(Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (JMSException e) {
        LOG.debug("连接已断开 / the connection was broken already: {}", e.getClass().getName());
      }
    }
  }
}
