package org.duima.engine.internal;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.duima.api.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code from duima:queue}: messages of a JMS queue, one after another. A message leaves the queue
 * when the route has stored it; one that is refused goes to another queue in the same transaction.
 * While it cannot be stored it is held and tried again without end, nothing overtakes it, and it is
 * not given back, so that the broker counts no failed delivery. The connection is opened anew
 * whenever it breaks.
 */
final class QueueConsumer extends DefaultConsumer {
  /** Name of the node's own broker in the registry. */
  static final String CONNECTIONS = "connectionFactory";

  static final String MESSAGE_ID = "JMSMessageID";

  private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);

  /** How long the node may take to notice that the route stops. */
  private static final long RECEIVE_MS = 500;

  private static final long STOP_SECONDS = 10;

  /** Artemis says so of a message that it streams; its body is not in memory yet. */
  private static final String LARGE_BODY_BYTES = "_AMQ_LARGE_SIZE";

  private final Options options;
  private final Object rest = new Object();
  private ExecutorService thread;
  private boolean troubled;

  /**
   * @param queue to take from
   * @param refused queue for what can never be stored
   * @param maxBytes largest body
   * @param retryMs wait after trouble
   */
  record Options(String queue, String refused, long maxBytes, long retryMs) {}

  QueueConsumer(Endpoint endpoint, Processor processor, Options options) {
    super(endpoint, processor);
    this.options = options;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    thread =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadExecutor(this, "duima-queue");
    thread.execute(this::work);
  }

  @Override
  protected void doStop() throws Exception {
    synchronized (rest) {
      rest.notifyAll();
    }
    if (thread != null) {
      thread.shutdown();
      // the ledger may be writing: the thread is not interrupted
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("队列路由仍在等待 / the route of the queue still waits");
      }
    }
    super.doStop();
  }

  private boolean goesOn() {
    return isRunAllowed() && !isSuspendingOrSuspended();
  }

  private void work() {
    while (goesOn()) {
      try (Connection connection = factory().createConnection()) {
        connection.start();
        takeFrom(connection);
      } catch (JMSException | RuntimeException e) {
        trouble(e);
        rest();
      }
    }
  }

  private ConnectionFactory factory() {
    ConnectionFactory factory =
        getEndpoint()
            .getCamelContext()
            .getRegistry()
            .lookupByNameAndType(CONNECTIONS, ConnectionFactory.class);
    if (factory == null) {
      throw new IllegalStateException("没有消息服务器 / no broker");
    }
    return factory;
  }

  private void takeFrom(Connection connection) throws JMSException {
    try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue(options.queue()))) {
      LOG.info("正在读取队列 / taking messages from queue {}", options.queue());
      while (goesOn()) {
        Message message = consumer.receive(RECEIVE_MS);
        if (message != null) {
          Exchange exchange = hold(message);
          if (exchange == null) {
            return;
          }
          try {
            settle(session, message, exchange);
            session.commit();
            troubled = false;
            reply(connection, message, exchange);
          } finally {
            releaseExchange(exchange, false);
          }
        }
      }
    }
  }

  /**
   * Runs the route until it ends well.
   *
   * @return null if the route stops before that; the message then stays in its queue
   */
  private Exchange hold(Message message) throws JMSException {
    while (true) {
      Exchange exchange = createExchange(false);
      exchange.getIn().setBody(JmsBody.of(message, options.maxBytes()));
      exchange.getIn().setHeaders(headers(message));
      try {
        getProcessor().process(exchange);
      } catch (Exception e) {
        exchange.setException(e);
      }
      Outcome outcome = exchange.getProperty(Outcome.PROPERTY, Outcome.class);
      Exception reason = exchange.getException();
      if (reason == null && (outcome == null || outcome.kind() != Outcome.Kind.ERROR)) {
        return exchange;
      }
      releaseExchange(exchange, false);
      trouble(reason == null ? new TroubleException(outcome.refusals().get(0).reason()) : reason);
      rest();
      if (!goesOn()) {
        return null;
      }
    }
  }

  /** Names that an outside sender chose could mean something to Camel, so they stay outside. */
  private static Map<String, Object> headers(Message message) throws JMSException {
    Map<String, Object> headers = new HashMap<>();
    put(headers, MESSAGE_ID, message.getJMSMessageID());
    put(headers, "JMSCorrelationID", message.getJMSCorrelationID());
    put(headers, "JMSType", message.getJMSType());
    return headers;
  }

  private static void put(Map<String, Object> headers, String name, String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  private void settle(Session session, Message message, Exchange exchange) throws JMSException {
    Outcome outcome = exchange.getProperty(Outcome.PROPERTY, Outcome.class);
    if (outcome == null || outcome.kind() == Outcome.Kind.ACCEPTED) {
      return;
    }
    String id = message.getJMSMessageID();
    Map<String, Object> properties = properties(message);
    tell(properties, outcome);
    if (id != null) {
      properties.put("duima_message_id", id);
    }
    message.clearProperties();
    for (Map.Entry<String, Object> property : properties.entrySet()) {
      message.setObjectProperty(property.getKey(), property.getValue());
    }
    try (MessageProducer producer =
        session.createProducer(session.createQueue(options.refused()))) {
      producer.send(message);
    }
  }

  /** Those that a sender may set; the broker sets its own anew. */
  private static Map<String, Object> properties(Message message) throws JMSException {
    Map<String, Object> properties = new HashMap<>();
    for (Object name : Collections.list(message.getPropertyNames())) {
      String text = String.valueOf(name);
      if (!text.startsWith("JMS") && !text.startsWith("_AMQ_")) {
        properties.put(text, message.getObjectProperty(text));
      }
    }
    return properties;
  }

  private static void tell(Map<String, Object> properties, Outcome outcome) {
    properties.put(Outcome.OUTCOME, outcome.kind().word());
    properties.put(Outcome.FORMAT, outcome.format());
    properties.put(Outcome.MESSAGES, outcome.messages());
    properties.put(Outcome.ACCEPTED, outcome.accepted());
    properties.put(Outcome.REFUSED, outcome.messages() - outcome.accepted());
    properties.put(Outcome.REASON, outcome.reason());
  }

  /**
   * Answers whoever asked for it. What is stored is stored: an answer that cannot be delivered is
   * no reason to take the message again.
   */
  private static void reply(Connection connection, Message message, Exchange exchange) {
    try {
      Destination destination = message.getJMSReplyTo();
      Outcome outcome = exchange.getProperty(Outcome.PROPERTY, Outcome.class);
      if (destination == null || outcome == null) {
        return;
      }
      ReceiveProducer.Answered answered =
          exchange.getProperty(ReceiveProducer.Answered.PROPERTY, ReceiveProducer.Answered.class);
      try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
          MessageProducer producer = session.createProducer(destination)) {
        Message answer = JmsBody.answer(session, message, outcome, answered);
        String correlation = message.getJMSCorrelationID();
        answer.setJMSCorrelationID(correlation == null ? message.getJMSMessageID() : correlation);
        Map<String, Object> properties = new HashMap<>();
        tell(properties, outcome);
        for (Map.Entry<String, Object> property : properties.entrySet()) {
          answer.setObjectProperty(property.getKey(), property.getValue());
        }
        producer.send(answer);
      }
    } catch (JMSException e) {
      LOG.warn(
          "应答未送达，消息已处理 / an answer was not delivered, its message is done: {}",
          e.getClass().getName());
    }
  }

  /** Told once, then again when it is over and comes back. */
  private void trouble(Exception e) {
    if (troubled) {
      LOG.debug("queue", e);
      return;
    }
    troubled = true;
    // The class alone: a message could hold patient data.
    String what = e instanceof TroubleException ? e.getMessage() : e.getClass().getName();
    LOG.warn(
        "队列 {} 暂时不能处理，将一直重试 / cannot take from the queue, trying on: {}", options.queue(), what);
    LOG.debug("queue", e);
  }

  private void rest() {
    synchronized (rest) {
      if (goesOn()) {
        try {
          rest.wait(options.retryMs());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Bodies of JMS messages. */
  static final class JmsBody {
    private JmsBody() {}

    /** Bytes, text, or a {@link RefusedFrame} for what is neither or too large. */
    static Object of(Message message, long maxBytes) throws JMSException {
      long size =
          message instanceof BytesMessage bytes
              ? bytes.getBodyLength()
              : message.propertyExists(LARGE_BODY_BYTES)
                  ? message.getLongProperty(LARGE_BODY_BYTES)
                  : 0;
      if (size > maxBytes) {
        return refused(
            "receive.too-large",
            "超过大小上限 " + maxBytes + " 字节；请分批发送",
            "larger than the limit of " + maxBytes + " bytes; send it in parts");
      }
      if (message instanceof TextMessage text) {
        return text.getText() == null ? "" : text.getText();
      }
      if (message instanceof BytesMessage bytes) {
        byte[] body = new byte[(int) size];
        bytes.reset();
        bytes.readBytes(body);
        return body;
      }
      return refused("receive.jms-type", "只收文本消息和字节消息", "only text and bytes messages are taken");
    }

    private static RefusedFrame refused(String rule, String zh, String en) {
      return new RefusedFrame(new byte[0], Finding.error(rule, "", zh, en));
    }

    /** Text to whoever sent text, else bytes; the reason where no reader could word an answer. */
    static Message answer(
        Session session, Message message, Outcome outcome, ReceiveProducer.Answered answered)
        throws JMSException {
      if (answered == null) {
        return session.createTextMessage(outcome.reason());
      }
      if (message instanceof TextMessage) {
        return session.createTextMessage(answered.reader().text(answered.bytes()));
      }
      BytesMessage bytes = session.createBytesMessage();
      bytes.writeBytes(answered.bytes());
      return bytes;
    }
  }
}
