package org.duima.api.spi;

import java.nio.file.Path;
import java.util.Map;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way of handing lists to a platform beside the national one, such as a regional one that wants
 * FHIR, or a queue. Published as a service it serves every destination whose {@code connector} in
 * {@code etc/org.duima.destination-NAME.cfg} gives its name; it may come and go at any time. While
 * it is away its deliveries wait. Implementations are safe for use by several threads.
 */
@ConsumerType
public interface PlatformConnector {
  /** What {@code connector} calls it, such as {@code fhir}; the same at all times. */
  String name();

  /**
   * Reads the settings of a destination. Called when the settings change and when the connector
   * arrives, never for a delivery; may read files but reaches for no network.
   *
   * @param settings everything in the destination's file
   * @param home directory that relative file names are looked up in
   * @return never null
   * @throws IllegalArgumentException naming the key and what is wrong with it, in Chinese and
   *     English; never holding a secret, not in its causes either
   */
  Line open(Map<String, String> settings, Path home);

  /**
   * A connector with the settings of one destination. Methods block until there is an answer and
   * bound that by a timeout of their own, which together with everything else stays below a minute.
   * An answer of the destination is always a receipt; nothing is thrown for what it sends.
   */
  @ConsumerType
  interface Line extends AutoCloseable {
    /**
     * Hands a delivery over. The node has stored that it is about to, so that a node which stops
     * meanwhile asks with {@link #query} first when it is back.
     *
     * @return {@link Receipt.Accepted} once the destination has it for good, {@link
     *     Receipt.Refused} if it will never take it as it is or not now, {@link Receipt.Unknown} if
     *     it may or may not have it, or was not reached
     */
    Receipt submit(Delivery delivery);

    /**
     * Asks whether the destination has a delivery that was handed over with unknown result.
     *
     * @return {@link Receipt.Held}, or {@link Receipt.Unknown} if it could not be asked. A
     *     destination that cannot be asked but recognises a repeat by {@link Delivery#id()} answers
     *     that it is not present: it is then handed over again
     */
    Receipt query(Delivery delivery);

    @Override
    void close();
  }
}
