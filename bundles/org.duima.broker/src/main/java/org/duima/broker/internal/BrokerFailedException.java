package org.duima.broker.internal;

/** The embedded broker did not start or stop. The cause says why. */
public final class BrokerFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
