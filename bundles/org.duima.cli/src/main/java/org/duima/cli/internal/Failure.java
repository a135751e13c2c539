package org.duima.cli.internal;

import org.duima.api.Text;

/** Ends a command with a reason for the user and an exit code. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Unreadable input or wrong usage. */
  public static final int UNUSABLE = 2;

  /** The node, or the receiver of messages, does not answer. */
  public static final int NOT_REACHABLE = 3;

  private final int exitCode;

  private Failure(int exitCode, String zh, String en, Throwable cause) {
    super(new Text(zh, en).toString(), cause);
    this.exitCode = exitCode;
  }

  public static Failure unusable(String zh, String en) {
    return new Failure(UNUSABLE, zh, en, null);
  }

  public static Failure unusable(String zh, String en, Throwable cause) {
    return new Failure(UNUSABLE, zh, en, cause);
  }

  public static Failure notReachable(String zh, String en, Throwable cause) {
    return new Failure(NOT_REACHABLE, zh, en, cause);
  }

  /** The input was read, and something about it is wrong. */
  public static Failure refused(String zh, String en) {
    return new Failure(1, zh, en, null);
  }

  public int exitCode() {
    return exitCode;
  }
}
