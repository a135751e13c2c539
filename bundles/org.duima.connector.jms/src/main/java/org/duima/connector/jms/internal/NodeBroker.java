package org.duima.connector.jms.internal;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.platform.Receipt;

/** The node's own broker, which may come and go. */
record NodeBroker(Supplier<ConnectionFactory> factory) implements Broker {
  @Override
  public Connection connect() throws JMSException {
    ConnectionFactory present = factory.get();
    if (present == null) {
      throw new JMSException("the node's broker is not there");
    }
    return present.createConnection();
  }

  @Override
  public Optional<Receipt> lost(Session session) {
    // settings allow no topic here, and it makes queues as they are asked for
    return Optional.empty();
  }

  @Override
  public boolean isFull(JMSException failure) {
    // its classes are those of another bundle: what failed stays unknown and is handed over again
    return false;
  }
}
