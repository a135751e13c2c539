package org.duima.deploy.internal;

import org.duima.api.Text;

/** Why a file of {@code deploy/} is not taken. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Text reason;
  private final boolean retry;

  /**
   * @param retry whether it may be taken without being changed, once something else is there
   */
  public RefusedException(Text reason, boolean retry) {
    super(reason.toString());
    this.reason = reason;
    this.retry = retry;
  }

  Text reason() {
    return reason;
  }

  boolean retry() {
    return retry;
  }
}
