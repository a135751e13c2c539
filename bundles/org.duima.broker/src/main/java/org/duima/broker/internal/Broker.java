package org.duima.broker.internal;

import jakarta.jms.ConnectionFactory;

/** A source of pooled JMS connections, whichever broker stands behind it. */
public interface Broker extends AutoCloseable {

  /**
   * The pool. Thread-safe. While the broker is away, opening a connection throws a JMS exception;
   * the pool recovers by itself.
   */
  ConnectionFactory connections();

  /** Ends the pool, then the broker if it is embedded. Messages stay on disk. */
  @Override
  void close();
}
