package org.duima.broker.internal;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzerPolicy;
import org.duima.broker.internal.BrokerSettings.Credentials;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artemis inside this process: a synced journal on disk, bounded memory and pages. */
final class EmbeddedBroker implements Broker {

  static final String DEAD_LETTER_QUEUE = "DLQ";
  static final String EXPIRY_QUEUE = "ExpiryQueue";

  /** The queue {@code duima.in} and those below it. */
  private static final String INCOMING = "duima.in.#";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /**
   * Artemis collects writes for this long before it syncs; its own default of 3.3 ms costs a lone
   * sender 90 %.
   */
  private static final int JOURNAL_BUFFER_TIMEOUT_NS = (int) TimeUnit.MICROSECONDS.toNanos(100);

  private static final int JOURNAL_FILE_BYTES = 4 * 1024 * 1024;
  private static final int PAGE_BYTES = 1024 * 1024;
  private static final String OWN_USER = "node";
  private static final String ROLE = "all";

  private final EmbeddedActiveMQ server;
  private final JmsPoolConnectionFactory pool;

  private EmbeddedBroker(EmbeddedActiveMQ server, JmsPoolConnectionFactory pool) {
    this.server = server;
    this.pool = pool;
  }

  static EmbeddedBroker start(BrokerSettings settings) {
    EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    Optional<Credentials> own =
        settings.acceptor().map(a -> new Credentials(OWN_USER, randomPassword()));
    try {
      server.setConfiguration(configuration(settings));
      own.ifPresent(
          c ->
              server.setSecurityManager(
                  new KnownUsers(
                      Map.of(
                          c.user(), c.password(),
                          settings.credentials().orElseThrow().user(),
                              settings.credentials().orElseThrow().password()))));
      server.start();
      server
          .getActiveMQServer()
          .registerIOCriticalErrorListener(
              (code, message, file) ->
                  LOG.error(
                      "内嵌消息服务器写盘失败，已停止 / the embedded broker cannot write and has stopped: {}",
                      message,
                      code));
    } catch (Exception e) {
      stop(server);
      throw new BrokerFailedException(
          "内嵌消息服务器启动失败 / the embedded broker did not start: " + settings.directory(), e);
    }
    if (!server.getActiveMQServer().isStarted()) {
      stop(server);
      throw new BrokerFailedException(
          "内嵌消息服务器启动失败，目录可能被占用 / the embedded broker did not start, its directory may be in use: "
              + settings.directory(),
          null);
    }
    return new EmbeddedBroker(server, Brokers.pool("vm://0", own, settings.connections()));
  }

  private static Configuration configuration(BrokerSettings settings) throws Exception {
    Path directory = settings.directory();
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration
        .setName("duima")
        .setPersistenceEnabled(true)
        .setJournalType(JournalType.NIO)
        .setJournalDatasync(true)
        .setJournalSyncTransactional(true)
        .setJournalSyncNonTransactional(true)
        .setJournalBufferTimeout_NIO(JOURNAL_BUFFER_TIMEOUT_NS)
        .setJournalFileSize(JOURNAL_FILE_BYTES)
        .setJournalMinFiles(2)
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setGlobalMaxSize(settings.memoryBytes())
        .setMaxDiskUsage(settings.diskPercent())
        .setSecurityEnabled(settings.acceptor().isPresent())
        .setJMXManagementEnabled(false);
    configuration.setJournalPoolFiles(10);
    // the default policy ends the whole process when a disk is slow
    configuration.setCriticalAnalyzerPolicy(CriticalAnalyzerPolicy.LOG);
    configuration.addAcceptorConfiguration("vm", "vm://0");
    if (settings.acceptor().isPresent()) {
      configuration.addAcceptorConfiguration(
          "tcp", "tcp://" + settings.acceptor().get() + "?protocols=CORE");
      configuration.getSecurityRoles().put("#", Set.of(everything()));
    }
    // without a queue behind it such an address swallows what is sent there
    for (String queue : List.of(DEAD_LETTER_QUEUE, EXPIRY_QUEUE)) {
      configuration.addQueueConfiguration(
          QueueConfiguration.of(queue)
              .setAddress(queue)
              .setRoutingType(RoutingType.ANYCAST)
              .setDurable(true));
    }
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setDeadLetterAddress(SimpleString.of(DEAD_LETTER_QUEUE))
            .setExpiryAddress(SimpleString.of(EXPIRY_QUEUE))
            .setMaxDeliveryAttempts(settings.deliveryAttempts())
            .setRedeliveryDelay(settings.redeliveryDelayMs())
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
            .setMaxSizeBytes(settings.memoryBytes() / 2)
            .setPageSizeBytes(PAGE_BYTES)
            .setPageLimitBytes(settings.queueBytes())
            .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
            .setAutoCreateAddresses(true)
            .setAutoCreateQueues(true)
            .setAutoDeleteQueues(false)
            .setAutoDeleteAddresses(false));
    // a message that comes in waits as long as it cannot be stored, in its place
    configuration.addAddressSetting(
        INCOMING, new AddressSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(0));
    return configuration;
  }

  private static Role everything() {
    return new Role(ROLE, true, true, true, true, true, true, true, true, true, true, false, false);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public ConnectionFactory connections() {
    return pool;
  }

  @Override
  public void close() {
    pool.stop();
    stop(server);
  }

  private static void stop(EmbeddedActiveMQ server) {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("停止内嵌消息服务器时出错 / stopping the embedded broker failed", e);
    }
  }
}
