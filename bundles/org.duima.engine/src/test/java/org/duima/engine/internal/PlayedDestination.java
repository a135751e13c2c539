package org.duima.engine.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.spi.PlatformConnector;

/** A connector with the destination behind it, which does what a test tells it to. */
final class PlayedDestination implements PlatformConnector {
  /** How a call goes. */
  enum Turn {
    /** The destination takes it and says so. */
    TAKES,
    /** It takes it; its answer is lost. */
    TAKES_SILENTLY,
    /** It is lost on the way, and nobody knows. */
    LOSES,
    /** No connection. */
    AWAY,
    BUSY,
    REFUSES,
    /** The connector itself fails, after the destination took it. */
    THROWS,
  }

  /** A delivery as it came, each time that it came. */
  record Taken(String id, String destination, String setlId, String subject, String input) {}

  private final String name;
  private final boolean canBeAsked;
  final List<Taken> taken = new CopyOnWriteArrayList<>();
  final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  final AtomicInteger questions = new AtomicInteger();
  final AtomicInteger submissions = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile CountDownLatch slow = new CountDownLatch(0);

  PlayedDestination(String name, boolean canBeAsked) {
    this.name = name;
    this.canBeAsked = canBeAsked;
  }

  /** From now on calls last until the test counts this down. */
  CountDownLatch slow() {
    slow = new CountDownLatch(1);
    return slow;
  }

  boolean awaitCall() throws InterruptedException {
    return begun.await(10, TimeUnit.SECONDS);
  }

  List<String> ids() {
    return new ArrayList<>(taken.stream().map(Taken::id).toList());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Line open(Map<String, String> settings, Path home) {
    if (settings.getOrDefault("url", "").equals("wrong")) {
      throw new IllegalArgumentException("url: 不是网址 / is no address");
    }
    open.incrementAndGet();
    return new PlayedLine();
  }

  private final class PlayedLine implements Line {
    private volatile boolean closed;

    @Override
    public Receipt submit(Delivery delivery) {
      submissions.incrementAndGet();
      await();
      if (closed) {
        throw new IllegalStateException("the line was closed under a call");
      }
      Turn turn = turns.poll();
      return switch (turn == null ? Turn.TAKES : turn) {
        case TAKES -> {
          take(delivery);
          yield new Receipt.Accepted("R", "");
        }
        case TAKES_SILENTLY -> {
          take(delivery);
          yield new Receipt.Unknown(true, "timeout");
        }
        case LOSES -> new Receipt.Unknown(true, "timeout");
        case AWAY -> new Receipt.Unknown(false, "connection refused");
        case BUSY -> new Receipt.Refused(Receipt.Kind.BUSY, "503", "");
        case REFUSES -> new Receipt.Refused(Receipt.Kind.DATA, "422", "不合规范");
        case THROWS -> {
          take(delivery);
          throw new IllegalStateException("a plug-in's fault");
        }
      };
    }

    private void take(Delivery delivery) {
      taken.add(
          new Taken(
              delivery.id(),
              delivery.destination(),
              delivery.setlId(),
              delivery.subject().name(),
              new String(delivery.input(), StandardCharsets.UTF_8)));
    }

    private void await() {
      begun.countDown();
      try {
        if (!slow.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the test never let the call go on");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("a call was interrupted", e);
      }
    }

    @Override
    public Receipt query(Delivery delivery) {
      questions.incrementAndGet();
      boolean present = canBeAsked && ids().contains(delivery.id());
      return new Receipt.Held(present, present, -1, "");
    }

    @Override
    public void close() {
      closed = true;
      open.decrementAndGet();
    }
  }
}
