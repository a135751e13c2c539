package org.duima.ledger.osgi;

import java.time.Clock;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.duima.api.alert.AlertStore;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.StayFolder;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.Corrections;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.FinanceSettlements;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.InquiryView;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.ReportFacts;
import org.duima.ledger.internal.Ledger;
import org.duima.ledger.internal.LedgerSettings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the ledger on the data source {@code duima} and publishes its parts as services once the
 * database is there; until then it tries again, so a node can start before its database.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.duima.receive",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class LedgerComponent {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerComponent.class);
  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final BundleContext context;
  private final LedgerSettings settings;
  private final ScheduledThreadPoolExecutor opener =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "duima-ledger-open");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<ServiceRegistration<?>> registrations = new ConcurrentLinkedQueue<>();
  private Ledger ledger;
  private volatile StayFolder folder;

  /** The reader that is offered and what it folds with; only the opening thread changes them. */
  private ServiceRegistration<?> reader;

  private StayFolder readerFolder;
  private volatile boolean stopped;
  private boolean complained;

  @Activate
  public LedgerComponent(
      BundleContext context,
      Map<String, Object> configuration,
      @Reference(target = "(|(osgi.jndi.service.name=duima)(dataSourceName=duima))")
          DataSource dataSource) {
    this.context = context;
    this.dataSource = dataSource;
    this.settings = settings(configuration);
    opener.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    opener.execute(this::open);
  }

  /** Stays can be read once they can be folded, which may be later than the ledger is open. */
  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindFolder(StayFolder found) {
    folder = found;
    followFolder();
  }

  void unbindFolder(StayFolder gone) {
    if (folder == gone) {
      folder = null;
      followFolder();
    }
  }

  /** On the opening thread: nothing is registered under a lock, and never twice. */
  private void followFolder() {
    try {
      opener.execute(this::offerReader);
    } catch (RejectedExecutionException e) {
      LOG.debug("the component stops", e);
    }
  }

  private void offerReader() {
    StayFolder now = folder;
    Ledger open;
    synchronized (this) {
      open = ledger;
    }
    if (reader != null && (now != readerFolder || stopped)) {
      reader.unregister();
      reader = null;
    }
    if (reader == null && now != null && open != null && !stopped) {
      readerFolder = now;
      reader =
          context.registerService(
              EncounterReader.class, open.encounterReader(now), new Hashtable<>());
    }
  }

  /**
   * Reads {@code inboxLimit}, {@code inboxWaitingMegabytes}, {@code debounceMs} and {@code
   * alertRetentionDays}.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  static LedgerSettings settings(Map<String, Object> configuration) {
    LedgerSettings defaults = LedgerSettings.DEFAULT;
    long limit = number(configuration, "inboxLimit", defaults.inboxLimit());
    long megabytes = number(configuration, "inboxWaitingMegabytes", defaults.waitingBytes() >> 20);
    long debounceMs = number(configuration, "debounceMs", defaults.debounce().toMillis());
    long days = number(configuration, "alertRetentionDays", defaults.alertRetentionDays());
    return new LedgerSettings(
        (int) Math.min(limit, Integer.MAX_VALUE),
        megabytes << 20,
        defaults.repeatWindow(),
        Duration.ofMillis(debounceMs),
        (int) Math.min(days, Integer.MAX_VALUE));
  }

  private static long number(Map<String, Object> configuration, String key, long otherwise) {
    Object value = configuration.get(key);
    if (value == null || value.toString().isBlank()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value.toString().trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "org.duima.receive.cfg: " + key + ": 应为整数 / expected a whole number", e);
    }
  }

  private void open() {
    Ledger opened;
    try {
      opened = Ledger.open(dataSource, settings, Clock.systemUTC());
      opened.endLeasesOfFormerProcess();
    } catch (StoreUnavailableException e) {
      if (!complained) {
        complained = true;
        LOG.error("数据库不可用，正在重试 / the database is not available, trying again", e);
      }
      synchronized (this) {
        if (!stopped) {
          opener.schedule(this::open, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
      return;
    } catch (RuntimeException e) {
      LOG.error("台账无法打开 / the ledger cannot be opened", e);
      return;
    }
    synchronized (this) {
      if (!stopped) {
        ledger = opened;
      }
    }
    // not under the lock: others start their work on this thread as soon as they find a service
    register(Inbox.class, opened.inbox());
    register(MessageWork.class, opened.work());
    register(StayStore.class, opened.stays());
    register(Outbox.class, opened.outbox());
    register(Deliveries.class, opened.deliveries());
    register(LedgerView.class, opened.view());
    register(AccessStore.class, opened.access());
    register(CodeDecisions.class, opened.codeDecisions());
    register(CodeQueue.class, opened.codeQueue());
    register(Corrections.class, opened.corrections());
    register(ReportFacts.class, opened.reportFacts());
    register(FinanceSettlements.class, opened.financeSettlements());
    register(Inquiries.class, opened.inquiries());
    register(InquiryView.class, opened.inquiryView());
    register(AlertStore.class, opened.alerts());
    register(AlertFacts.class, opened.alertFacts());
    offerReader();
    if (stopped) {
      unregister();
      opened.close();
    } else {
      LOG.info("台账已打开 / the ledger is open");
    }
  }

  private <T> void register(Class<T> type, T service) {
    if (!stopped) {
      registrations.add(context.registerService(type, service, new Hashtable<>()));
    }
  }

  private void unregister() {
    for (ServiceRegistration<?> one = registrations.poll();
        one != null;
        one = registrations.poll()) {
      one.unregister();
    }
  }

  @Deactivate
  void stop() {
    Ledger open;
    synchronized (this) {
      stopped = true;
      open = ledger;
      ledger = null;
    }
    unregister();
    followFolder();
    // not interrupted: that would close H2's file under a migration
    opener.shutdown();
    if (open != null) {
      open.close();
    }
    try {
      if (!opener.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("打开台账的线程仍在等待数据库 / the opening thread still waits for the database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
