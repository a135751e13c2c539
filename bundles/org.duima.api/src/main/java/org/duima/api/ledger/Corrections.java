package org.duima.api.ledger;

import java.time.Instant;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.settlement.ListPath;

/**
 * Changes that people make to lists by hand (清单修正), kept for good: a withdrawn one stays on record.
 * Safe for several threads.
 */
public interface Corrections {
  /**
   * Records a correction durably and has the list made anew. One that stood for the same place is
   * superseded.
   *
   * @param value what the list says instead, empty to leave the field out
   * @return empty if done, else why not: no such list, no such row, approved by the platform
   * @throws StoreUnavailableException if the store cannot be reached
   */
  Optional<Text> correct(
      String setlId, ListPath path, String value, String who, String why, Instant now);

  /**
   * Takes a correction back, so that the source counts again.
   *
   * @return empty if done, else why not
   * @throws StoreUnavailableException if the store cannot be reached
   */
  Optional<Text> withdraw(long number, String who, String why, Instant now);
}
