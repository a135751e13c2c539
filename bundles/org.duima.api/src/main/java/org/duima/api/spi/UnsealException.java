package org.duima.api.spi;

import org.duima.api.Text;

/** An answer of the platform cannot be decrypted, or its signature is missing or wrong. */
public final class UnsealException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is wrong, without keys and without anything of the answer's content
   */
  public UnsealException(Text reason) {
    super(reason.toString());
  }
}
