package org.duima.connector.jms.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.duima.api.platform.Delivery;

/**
 * A delivery on its way to the broker. Whoever gives it up knows for sure whether it may be there.
 * Safe for use by several threads.
 */
final class Attempt {
  /** How far it has come. */
  enum Stage {
    /** Others are being sent. */
    WAITING,
    /** It is its turn, nothing has been sent. */
    CONNECTING,
    /** The broker may have it. */
    HANDED_OUT,
    /** Nobody waits for it, and it will not be sent. */
    ABANDONED
  }

  private final Delivery delivery;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

  Attempt(Delivery delivery) {
    this.delivery = delivery;
  }

  Delivery delivery() {
    return delivery;
  }

  Stage stage() {
    return stage.get();
  }

  /** Goes on; false if it was abandoned. */
  boolean reach(Stage before, Stage next) {
    return stage.compareAndSet(before, next);
  }

  /**
   * Keeps it from being sent if it was not yet.
   *
   * @return how far it had come
   */
  Stage abandon() {
    return stage.getAndUpdate(reached -> reached == Stage.HANDED_OUT ? reached : Stage.ABANDONED);
  }
}
