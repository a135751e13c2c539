package org.duima.connector.jms.internal;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/** An Artemis as a hospital runs it: it keeps its messages on disk and asks for a password. */
final class OutsideArtemis implements AutoCloseable {
  static final String USER = "hospital";
  static final String PASSWORD = "a-password-of-the-test";

  private static final long WAIT_MS = 10_000;
  private static final long NO_MORE_MS = 200;

  private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

  OutsideArtemis(Path directory, AddressFullMessagePolicy whenFull, long maxBytes)
      throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration
        .setPersistenceEnabled(true)
        .setJournalType(JournalType.NIO)
        .setJournalFileSize(1024 * 1024)
        .setJournalMinFiles(2)
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setSecurityEnabled(true)
        .setJMXManagementEnabled(false);
    configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:0?protocols=CORE");
    configuration
        .getSecurityRoles()
        .put(
            "#",
            Set.of(
                new Role(
                    "all", true, true, true, true, true, true, true, true, true, true, false,
                    false)));
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setAddressFullMessagePolicy(whenFull)
            .setMaxSizeBytes(maxBytes)
            .setAutoCreateAddresses(true)
            .setAutoCreateQueues(true)
            .setAutoDeleteQueues(false)
            .setAutoDeleteAddresses(false));
    AddressSettings closed = new AddressSettings();
    closed.setAutoCreateAddresses(false);
    closed.setAutoCreateQueues(false);
    configuration.addAddressSetting("closed.#", closed);
    configuration.addAddressConfiguration(
        new CoreAddressConfiguration().setName("closed.lists").addRoutingType(RoutingType.ANYCAST));
    server.setConfiguration(configuration);
    server.setSecurityManager(new OnePassword());
    server.start();
  }

  int port() {
    return server.getActiveMQServer().getRemotingService().getAcceptor("tcp").getActualPort();
  }

  Connection connect() throws JMSException {
    return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port())
        .createConnection(USER, PASSWORD);
  }

  /** Everything on a queue, left there. */
  List<Map<String, Object>> browse(String queue) throws JMSException {
    try (Connection connection = connect()) {
      Session session = connection.createSession();
      List<Map<String, Object>> all = new ArrayList<>();
      connection.start();
      if (server.getActiveMQServer().locateQueue(SimpleString.of(queue)) == null) {
        return all;
      }
      var messages = session.createBrowser(session.createQueue(queue)).getEnumeration();
      while (messages.hasMoreElements()) {
        Message message = (Message) messages.nextElement();
        all.add(
            Map.of(
                "delivery_id", message.getStringProperty("delivery_id"),
                "subject", message.getStringProperty("subject")));
      }
      return all;
    }
  }

  /** Takes what a consumer gets. */
  static List<BytesMessage> take(MessageConsumer consumer, int expected) throws JMSException {
    List<BytesMessage> all = new ArrayList<>();
    Message next = consumer.receive(WAIT_MS);
    while (next != null) {
      all.add((BytesMessage) next);
      next = consumer.receive(all.size() < expected ? WAIT_MS : NO_MORE_MS);
    }
    return all;
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }

  private static final class OnePassword implements ActiveMQSecurityManager {
    @Override
    public boolean validateUser(String user, String password) {
      return USER.equals(user) && PASSWORD.equals(password);
    }

    @Override
    public boolean validateUserAndRole(
        String user, String password, Set<Role> roles, CheckType checkType) {
      return validateUser(user, password) && roles.stream().anyMatch(checkType::hasRole);
    }
  }
}
