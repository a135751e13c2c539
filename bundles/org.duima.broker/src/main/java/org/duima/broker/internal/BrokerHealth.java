package org.duima.broker.internal;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duima.api.Text;
import org.duima.api.site.HealthCheck;

/**
 * Whether a session can be opened. Not critical: without the broker accepted lists wait to be
 * published, nothing else. Safe for use by several threads.
 */
public final class BrokerHealth implements HealthCheck, AutoCloseable {
  private static final long LIMIT_MS = 800;

  private final ConnectionFactory connections;
  private final ExecutorService attempts =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "duima-broker-health");
            thread.setDaemon(true);
            return thread;
          });
  private Future<Boolean> attempt;

  public BrokerHealth(ConnectionFactory connections) {
    this.connections = connections;
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public Health check() {
    return answers()
        ? new Health(true, false, new Text("正常", "answers"))
        : new Health(false, false, new Text("消息服务器无应答", "the broker does not answer"));
  }

  /** An attempt that hangs goes on alone; nobody else is made to wait behind it. */
  private synchronized boolean answers() {
    if (attempt == null || attempt.isDone()) {
      attempt = attempts.submit(this::opensSession);
    }
    try {
      return attempt.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean opensSession() {
    try (Connection connection = connections.createConnection()) {
      connection.createSession().close();
      return true;
    } catch (JMSException e) {
      return false;
    }
  }

  @Override
  public void close() {
    attempts.shutdownNow();
  }
}
