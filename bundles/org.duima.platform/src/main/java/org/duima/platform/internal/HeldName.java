package org.duima.platform.internal;

import java.util.List;

/**
 * How 4103 shows a field that has another name or form there.
 *
 * @param names the names in the answer
 */
record HeldName(List<String> names, As as) {
  /** How the values correspond. */
  enum As {
    /** The same value. */
    SAME,
    /** Days, hours and minutes in three fields. */
    DURATION,
    /** 1 for the principal procedure. */
    MAIN,
    /** Not to be compared. */
    IGNORE
  }
}
