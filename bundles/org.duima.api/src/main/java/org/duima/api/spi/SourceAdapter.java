package org.duima.api.spi;

import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads messages of one format. Implementations are safe for use by several threads.
 *
 * <p>Content that cannot be understood is a finding in the answer, never an exception and never
 * null; an exception means a defect of the adapter and makes the message {@code dead}. An adapter
 * does no input or output: what it needs from files it holds in memory. It should answer within a
 * millisecond or two, since it stands in the way of the patient's other messages.
 */
@ConsumerType
public interface SourceAdapter {
  /** The {@link RawMessage#format()} that it reads. */
  String format();

  /**
   * Reads one message.
   *
   * @param arrivalNumber number of the message in the inbox, for event order and provenance
   */
  Parsed parse(RawMessage message, long arrivalNumber);
}
