package org.duima.karaf.smoke;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis in a process of its own, reached over TCP, with what docs/receiving.md asks of one. It
 * can be killed and comes back with its messages.
 */
final class OutsideBroker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final int port = Node.freePort();
  private Process process;

  OutsideBroker(Path directory) {
    this.directory = directory;
  }

  String url() {
    return "tcp://127.0.0.1:" + port;
  }

  void start() throws IOException {
    Files.createDirectories(directory);
    Path ready = directory.resolve("ready");
    Files.deleteIfExists(ready);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                OutsideBroker.class.getName(),
                directory.toString(),
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("broker.log").toFile())
            .start();
    Node.await(LIMIT, () -> Files.exists(ready) || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException(Files.readString(directory.resolve("broker.log")));
    }
  }

  void kill() {
    process.destroyForcibly();
    Node.await(LIMIT, () -> !process.isAlive());
  }

  @Override
  public void close() {
    kill();
  }

  /**
   * @param arguments directory and port
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration
        .setName("outside")
        .setPersistenceEnabled(true)
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setSecurityEnabled(false)
        .setJMXManagementEnabled(false);
    configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + arguments[1]);
    configuration.addQueueConfiguration(
        QueueConfiguration.of("DLQ").setAddress("DLQ").setRoutingType(RoutingType.ANYCAST));
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setDeadLetterAddress(SimpleString.of("DLQ"))
            .setMaxDeliveryAttempts(5)
            .setAutoDeleteQueues(false)
            .setAutoDeleteAddresses(false));
    configuration.addAddressSetting(
        "duima.in.#", new AddressSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(0));
    EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    server.setConfiguration(configuration);
    server.start();
    Files.write(directory.resolve("ready"), List.of());
  }
}
