package org.duima.settlement.internal;

import org.duima.api.encounter.Charge;

/**
 * A charge line that a list sums up. Not on the wire: checks compare the list with it.
 *
 * @param reversed the line that it takes back, null if it is no reversal or that line never came
 * @param category med_chrgitm_type 01–14, empty if nothing tells it
 * @param byItem whether the category follows from the item, because no source stated one
 */
record ChargeLine(Charge charge, Charge reversed, String category, boolean byItem) {
  /** Whether the platform has divided it. */
  boolean isDivided() {
    return charge.split() != null;
  }
}
