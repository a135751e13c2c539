package org.duima.api.ledger;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * Which alerts are looked for; what is empty or null does not matter.
 *
 * @param from first day in the hospital's time
 * @param to last day
 * @param department the hospital's code
 * @param ruleClass id of the rule class
 * @param batch batch of one of the knowledge points
 * @param point id of one of the knowledge points
 * @param shown only those that somebody saw, or only those that nobody saw
 */
public record AlertSearch(
    LocalDate from,
    LocalDate to,
    String department,
    String ruleClass,
    String batch,
    String point,
    Optional<Boolean> shown) {
  public AlertSearch {
    Objects.requireNonNull(department, "department");
    Objects.requireNonNull(ruleClass, "ruleClass");
    Objects.requireNonNull(batch, "batch");
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(shown, "shown");
  }
}
