package org.duima.engine.internal;

import org.duima.api.Text;

/** A body could not be stored because of trouble on our side; the route decides on repeats. */
final class TroubleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TroubleException(Text reason) {
    super(reason.toString(), null, false, false);
  }
}
