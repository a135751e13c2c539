package org.duima.demo.simulator;

/** The simulator cannot start with what it was given; the message says why in both languages. */
public final class SetupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SetupException(String message) {
    super(message);
  }

  SetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
