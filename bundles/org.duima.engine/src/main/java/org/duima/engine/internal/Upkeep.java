package org.duima.engine.internal;

import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.site.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second whether another node, or this one before it stopped, decided something, keeps
 * the files that the node writes up to date, and submits by the schedule. On a thread of its own: a
 * database that does not answer must not keep the hospital's files waiting.
 */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long EVERY_MS = 1_000;
  private static final long STOP_MS = 3_000;

  private final DecisionFile decisions;
  private final UsageFile usage;
  private final SubmitClock submissions;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "duima-decisions");
            thread.setDaemon(true);
            return thread;
          });
  private boolean complained;

  public Upkeep(DecisionFile decisions, UsageFile usage, SubmitClock submissions) {
    this.decisions = decisions;
    this.usage = usage;
    this.submissions = submissions;
  }

  void start() {
    keeper.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      decisions.follow();
      usage.keep(decisions.revision());
      submissions.look();
      complained = false;
    } catch (StoreUnavailableException | UncheckedIOException e) {
      if (!complained) {
        complained = true;
        LOG.warn("编码决定、用量文件与按时提交暂停 / decisions, code usage and schedule wait: {}", e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("例行更新时出错 / upkeep failed", e);
    }
  }

  NodeStatus.InForce status() {
    return decisions.status();
  }

  /** Not interrupted: that would close the file of an embedded database under it. */
  @Override
  public void close() {
    keeper.shutdown();
    try {
      if (!keeper.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("更新编码决定的线程仍在等待数据库 / the thread still waits for the database");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
