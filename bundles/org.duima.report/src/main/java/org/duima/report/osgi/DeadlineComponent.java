package org.duima.report.osgi;

import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.report.DeadlineWatch;
import org.duima.api.report.ReportFacts;
import org.duima.api.site.HealthCheck;
import org.duima.api.site.Sites;
import org.duima.report.internal.DeadlineLook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the deadlines while the ledger is there, and warns in the log when they change. */
@Component(
    service = {DeadlineWatch.class, HealthCheck.class},
    immediate = true)
public final class DeadlineComponent extends DeadlineLook {
  private static final Logger LOG = LoggerFactory.getLogger(DeadlineComponent.class);
  private static final long EVERY_MINUTES = 10;
  private static final long STOP_MS = 3_000;

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "duima-deadlines");
            thread.setDaemon(true);
            return thread;
          });
  private Alarm told = Alarm.NONE;

  @Activate
  public DeadlineComponent(@Reference ReportFacts facts, @Reference Sites sites) {
    super(facts, sites, Clock.systemUTC());
    watch.scheduleWithFixedDelay(this::warn, 0, EVERY_MINUTES, TimeUnit.MINUTES);
  }

  private void warn() {
    try {
      Alarm now = look();
      if (now.isRaised() && !now.equals(told)) {
        LOG.warn("{}", text(now));
      }
      told = now;
    } catch (StoreUnavailableException e) {
      LOG.warn("数据库不可用，未能检查截止日期 / deadlines not checked: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("检查截止日期时出错 / looking at the deadlines failed", e);
    }
  }

  /** Not interrupted: that would close the file of an embedded database under it. */
  @Deactivate
  void stop() throws InterruptedException {
    watch.shutdown();
    if (!watch.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
      LOG.warn("检查截止日期的线程仍在等待数据库 / the thread still waits for the database");
    }
  }
}
