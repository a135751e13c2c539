package org.duima.connector.jms.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.spi.PlatformConnector;

/**
 * A queue or topic. Messages go out one after the other over one connection; a caller waits for its
 * turn and the broker no longer than the timeout. The broker knows a repeat by its duplicate id.
 */
final class JmsLine implements PlatformConnector.Line {
  private final JmsSettings settings;
  private final Broker broker;
  private Sender sender;
  private boolean closed;

  JmsLine(JmsSettings settings, Broker broker) {
    this.settings = settings;
    this.broker = broker;
  }

  @Override
  public Receipt submit(Delivery delivery) {
    Sender now = sender();
    if (now == null) {
      return Receipts.notReached();
    }
    Attempt attempt = new Attempt(delivery);
    Future<Receipt> sent = now.send(attempt);
    try {
      return sent.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      Attempt.Stage reached = attempt.abandon();
      if (reached == Attempt.Stage.WAITING) {
        return Receipts.notInTime();
      }
      // whoever hangs in the client is left there, without an interrupt; the next gets another
      giveUp(now);
      return afterFailure(reached);
    } catch (ExecutionException e) {
      giveUp(now);
      return afterFailure(attempt.abandon());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return afterFailure(attempt.abandon());
    }
  }

  private static Receipt afterFailure(Attempt.Stage reached) {
    return reached == Attempt.Stage.HANDED_OUT ? Receipts.notConfirmed() : Receipts.notReached();
  }

  /** A broker cannot be asked what was put on a queue, and need not be: it drops repeats. */
  @Override
  public Receipt query(Delivery delivery) {
    return new Receipt.Held(false, false, -1, "");
  }

  private synchronized Sender sender() {
    if (sender == null && !closed) {
      sender = new Sender(settings, broker);
    }
    return sender;
  }

  private synchronized void giveUp(Sender hanging) {
    if (sender == hanging) {
      sender = null;
    }
    hanging.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (sender != null) {
      sender.close();
      sender = null;
    }
  }
}
