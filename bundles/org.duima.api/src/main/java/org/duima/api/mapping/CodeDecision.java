package org.duima.api.mapping;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.duima.api.Code;

/**
 * What a coder decided about one source code. It goes before every table while it is valid.
 *
 * @param number its number, for provenance
 * @param source the source code with its edition; an empty value means that the name decides
 * @param sourceName the source's name, may be empty
 * @param department the hospital's own code of the department that it holds for, empty for all
 * @param target the code to send
 * @param validFrom first day of discharge that it holds for, null from ever
 * @param validTo last day, null for good
 * @param who login name
 * @param why the coder's reason
 */
public record CodeDecision(
    long number,
    Code source,
    String sourceName,
    String department,
    Code target,
    LocalDate validFrom,
    LocalDate validTo,
    String who,
    Instant decidedAt,
    String why) {
  public CodeDecision {
    Objects.requireNonNull(source, "source");
    sourceName = sourceName == null ? "" : sourceName;
    department = department == null ? "" : department;
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(decidedAt, "decidedAt");
    Objects.requireNonNull(why, "why");
  }
}
