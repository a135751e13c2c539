package org.duima.broker.internal;

import jakarta.jms.ConnectionFactory;
import java.util.Optional;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.duima.broker.internal.BrokerSettings.Credentials;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Opens the broker that the settings name. */
public final class Brokers {

  private Brokers() {}

  /**
   * Starts the embedded broker, or prepares the pool of an outside one, which is first contacted
   * when somebody asks for a connection.
   *
   * @throws BrokerFailedException if the embedded broker cannot start
   */
  public static Broker open(BrokerSettings settings) {
    // Artemis and the pool load classes by name through the context class loader
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Brokers.class.getClassLoader());
    try {
      return settings.outsideUrl().isPresent()
          ? new Outside(
              pool(settings.outsideUrl().get(), settings.credentials(), settings.connections()))
          : EmbeddedBroker.start(settings);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  static JmsPoolConnectionFactory pool(
      String url, Optional<Credentials> credentials, int connections) {
    ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
    credentials.ifPresent(c -> factory.setUser(c.user()).setPassword(c.password()));
    if (!url.contains("consumerWindowSize")) {
      // a message that was only fetched ahead when the node dies counts as delivered; five of these
      // and the broker puts it away, though nobody ever looked at it
      factory.setConsumerWindowSize(0);
    }
    JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
    pool.setConnectionFactory(factory);
    pool.setMaxConnections(connections);
    return pool;
  }

  private record Outside(JmsPoolConnectionFactory pool) implements Broker {
    @Override
    public ConnectionFactory connections() {
      return pool;
    }

    @Override
    public void close() {
      pool.stop();
    }
  }
}
