package org.duima.connector.jms.internal;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.Map;
import org.duima.api.spi.PlatformConnector;

/**
 * Puts deliveries as durable messages on a queue or topic of an Artemis outside, or on a queue of
 * the node's own broker. Safe for use by several threads.
 */
public class JmsConnector implements PlatformConnector {
  @Override
  public final String name() {
    return "jms";
  }

  @Override
  public final Line open(Map<String, String> settings, Path home) {
    JmsSettings wanted = JmsSettings.of(settings, home);
    return new JmsLine(
        wanted, wanted.url().isEmpty() ? new NodeBroker(this::node) : new OutsideBroker(wanted));
  }

  /** The node's own broker; null while it is not there. */
  protected ConnectionFactory node() {
    return null;
  }
}
