package org.duima.api.spi;

import java.time.Instant;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Signs, and where the region wants it encrypts, what is sent to the platform; opens what comes
 * back. Safe for use by several threads. Works in memory alone, within some milliseconds for a
 * settlement list, since it stands in the way of every call.
 */
@ConsumerType
public interface Seal {
  /**
   * Seals a request.
   *
   * @param body the envelope, JSON in UTF-8; left unchanged
   * @param now time of the call, for timestamps
   * @return never null
   * @throws RuntimeException means a defect; the call is not made then
   */
  Sealed seal(byte[] body, Instant now);

  /**
   * Opens the body of an answer with status 200. A body that the platform's gateway sends in plain
   * text to say that the call did not reach the business behind it is given back as it is.
   *
   * @param body as it came, may be empty; left unchanged
   * @return the envelope of the answer, never null
   * @throws UnsealException if the body cannot be decrypted or its signature is missing or wrong;
   *     the call then counts as one whose result is not known
   */
  byte[] unseal(byte[] body) throws UnsealException;

  /**
   * A sealed request.
   *
   * @param headers HTTP headers to be added; may be empty
   * @param body bytes to be sent
   */
  record Sealed(Map<String, String> headers, byte[] body) {
    public Sealed {
      headers = Map.copyOf(headers);
    }

    /** Leaves headers and content out. */
    @Override
    public String toString() {
      return "Sealed[" + body.length + " bytes]";
    }
  }
}
