package org.duima.api.settlement;

import java.time.Instant;
import java.util.Objects;

/**
 * A change that a person made to a list by hand (清单修正). It stands until it is withdrawn or
 * superseded, whatever the source says later.
 *
 * @param number given by the ledger
 * @param setlId setl_id of the list
 * @param path what was changed
 * @param value what the list says instead; empty to leave the field out
 * @param replaced what the source said when it was made; empty if nothing
 * @param who made it
 * @param at when
 * @param why for what reason
 */
public record Correction(
    long number,
    String setlId,
    ListPath path,
    String value,
    String replaced,
    String who,
    Instant at,
    String why) {
  public Correction {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(replaced, "replaced");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(why, "why");
  }
}
