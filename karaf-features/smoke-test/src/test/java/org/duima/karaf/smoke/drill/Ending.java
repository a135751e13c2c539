package org.duima.karaf.smoke.drill;

import java.util.List;

/**
 * How a settlement, or a stay without one, ends.
 *
 * @param settled whether there is a settlement
 * @param state accepted, held, waiting or not-due
 * @param why rules of findings where accepted or held, what is waited for, or why it is not due
 */
public record Ending(boolean settled, String state, List<String> why) {
  public static final String ACCEPTED = "accepted";

  /** The words of {@link #why}, without empty ones. */
  public List<String> rules() {
    return why.stream().filter(word -> !word.isEmpty()).toList();
  }
}
