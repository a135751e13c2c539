package org.duima.api.ledger;

/** The store cannot be reached or cannot write. Nothing was changed; the call may be repeated. */
public class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what could not be done, without patient data and without SQL values
   */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
