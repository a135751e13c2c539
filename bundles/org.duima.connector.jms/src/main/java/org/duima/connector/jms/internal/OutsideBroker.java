package org.duima.connector.jms.internal;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.duima.api.platform.Receipt;

/** An Artemis outside. */
final class OutsideBroker implements Broker {
  private final JmsSettings settings;

  OutsideBroker(JmsSettings settings) {
    this.settings = settings;
  }

  @Override
  public Connection connect() throws JMSException {
    // Artemis loads classes by name through the context class loader
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OutsideBroker.class.getClassLoader());
    // closing the factory would close its connections; each has one of its own, which ends with it
    ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(settings.url());
    try {
      // the node itself tries again: a client that does so behind its back hides how things are
      factory.setReconnectAttempts(0);
      factory.setInitialConnectAttempts(1);
      factory.setCallTimeout(settings.timeout().toMillis());
      factory.setBlockOnDurableSend(true);
      return settings.user().isEmpty()
          ? factory.createConnection()
          : factory.createConnection(settings.user(), settings.password());
    } catch (JMSException | RuntimeException e) {
      factory.close();
      throw e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A broker drops, without a word, what is sent to an address that has no queue. */
  @Override
  public Optional<Receipt> lost(Session session) throws JMSException {
    try {
      ClientSession core = ((ActiveMQSession) session).getCoreSession();
      ClientSession.AddressQuery address =
          core.addressQuery(SimpleString.of(settings.destination()));
      for (SimpleString queue : address.getQueueNames()) {
        if (core.queueQuery(queue).isDurable()) {
          return Optional.empty();
        }
      }
      if (settings.isTopic()) {
        return Optional.of(Receipts.nobodyListens());
      }
      return address.isAutoCreateQueues() ? Optional.empty() : Optional.of(Receipts.noSuchQueue());
    } catch (ActiveMQException e) {
      JMSException failure = new JMSException("the broker does not tell its queues");
      failure.initCause(e);
      throw failure;
    }
  }

  @Override
  public boolean isFull(JMSException failure) {
    return failure.getCause() instanceof ActiveMQException cause
        && cause.getType() == ActiveMQExceptionType.ADDRESS_FULL;
  }
}
